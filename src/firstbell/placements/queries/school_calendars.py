"""The school days of a main school, for what is counted in its days and not in ours (R-015)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell.domain.school_time import SchoolCalendar, Span, long_date
from firstbell.placements.models import Commissioner, SchoolClosure, SchoolTerm
from firstbell.provisions import queries as provisions
from firstbell.provisions.settings_queries import TermRow

_kept: dict[int, tuple[datetime, SchoolCalendar | None]] = {}


@dataclass(frozen=True)
class SchoolDays:
    """A school's calendar for its page. until: the last day it holds, None where it has no term."""

    terms: tuple[TermRow, ...]
    closures: tuple[SchoolClosure, ...]
    until: date | None


def school_calendar(commissioner_id: int | None, changed_at: datetime | None) -> SchoolCalendar | None:
    """Return the school days of a main school, Monday to Friday; None where no term of it is known.

    changed_at: its `calendar_changed_at`, read with whatever else is read of it. Each state of a calendar is read once
    in the life of a process, in two statements.
    """
    if commissioner_id is None or changed_at is None:
        return None
    kept = _kept.get(commissioner_id)
    if kept is None or kept[0] != changed_at:
        kept = _kept[commissioner_id] = (changed_at, _read(commissioner_id))
    return kept[1]


def forget_school_calendars() -> None:
    """Read every calendar anew: a restored or emptied database may use an id again."""
    _kept.clear()


def _read(commissioner_id: int) -> SchoolCalendar | None:
    terms = SchoolTerm.objects.filter(commissioner_id=commissioner_id).order_by("starts_on")
    closures = SchoolClosure.objects.filter(commissioner_id=commissioner_id)
    return _calendar_of(list(terms), list(closures))


def _calendar_of(terms: list[SchoolTerm], closures: list[SchoolClosure]) -> SchoolCalendar | None:
    if not terms:
        return None
    spans = [
        span
        for term in terms
        for span in provisions.half_terms(term.starts_on, term.ends_on, term.break_starts_on, term.break_ends_on)
    ]
    closed = {day for row in closures for day in Span(row.starts_on, row.ends_on).days()}
    for year in range(spans[0].starts_on.year, spans[-1].ends_on.year + 1):
        closed |= set(provisions.bank_holidays(year))
    return SchoolCalendar(tuple(spans), frozenset(closed))


def school_days(school: Commissioner) -> SchoolDays:
    """Return a school's terms and closures for its page, first to last."""
    terms, closures = list(school.school_terms.all()), list(school.school_closures.all())
    calendar = _calendar_of(terms, closures)
    return SchoolDays(
        terms=tuple(_row(term, calendar) for term in terms) if calendar else (),
        closures=tuple(closures),
        until=max((term.ends_on for term in terms), default=None),
    )


def _row(term: SchoolTerm, calendar: SchoolCalendar) -> TermRow:
    half_term = "no break"
    if term.break_starts_on and term.break_ends_on:
        half_term = f"{long_date(term.break_starts_on)} to {long_date(term.break_ends_on)}"
    days = len(calendar.school_days(Span(term.starts_on, term.ends_on)))
    return TermRow(term.pk, term.name, term.starts_on, term.ends_on, half_term, days)
