"""A plausible English school year around any date, so that the demonstration works on every day of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.domain.school_time import academic_year_start, monday_of


@dataclass(frozen=True)
class PlannedTerm:
    """A term and its half-term break, inclusive dates."""

    name: str
    starts_on: date
    ends_on: date
    break_starts_on: date
    break_ends_on: date


def terms_of(year_starts_on: date) -> list[PlannedTerm]:
    """Return the three terms of the academic year that begins on 1 September of that year.

    The Mondays after the clocks change are school days, so that a visitor can look at one.
    """
    year = year_starts_on.year
    spring = monday_of(date(year + 1, 1, 7))
    summer = monday_of(date(year + 1, 4, 25))
    return [
        _term(f"Autumn {year}", date(year, 9, 3), date(year, 12, 18), monday_of(date(year, 10, 21))),
        _term(f"Spring {year + 1}", spring, summer - timedelta(days=17), monday_of(date(year + 1, 2, 17))),
        _term(f"Summer {year + 1}", summer, date(year + 1, 7, 21), monday_of(date(year + 1, 5, 31))),
    ]


def _term(name: str, starts_on: date, ends_on: date, break_monday: date) -> PlannedTerm:
    return PlannedTerm(name, starts_on, ends_on, break_monday, break_monday + timedelta(days=4))


def terms_around(day: date) -> list[PlannedTerm]:
    """Return the terms of the academic year before, of and after `day`."""
    this = academic_year_start(day)
    return [term for year in (this.year - 1, this.year, this.year + 1) for term in terms_of(date(year, 9, 1))]
