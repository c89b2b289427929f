"""Compulsory school age: from the prescribed day on or after the fifth birthday to the last Friday in June (SS-2).

Source: Education Act 1996 s8; rules R-110 to R-113.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.domain.school_time import academic_year_start

PRESCRIBED_DAYS = ((3, 31), (8, 31), (12, 31))
FRIDAY = 4


@dataclass(frozen=True)
class SchoolAge:
    """The first and last day of one person's compulsory school age."""

    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def compulsory_school_age(born_on: date) -> SchoolAge:
    """Return the exact dates for a date of birth; schooling is due from the start of the term after starts_on."""
    return SchoolAge(_prescribed_day_from(_birthday(born_on, 5)), last_friday_in_june(_year_of_leaving(born_on)))


def last_friday_in_june(year: int) -> date:
    """Return the day on which compulsory school age ends that year."""
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - FRIDAY) % 7)


def _year_of_leaving(born_on: date) -> int:
    return academic_year_start(_birthday(born_on, 16)).year + 1


def _prescribed_day_from(day: date) -> date:
    days = [date(day.year, month, number) for month, number in PRESCRIBED_DAYS]
    return next(prescribed for prescribed in days if prescribed >= day)


def _birthday(born_on: date, age: int) -> date:
    """Return a birthday; born on 29 February, it is 1 March where the year has no such day."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
