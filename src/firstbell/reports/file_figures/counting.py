"""Marks counted by the million: words become small numbers, one pass makes the tallies, one sort finds duplicates.

Memory is what a row keeps (8 bytes, to find duplicates by) and one block, whatever the width of the file.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from firstbell.domain.tallies import Tally
from firstbell.reports.file_figures.codebook import Codebook
from firstbell.reports.file_figures.header import Header
from firstbell.reports.file_figures.meanings import Meanings
from firstbell.reports.file_figures.records import Unreadable
from firstbell.reports.file_figures.table import Table
from firstbell.reports.file_figures.words import GROUP

if TYPE_CHECKING:
    import polars as pl

EVERYONE = "all"
COUNTS = ("possible", "attended", "authorised", "unauthorised", "not_counted", "late")
SLICE_ROWS = 500_000
PENDING_ROWS = 500_000

KINDS = 2**8
SESSIONS = 2 * KINDS
DATES = 2**22 * SESSIONS
"""A mark is one number: pupil times DATES, date times SESSIONS (there are fewer than 2**22 days from year 1 to 9999),
session (one of two) times KINDS, and kind."""


class By(StrEnum):
    """What one row of figures is about."""

    PUPIL = "pupil"
    GROUP = "group"
    ALL = "all"


def count(path: Path, header: Header, book: Codebook, by: By) -> Iterator[tuple[str, Tally]]:
    """Yield a name and its tally for each pupil, each group or everyone, in the order of the names.

    Raises Unreadable, before anything is yielded, where any mark of the file cannot be counted.
    """
    import polars as pl

    table, meanings, marks, tallies = Table(header), Meanings(book), [], []
    for rows, new in table.rows(path):
        meanings.learn(new["date"], new["code"])
        kinds = meanings.of(rows["date"], rows["code"])
        marks.append(_as_numbers(rows, kinds))
        if by is not By.PUPIL:
            who = rows[GROUP].to_physical() if by is By.GROUP else pl.zeros(len(rows), pl.UInt32, eager=True)
            tallies.append(_tallied(who, kinds, meanings.kinds))
            if sum(map(len, tallies)) > PENDING_ROWS:
                tallies = [_merged(tallies)]
    for pupils, kinds in _pupil_by_pupil(marks):
        if by is By.PUPIL:
            tallies.append(_tallied(pupils, kinds, meanings.kinds))
    if not tallies:
        return iter(())
    total = pl.concat(tallies) if by is By.PUPIL else _merged(tallies)
    names = pl.lit(EVERYONE) if by is By.ALL else table.words[by].of(total["who"])
    named = total.with_columns(name=names).select("name", *COUNTS).sort("name")
    return ((name, Tally(*counts)) for name, *counts in named.iter_rows())


def _as_numbers(rows: "pl.DataFrame", kinds: "pl.Series") -> "pl.Series":
    import polars as pl

    pupil, day, session = (pl.col(name).to_physical().cast(pl.UInt64) for name in ("pupil", "date", "session"))
    return rows.select(mark=pupil * DATES + day * SESSIONS + session * KINDS + kinds)["mark"]


def _pupil_by_pupil(marks: "list[pl.Series]") -> "Iterator[tuple[pl.Series, pl.Series]]":
    """Yield pupil and kind of every mark, those of one pupil together. Raises Unreadable where a session stands twice.

    Empties the list, so that the marks are not held three times over.
    """
    import polars as pl

    if not marks:
        return
    whole = pl.concat(marks, rechunk=True)
    marks.clear()
    whole = whole.sort()
    start = 0
    while start < len(whole):
        last = min(start + SLICE_ROWS, len(whole)) - 1
        end = whole.search_sorted((whole[last] // DATES + 1) * DATES)
        part = whole.slice(start, end - start)
        sessions = part // KINDS
        if (sessions.slice(1) == sessions.slice(0, len(sessions) - 1)).any():
            raise Unreadable
        yield (part // DATES).cast(pl.UInt32), (part % KINDS).cast(pl.UInt8)
        start = end


def _tallied(who: "pl.Series", kind: "pl.Series", kinds: list[Tally]) -> "pl.DataFrame":
    """Return who and the six counts, a row for each who. kinds: what one mark of each kind adds.

    Who and kind are grouped by as one number, in half the time of two.
    """
    import polars as pl

    times = pl.DataFrame({"key": who.cast(pl.UInt64) * KINDS + kind}).group_by("key").len()
    met = (times["key"] % KINDS).cast(pl.UInt32)
    adds = {name: pl.Series([getattr(added, name) for added in kinds], dtype=pl.UInt32) for name in COUNTS}
    return (
        pl.DataFrame({"who": (times["key"] // KINDS).cast(pl.UInt32)})
        .with_columns((times["len"] * worth.gather(met)).alias(name) for name, worth in adds.items())
        .group_by("who")
        .sum()
    )


def _merged(tallies: "list[pl.DataFrame]") -> "pl.DataFrame":
    import polars as pl

    return pl.concat(tallies).group_by("who").sum()
