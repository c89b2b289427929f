"""Quiet hours: nothing goes to a family's phone late in the evening or early in the morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from firstbell.domain.school_time import london_day, london_time, starts_at


def ends_at(at: datetime, quiet_from: time, quiet_until: time) -> datetime | None:
    """Return when the quiet hours that `at` lies in end (UTC); None outside them.

    quiet_from, quiet_until: London wall-clock times, over midnight or within one day. Equal times mean no quiet hours.
    """
    today, clock = london_day(at), london_time(at)
    over_midnight = quiet_from > quiet_until
    is_quiet = clock >= quiet_from or clock < quiet_until if over_midnight else quiet_from <= clock < quiet_until
    if not is_quiet:
        return None
    tomorrow = over_midnight and clock >= quiet_from
    return starts_at(today + timedelta(days=tomorrow), quiet_until)
