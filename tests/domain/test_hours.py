"""Hours of education by the week."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.hours import HeldSession, by_week, commissioned_hours

MONDAY = date(2026, 11, 23)


class TestHours:
    def test_are_received_where_the_pupil_came_less_what_was_missed_by_coming_late(self):
        [week] = by_week([HeldSession(MONDAY, 180, True, 30), HeldSession(MONDAY, 120, False)])
        assert (week.planned_hours, week.received_hours) == (5, Fraction(5, 2))

    def test_fall_into_the_weeks_of_their_days(self):
        weeks = by_week([HeldSession(MONDAY, 60, True), HeldSession(date(2026, 11, 22), 60, True)])
        assert [week.monday for week in weeks] == [date(2026, 11, 16), MONDAY]

    @settings(max_examples=50)
    @given(st.lists(st.tuples(st.integers(0, 300), st.booleans(), st.integers(0, 400)), max_size=10))
    def test_received_are_never_more_than_planned(self, sessions):
        for week in by_week(HeldSession(MONDAY, *each) for each in sessions):
            assert 0 <= week.received <= week.planned

    def test_commissioned_are_as_long_as_the_sessions_held(self):
        weeks = by_week([HeldSession(MONDAY, 180, True), HeldSession(MONDAY, 120, False)])
        assert commissioned_hours(8, weeks) == 20
        assert commissioned_hours(8, []) is None
