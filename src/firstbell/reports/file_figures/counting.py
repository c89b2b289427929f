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

if TYPE_CHECKING:
    import polars as pl

EVERYONE = "all"
COUNTS = ("possible", "attended", "authorised", "unauthorised", "not_counted", "late")
DATES_AT_MOST = 2**22
"""Holds every day from year 1 to 9999."""
SESSIONS_AT_MOST = 2**8
KINDS_AT_MOST = 2**8
PENDING_ROWS = 500_000


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

    table, meanings, tallies = Table(header), Meanings(book), Tallies()
    number = {name: pl.col(name).to_physical() for name in header.place}
    day = number["pupil"].cast(pl.UInt64) * DATES_AT_MOST + number["date"]
    mark = day * SESSIONS_AT_MOST + number["session"]
    who = pl.lit(0, pl.UInt32) if by is By.ALL else number[by]
    marks: list[pl.Series] = []
    for rows, new in table.rows(path):
        meanings.learn(new["date"], new["code"])
        kinds = meanings.of(rows["date"], rows["code"])
        tallies.add(rows.select(who.alias("who"), kinds.alias("kind")))
        marks.append(rows.select(mark.alias("mark"))["mark"])
    if _has_twice(marks):
        raise Unreadable
    counted = tallies.counted(meanings.kinds)
    if by is By.ALL:
        named = counted.with_columns(name=pl.lit(EVERYONE))
    else:
        named = counted.with_columns(name=table.words[by].of(counted["who"]))
    return ((name, Tally(*counts)) for name, *counts in named.sort("name").select("name", *COUNTS).iter_rows())


def _has_twice(marks: "list[pl.Series]") -> bool:
    """Whether any number stands twice. Empties the list, so that the numbers are not held three times over."""
    import polars as pl

    if not marks:
        return False
    whole = pl.concat(marks, rechunk=True)
    marks.clear()
    whole = whole.sort()
    return bool((whole.slice(1) == whole.slice(0, len(whole) - 1)).any())


class Tallies:
    """How often each kind of mark was met for each name, gathered block by block.

    Name and kind are one number, name first: a single number is grouped by in half the time of two.
    """

    def __init__(self) -> None:
        import polars as pl

        self.gathered = [pl.DataFrame(schema={"key": pl.UInt64, "times": pl.UInt64})]

    def add(self, rows: "pl.DataFrame") -> None:
        """Take in the rows of a block: who (a number) and kind."""
        import polars as pl

        key = pl.col("who").cast(pl.UInt64) * KINDS_AT_MOST + pl.col("kind")
        times = pl.len().cast(pl.UInt64).alias("times")
        self.gathered.append(rows.select(key=key).group_by("key").agg(times))
        if sum(frame.height for frame in self.gathered) > PENDING_ROWS:
            self.gathered = [self._merged()]

    def _merged(self) -> "pl.DataFrame":
        import polars as pl

        return pl.concat(self.gathered).group_by("key").agg(pl.col("times").sum())

    def counted(self, kinds: list[Tally]) -> "pl.DataFrame":
        """Return who and the six counts. kinds: what one mark of each kind adds."""
        import polars as pl

        merged = self._merged()
        kind = merged["key"] % KINDS_AT_MOST
        adds = {name: pl.Series([getattr(kind, name) for kind in kinds], dtype=pl.UInt64) for name in COUNTS}
        return (
            pl.DataFrame({"who": (merged["key"] // KINDS_AT_MOST).cast(pl.UInt32)})
            .with_columns((merged["times"] * worth.gather(kind)).alias(name) for name, worth in adds.items())
            .group_by("who")
            .sum()
        )
