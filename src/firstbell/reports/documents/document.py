"""What every document is made of, whether it is read on a page, printed or taken as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from firstbell.domain.school_time import Span, long_date
from firstbell.domain.tallies import shown

Cell = str | int | date | Fraction | None
"""What stands in a table. A Fraction is a percentage, exactly; None is nothing to say."""

MOST_ON_A_PHONE = 4


@dataclass(frozen=True)
class Table:
    """Rows under a head.

    name: of its sheet in a spreadsheet file. is_summed: the last row is the sum of the others. wide: the places of
    the columns that share what room a printed page has left.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_summed: bool = False
    wide: tuple[int, ...] = (0,)

    @property
    def sides(self) -> tuple[str, ...]:
        """Which side each column stands on: numbers on the right."""
        return tuple("right" if self._is_number(place) else "left" for place in range(len(self.columns)))

    @property
    def shown(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(words_of(cell) for cell in row) for row in self.rows)

    @property
    def lines(self) -> list[tuple[tuple[tuple[str, str], ...], bool]]:
        """Each row as (its cells as (words, side), whether it is the sum)."""
        last = len(self.rows) - 1 if self.is_summed else -1
        return [(tuple(zip(row, self.sides, strict=True)), place == last) for place, row in enumerate(self.shown)]

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.columns, self.sides, strict=True))

    @property
    def is_wide(self) -> bool:
        """Too wide for a phone, where it is moved sideways."""
        return len(self.columns) > MOST_ON_A_PHONE

    def _is_number(self, place: int) -> bool:
        cells = [row[place] for row in self.rows if row[place] is not None]
        return bool(cells) and all(isinstance(cell, int | Fraction) for cell in cells)


@dataclass(frozen=True)
class Section:
    """One part under a heading: paragraphs, points, facts (a name and what it is), a table, a note in small print."""

    title: str
    words: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A large figure with its name, and its sum in words."""

    name: str
    figure: str
    note: str = ""


@dataclass(frozen=True)
class Document:
    """One document. kind: begins its file's name, which never names a pupil. summary: one sentence.

    data: the rows that a CSV file holds. pupil_ids: whose records it holds, for the log of reading. signed_by: whose
    signatures it has room for. is_empty: no session was counted, so it is sent to nobody.
    """

    kind: str
    title: str
    provision: str
    whom: str
    span: Span
    summary: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    data: Table
    pupil_ids: tuple[int, ...]
    signed_by: tuple[str, ...] = ()
    is_empty: bool = False

    @property
    def period(self) -> str:
        return in_words(self.span)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of it, the data last where no section shows it."""
        tables = [section.table for section in self.sections if section.table]
        return tuple(tables if self.data in tables else [*tables, self.data])


def in_words(span: Span) -> str:
    """Return a span as people say it: 16 to 20 November 2026."""
    first, last = span.starts_on, span.ends_on
    if first == last:
        return long_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {_day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {_day(last)}"
    return f"{_day(first)} to {_day(last)}"


def words_of(cell: Cell) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return "–"
    if isinstance(cell, Fraction):
        return shown(cell)
    return (
        f"{cell:%a} {cell.day} {cell:%b %Y}".replace(" ", "\N{NO-BREAK SPACE}") if isinstance(cell, date) else str(cell)
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
