"""Figures to set beside ours: what is published of England's schools, and what is taken for full-time education.

Dated data, one CSV file each, with its source in every row. Nothing is judged by it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from importlib import resources

AP = "state-funded AP schools"
MAINSTREAM = "primary, secondary and special schools"


@dataclass(frozen=True)
class Benchmark:
    """One published figure, in percent. persistent, severe: of enrolments; None where they were not published."""

    academic_year: str
    period: str
    school_type: str
    area: str
    absence: Fraction
    persistent: Fraction | None
    severe: Fraction | None
    source: str

    @property
    def attendance(self) -> Fraction:
        return 100 - self.absence


@dataclass(frozen=True)
class Marker:
    """So many hours a week from which somebody may speak of full-time education. words: who, and of what."""

    from_on: date
    hours: Fraction
    words: str
    source: str


@lru_cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Return every published figure we hold, oldest first."""
    return tuple(
        Benchmark(
            row["academic_year"],
            row["period"],
            row["school_type"],
            row["area"],
            Fraction(row["overall_absence_percent"]),
            _percent(row["persistent_percent"]),
            _percent(row["severe_percent"]),
            row["source"],
        )
        for row in _rows("published.csv")
    )


def latest(school_type: str) -> Benchmark:
    """Return the last figure of a type of school. Raises LookupError where none is held."""
    found = [each for each in benchmarks() if each.school_type == school_type]
    if not found:
        raise LookupError(f"no published figure of {school_type}")
    return found[-1]


def full_time_markers(on: date) -> tuple[Marker, ...]:
    """Return the markers of a day, fewest hours first."""
    markers = (
        Marker(date.fromisoformat(row["from"]), Fraction(row["hours"]), row["words"], row["source"])
        for row in _rows("full_time.csv")
    )
    return tuple(sorted((each for each in markers if each.from_on <= on), key=lambda each: each.hours))


def _percent(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return iter(list(csv.DictReader(text.splitlines())))
