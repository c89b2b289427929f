from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import (
    Operator,
    Threshold,
    can_still_miss,
    is_at_or_below,
    is_below,
    is_persistent,
    is_severe,
    most_in_weeks,
)

WEEKS = [date(2026, 9, 7) + timedelta(weeks=week) for week in range(13) if week != 7]
"""Twelve school weeks with a half-term between the seventh and the eighth."""


def tally(attended: int, possible: int) -> Tally:
    return Tally(possible=possible, attended=attended, unauthorised=possible - attended)


class TestExactComparison:
    def test_what_is_shown_as_ninety_can_be_below_it(self):
        assert is_below(899, 999, 90) is True

    def test_ninety_is_not_below_ninety_and_is_at_or_below_it(self):
        assert (is_below(9, 10, 90), is_at_or_below(9, 10, 90)) == (False, True)

    def test_a_threshold_may_have_a_half(self):
        assert is_below(925, 1000, Fraction("92.5")) is False

    def test_no_possible_session_has_no_answer(self):
        assert [is_below(0, 0, 90), is_at_or_below(0, 0, 90), is_persistent(tally(0, 0)), is_severe(tally(0, 0))] == [
            None
        ] * 4

    @given(st.integers(0, 400), st.integers(0, 400))
    def test_persistent_is_ten_times_the_missed_reaching_the_possible(self, attended, absent):
        counted = tally(attended, attended + absent)
        if counted.possible:
            assert is_persistent(counted) == (10 * absent >= counted.possible)
            assert is_severe(counted) == (2 * absent >= counted.possible)

    @given(st.integers(0, 400), st.integers(0, 400))
    def test_a_severe_pupil_is_persistent_too(self, attended, absent):
        counted = tally(attended, attended + absent)
        assert not is_severe(counted) or is_persistent(counted)


class TestCanStillMiss:
    def test_the_next_sessions_missed_in_a_row(self):
        assert can_still_miss(97, 100, 90) == 7

    def test_one_more_would_be_below(self):
        assert is_below(97, 107, 90) is False
        assert is_below(97, 108, 90) is True

    def test_nothing_is_left_once_it_is_crossed(self):
        assert can_still_miss(80, 100, 90) == 0

    def test_at_or_below_leaves_one_fewer_where_the_figure_would_be_hit(self):
        assert can_still_miss(90, 95, 90, Operator.BELOW) == 5
        assert can_still_miss(90, 95, 90, Operator.AT_OR_BELOW) == 4

    def test_over_the_rest_of_the_period_all_others_are_attended(self):
        assert can_still_miss(97, 100, 90, still_to_come=100) == 17

    def test_no_more_can_be_missed_than_are_left(self):
        assert can_still_miss(100, 100, 90, still_to_come=3) == 3
        assert can_still_miss(100, 100, 90, still_to_come=0) == 0

    @given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 99), st.sampled_from(Operator))
    def test_it_is_the_last_number_that_does_not_cross(self, attended, absent, percent, operator):
        crosses = is_below if operator is Operator.BELOW else is_at_or_below
        possible = attended + absent
        left = can_still_miss(attended, possible, percent, operator)
        assert crosses(attended, possible + left + 1, percent)
        assert left == 0 or not crosses(attended, possible + left, percent)

    @given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 99), st.integers(1, 400))
    def test_it_is_the_last_number_within_the_period_too(self, attended, absent, percent, to_come):
        final = attended + absent + to_come
        left = can_still_miss(attended, attended + absent, percent, still_to_come=to_come)
        assert left == 0 or not is_below(attended + to_come - left, final, percent)
        assert left == to_come or is_below(attended + to_come - left - 1, final, percent)


class TestAPolicysThreshold:
    below_ninety = Threshold("persistent-absence", Fraction(90), at_least_sessions=20)

    def test_too_few_sessions_say_nothing_yet(self):
        assert self.below_ninety.is_crossed_by(tally(10, 19)) is None

    @pytest.mark.parametrize(("attended", "crossed"), [(18, False), (17, True)])
    def test_it_is_crossed_below_its_figure(self, attended, crossed):
        assert self.below_ninety.is_crossed_by(tally(attended, 20)) is crossed

    def test_at_or_below_includes_its_figure(self):
        at_ninety = Threshold("persistent-absence", Fraction(90), Operator.AT_OR_BELOW)
        assert at_ninety.is_crossed_by(tally(18, 20)) is True


class TestE8UnauthorisedInTenSchoolWeeks:
    sessions = [1, 1, 4, 4, 4, 7, 7, 9, 9, 10]
    """The school week of each unauthorised session."""

    def on(self, weeks: list[int]) -> list[date]:
        return [WEEKS[week] for week in weeks]

    def test_ten_within_ten_school_weeks_are_reached_across_half_term(self):
        assert most_in_weeks(self.on(self.sessions), WEEKS) == 10

    def test_two_of_them_a_week_earlier_are_outside_the_window(self):
        earlier = self.on([0, 0, *self.sessions[2:]])
        assert most_in_weeks(earlier, WEEKS[1:11]) == 8
        assert most_in_weeks(earlier, WEEKS) < 10

    def test_an_n_that_becomes_illness_is_taken_out_again(self):
        assert most_in_weeks(self.on(self.sessions[:-1]), WEEKS) == 9

    def test_a_term_shorter_than_the_window_counts_whole(self):
        assert most_in_weeks(self.on([1, 2, 2]), WEEKS[:3]) == 3

    def test_no_school_week_has_none(self):
        assert most_in_weeks([], []) == 0
