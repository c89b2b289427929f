"""How far a line is, and what changed, in words."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.distances import in_weeks, to_come_to
from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import Operator, is_at_or_below, is_below
from firstbell.reports.figures.words import distance, points

NINETY = Fraction(90)
SUMMER = date(2027, 7, 21)


def of(attended, possible):
    return Tally(possible, attended, 0, possible - attended)


def words(attended, possible, operator=Operator.BELOW, left=100, a_week=0):
    return distance(of(attended, possible), NINETY, operator, left=left, until=SUMMER, a_week=a_week)


class TestTheDistance:
    def test_above_a_line_counts_the_sessions_that_may_be_missed(self):
        assert words(48, 50) == "Can miss 3 more sessions before going below 90 %."

    def test_on_the_line_says_that_one_more_crosses_it(self):
        assert words(45, 50) == "The next session missed goes below 90 %."

    def test_on_a_line_that_counts_itself_is_below(self):
        assert words(45, 50, Operator.AT_OR_BELOW) == "Below 90 %: coming to the next session brings it back."

    def test_below_a_line_counts_the_sessions_in_a_row_that_bring_it_back(self):
        assert words(44, 50) == "Below 90 %: coming to the next 10 sessions in a row brings it back."

    def test_of_more_than_a_week_is_told_in_full_weeks_of_the_pupils_own(self):
        assert words(88, 100, a_week=2) == "10 full weeks would bring 88.0% to 90 %."

    def test_of_less_than_a_week_stays_in_sessions(self):
        assert words(44, 50, a_week=10) == "Below 90 %: coming to the next 10 sessions in a row brings it back."

    def test_beyond_the_sessions_left_says_out_of_reach(self):
        assert words(20, 50) == "90 % is out of reach by 21 July 2027."

    def test_of_many_pupils_is_never_out_of_reach(self):
        assert words(20, 50, left=None, a_week=50) == "5 full weeks would bring 40.0% to 90 %."

    def test_without_a_session_invents_nothing(self):
        assert words(0, 0) == ""


class TestTheWayBack:
    @settings(max_examples=50, deadline=None)
    @given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 99), st.sampled_from(list(Operator)))
    def test_is_the_fewest_sessions_that_bring_attendance_back(self, attended, missed, percent, operator):
        is_past = is_below if operator is Operator.BELOW else is_at_or_below
        possible = attended + missed
        needed = to_come_to(attended, possible, percent, operator)
        assert not is_past(attended + needed, possible + needed, percent)
        if needed:
            assert is_past(attended + needed - 1, possible + needed - 1, percent)

    def test_to_all_sessions_is_closed_once_one_was_missed(self):
        assert to_come_to(9, 10, 100) is None

    @pytest.mark.parametrize(("sessions", "weeks"), [(1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
    def test_is_counted_in_whole_weeks(self, sessions, weeks):
        assert in_weeks(sessions, 10) == weeks


class TestAChange:
    def test_is_told_in_points(self):
        assert points(Fraction(80), Fraction("73.75")) == "6.3 points more"
        assert points(Fraction("73.75"), Fraction(80)) == "6.3 points fewer"
        assert points(NINETY, NINETY) == "the same"

    def test_from_nothing_is_no_change(self):
        assert points(NINETY, None) == ""
