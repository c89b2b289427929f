"""School time: days and sessions as London lives them, instants as UTC keeps them.

Wall-clock times belong to a date in London; they become instants by `starts_at`, date by date, so that a nine o'clock
start stays nine o'clock on both sides of a clock change. Minutes are added to instants, never to wall-clock times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from firstbell.domain.errors import Refused

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)


class Session(StrEnum):
    """A morning or an afternoon."""

    AM = "AM"
    PM = "PM"


class SpanReversed(Refused):
    """The end of a span of dates stands before its start."""

    def __init__(self, starts_on: date, ends_on: date) -> None:
        super().__init__(
            f"These dates end before they start: {long_date(starts_on)} to {long_date(ends_on)}.",
            "No day lies between them.",
            "Check the two dates and swap them if they changed places.",
        )


class CalendarEnds(Refused):
    """A school day was asked for beyond the last term that the calendar holds."""

    def __init__(self, after: date) -> None:
        super().__init__(
            f"The calendar holds too few school days after {long_date(after)}.",
            "A deadline counted in school days cannot be worked out.",
            "Add the dates of the next term.",
        )


def long_date(day: date) -> str:
    """Return a date as people write it: 5 June 2026."""
    return f"{day.day} {day:%B %Y}"


def starts_at(day: date, wall_time: time) -> datetime:
    """Return the UTC instant of a wall-clock time in London on a day.

    In the hour that happens twice (last Sunday of October) it is the first of the two; in the hour that never happens
    (last Sunday of March) the time is read as winter time, so no minute is lost.
    """
    return datetime.combine(day, wall_time, LONDON).astimezone(UTC)


def london_day(instant: datetime) -> date:
    """Return London's date at an instant. Raises ValueError for an instant without a zone."""
    return _in_london(instant).date()


def london_time(instant: datetime) -> time:
    """Return London's wall-clock time at an instant. Raises ValueError for an instant without a zone."""
    return _in_london(instant).time()


def _in_london(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no time zone, so it is not an instant")
    return instant.astimezone(LONDON)


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def academic_year_start(day: date) -> date:
    """Return the 1 September on which the day's academic year began."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def academic_year(day: date) -> "Span":
    """Return the day's academic year: 1 September to 31 August."""
    start = academic_year_start(day)
    return Span(start, date(start.year + 1, 8, 31))


def academic_year_name(day: date) -> str:
    """Return the name of the day's academic year: 2026/27."""
    start = academic_year_start(day).year
    return f"{start}/{(start + 1) % 100:02d}"


@dataclass(frozen=True)
class Span:
    """Whole days from starts_on to ends_on, both included. Raises SpanReversed."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise SpanReversed(self.starts_on, self.ends_on)

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def days(self) -> Iterator[date]:
        """Yield each day, first to last."""
        for number in range((self.ends_on - self.starts_on).days + 1):
            yield self.starts_on + timedelta(days=number)


@dataclass(frozen=True)
class SchoolCalendar:
    """The days on which a school or provision is open.

    terms: half-terms as spans, in any order. closed: bank holidays, INSET and closures inside them. weekdays: 0 is
    Monday.
    """

    terms: tuple[Span, ...]
    closed: frozenset[date] = frozenset()
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)

    def is_school_day(self, day: date) -> bool:
        return (
            day.weekday() in self.weekdays and day not in self.closed and any(term.covers(day) for term in self.terms)
        )

    def school_days(self, span: Span) -> list[date]:
        """Return the school days of a span, first to last."""
        return [day for day in span.days() if self.is_school_day(day)]

    def add_school_days(self, day: date, count: int) -> date:
        """Return the count-th school day after a day, which itself is not counted (rules R-014, R-015).

        Raises CalendarEnds where the calendar holds too few, ValueError for a count below one.
        """
        if count < 1:
            raise ValueError("school days are counted from one")
        last = max((term.ends_on for term in self.terms), default=day)
        found = day
        for _ in range(count):
            found += ONE_DAY
            while not self.is_school_day(found):
                if found >= last:
                    raise CalendarEnds(day)
                found += ONE_DAY
        return found

    def school_weeks(self, span: Span) -> list[date]:
        """Return the Mondays of the span's school weeks: weeks holding at least one of its school days (rule R-070)."""
        return sorted({monday_of(day) for day in self.school_days(span)})


def weekdays_after(day: date, count: int) -> date:
    """Return the count-th Monday-to-Friday day after a day: the fallback where no calendar is known."""
    found = day
    for _ in range(count):
        found += ONE_DAY
        while found.weekday() > 4:
            found += ONE_DAY
    return found
