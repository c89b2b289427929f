"""What the practice register shows of the pupil who misses Mondays."""

import random
from datetime import date

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.patterns import find
from firstbell.domain.school_time import SchoolCalendar, Session, Span
from firstbell.policy import load_code_set
from firstbell.practice.history import MISSES_MONDAYS

SIX_WEEKS = Span(date(2026, 10, 5), date(2026, 11, 20))
CALENDAR = SchoolCalendar((Span(date(2026, 9, 3), date(2026, 10, 16)), Span(date(2026, 10, 26), date(2026, 12, 18))))
CODES = load_code_set("england-2024")


def shows_mondays(number: int) -> bool:
    dice = random.Random(number)
    marks = [
        MarkedSession(on, session, CODES.get("/" if dice.random() < MISSES_MONDAYS.chance(on, session) else "O"))
        for on in CALENDAR.school_days(SIX_WEEKS)
        for session in Session
    ]
    return any(each.key.startswith("weekday:0") for each in find(marks, CALENDAR, SIX_WEEKS))


class TestThePupilWhoMissesMondays:
    def test_shows_a_pattern_in_six_weeks_whatever_the_dice(self):
        assert all(shows_mondays(number) for number in range(10))
