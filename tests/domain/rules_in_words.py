"""A rule and a morning in few words; each test names only what matters to it."""

from datetime import date, time, timedelta

from firstbell.domain.duties import Anchor, Discharge, Due, DutyKind, DutyRule, Fact, Moments, Owner
from firstbell.domain.school_time import SchoolCalendar, Span
from tests.domain.times import london

START = london("2026-11-23 09:00")
CALENDAR = SchoolCalendar(terms=(Span(date(2026, 11, 2), date(2026, 12, 18)),), closed=frozenset({date(2026, 11, 27)}))


def a_rule(**changes) -> DutyRule:
    values = {
        "key": "call-home",
        "when": Fact.UNEXPLAINED_ABSENCE,
        "duty": DutyKind.CALL_HOME,
        "due": Due(minutes=10, after=Anchor.PUPIL_START),
        "owner": Owner.ATTENDANCE_LEAD,
        "met_by": frozenset({Discharge.SPOKE}),
        "sentence": "Call home within {minutes} minutes of the pupil's start",
        "clause": "SS-14",
    }
    return DutyRule(**{**values, **changes})


def a_morning(**changes) -> Moments:
    values = {
        "on": date(2026, 11, 23),
        "happened_at": START + timedelta(minutes=3),
        "pupil_starts_at": START,
        "session_starts_at": START,
        "register_closes_at": START + timedelta(minutes=30),
        "session_ends_at": london("2026-11-23 12:00"),
        "first_session_ends_at": london("2026-11-23 12:00"),
        "day_ends_time": time(15, 0),
        "calendar": CALENDAR,
    }
    return Moments(**{**values, **changes})
