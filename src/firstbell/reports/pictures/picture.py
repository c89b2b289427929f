"""A picture: what it found, how it is drawn, and the table from which it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from firstbell.domain.school_time import Span
from firstbell.ui.csv_files import Value

FEWEST = 5
"""A share of fewer is greyed: it says nothing yet."""
SHARES_FROM = 20
"""Of fewer, counts are shown and no percentages."""
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Picture:
    """One picture of a page.

    key: its anchor and the name of its file. name: what kind of picture it is. title: what it found, its numbers all
    from the table. alt: the same for those who do not see it. note: the days and the base it was made from, and how to
    read it. template: how it is drawn, nothing where there is too little to draw. links: rows that it leads to, as
    words and addresses. is_wide: it needs the whole width of a page.
    """

    key: str
    name: str
    title: str
    alt: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    template: str = ""
    drawing: Any = None
    links: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    is_wide: bool = False
    pupil_ids: tuple[int, ...] = field(default=(), repr=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns that hold numbers, for a table that sets them to the right."""
        return tuple(
            place for place in range(len(self.columns)) if any(isinstance(row[place], int) for row in self.rows)
        )

    @property
    def cells(self) -> list[list[tuple[Value, bool]]]:
        """The rows as a page shows them: each value, and whether its column holds numbers."""
        return [[(value, place in self.numbers) for place, value in enumerate(row)] for row in self.rows]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        return [(words, place in self.numbers) for place, words in enumerate(self.columns)]


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: 1 session, 3 sessions."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def dates(span: Span) -> str:
    """Return a span as people write it: 2 September to 23 November 2026."""
    start, end = span.starts_on, span.ends_on
    if start == end:
        return f"{end.day} {end:%B %Y}"
    first = f"{start.day} {start:%B}" if start.year == end.year else f"{start.day} {start:%B %Y}"
    return f"{first} to {end.day} {end:%B %Y}"


def middle(numbers: Sequence[int]) -> Fraction | None:
    """Return the median of numbers, exactly; None of none."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return Fraction(ordered[half]) if len(ordered) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)


def plain(number: Fraction | int) -> str:
    """Return a number as people write it: 6, or 6.5."""
    return f"{float(number):g}"


def place(share: float | Fraction) -> str:
    """Return a place on a drawing, 0 to 100, as its geometry writes it: one decimal, no trailing zero."""
    return f"{float(share):.1f}".removesuffix(".0")
