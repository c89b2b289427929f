"""A pupil's sessions against the lines of a policy, asked in one line each: what the checks of slips look at."""

from datetime import date, timedelta
from fractions import Fraction

from firstbell.domain.crossings import (
    Passage,
    of_days_without_leave,
    of_illness,
    of_lateness,
    of_threshold,
    of_unauthorised,
)
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import SchoolCalendar, Session, Span
from firstbell.domain.thresholds import Operator, Period, Threshold
from firstbell.policy import national_on

FIRST = date(2026, 9, 7)
TERM = SchoolCalendar((Span(date(2026, 9, 1), date(2026, 10, 23)), Span(date(2026, 11, 2), date(2027, 7, 23))))
WEEKS = TERM.school_weeks(Span(date(2026, 9, 1), date(2027, 7, 23)))
CODES = national_on(FIRST)


def in_a_row(codes: str) -> list[MarkedSession]:
    days = TERM.school_days(Span(FIRST, date(2027, 7, 23)))
    slots = [(day, session) for day in days for session in (Session.AM, Session.PM)]
    return [MarkedSession(*slot, CODES.get(key)) for slot, key in zip(slots, codes, strict=False)]


def in_weeks(*codes: str) -> list[MarkedSession]:
    """Two sessions a week, on Mondays: each text is a school week's."""
    return [
        MarkedSession(WEEKS[number], session, CODES.get(key))
        for number, text in enumerate(codes)
        for session, key in zip((Session.AM, Session.PM), text, strict=True)
    ]


def past(codes: str, percent: int = 90, or_at: bool = False, **more) -> list[Passage]:
    operator = Operator.AT_OR_BELOW if or_at else Operator.BELOW
    return of_threshold(Threshold("line", Fraction(percent), operator, **more), in_a_row(codes))


def is_past(codes: str, percent: int = 90, or_at: bool = False) -> bool:
    passages = past(codes, percent, or_at)
    return bool(passages) and passages[-1].back_on is None


def lately(*weeks: str) -> bool:
    threshold = Threshold("lately", Fraction(50), period=Period.WEEKS, weeks=2, at_least_sessions=4)
    passages = of_threshold(threshold, in_weeks(*weeks), WEEKS)
    return bool(passages) and passages[-1].back_on is None


def ten_in_ten(*weeks: str) -> int:
    return len(of_unauthorised(in_weeks(*weeks), WEEKS, count=10, weeks=10))


def late(codes: str) -> int:
    return len(of_lateness(in_a_row(codes), WEEKS, count=6, weeks=4))


def ill(codes: str) -> int:
    return len(of_illness(in_a_row(codes), days=15))


def without_leave(codes: str, unfinished: bool = False) -> int:
    sessions = in_a_row(codes)
    return len(of_days_without_leave(sessions, days=10, unfinished={sessions[-1].on} if unfinished else ()))


def crossed_on(codes: str) -> int:
    """How many days after the first the line was crossed."""
    return (past(codes)[0].crossed_on - FIRST) // timedelta(days=1)
