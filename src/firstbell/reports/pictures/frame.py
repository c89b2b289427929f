"""The frame of a drawing that stretches: places in percent of its width and height, so that text keeps its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from firstbell.reports.pictures.picture import place

TOP, FOOT = 8, 86
LEFT, RIGHT = 9, 98
NARROWEST = 7
"""Percent of the width that a short word needs on a phone."""


@dataclass(frozen=True)
class Label:
    """Words at a place, in percent of the drawing."""

    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Frame:
    """Columns side by side, and a scale upward from bottom to top."""

    columns: int
    bottom: Fraction
    top: Fraction

    def x(self, column: float | Fraction) -> str:
        """The middle of a column; a fraction of it lies to the right."""
        return place(LEFT + (RIGHT - LEFT) * (float(column) + 0.5) / self.columns)

    def y(self, value: Fraction | int) -> str:
        """The height of a value; one above or below the scale lies on its edge."""
        inside = min(max(Fraction(value), self.bottom), self.top)
        return place(FOOT - (FOOT - TOP) * (inside - self.bottom) / (self.top - self.bottom))

    def grid(self, *values: Fraction | int, unit: str = "") -> tuple[Label, ...]:
        """Lines across, with what they stand for."""
        return tuple(Label("0", self.y(value), f"{float(value):g}{unit}") for value in values)

    def feet(self, words: Sequence[str]) -> tuple[Label, ...]:
        """Words under columns, in order; empty ones, and those too close to the one before, are left out."""
        found: list[Label] = []
        for column, word in enumerate(words):
            if word and (not found or float(self.x(column)) - float(found[-1].x) >= NARROWEST):
                found.append(Label(self.x(column), "98", word))
        return tuple(found)


def months(days: Sequence[date]) -> list[str]:
    """Return the short name of each day's month where it is the first of that month, else nothing."""
    firsts = [None, *days[:-1]]
    return [
        "" if before and (before.year, before.month) == (day.year, day.month) else f"{day:%b}"
        for before, day in zip(firsts, days, strict=True)
    ]
