"""The days that a document speaks of, by the provision's own calendar."""

from __future__ import annotations

from datetime import date, timedelta

from firstbell.domain.school_time import Span, monday_of
from firstbell.provisions.queries import calendar


def week_of(provision_id: int, day: date) -> Span:
    """Return the week of a day from Monday to the last weekday on which the provision opens."""
    monday = monday_of(day)
    return Span(monday, monday + timedelta(days=max(calendar(provision_id).weekdays)))
