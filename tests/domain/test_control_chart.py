"""Weekly rates on a control chart: limits by hand, each of the four rules at its edge, term breaks."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from firstbell.domain.control_chart import Rule, Week, control_chart, limits_of

SEPTEMBER = date(2026, 9, 7)


def weeks(*rates, possible=100):
    return [
        Week(SEPTEMBER + timedelta(weeks=number), rate * possible // 100, possible) for number, rate in enumerate(rates)
    ]


def rules(*rates, possible=100):
    return [judged.rules for judged in control_chart([weeks(*rates, possible=possible)])[0]]


class TestTheLimits:
    def test_are_the_mean_and_266_hundredths_of_the_mean_moving_range(self):
        # By hand: 78 82 80 83 78 82 add up to 483, moves 4 2 3 5 4 to 18.
        limits = limits_of([Fraction(rate) for rate in (78, 82, 80, 83, 78, 82)])
        reach = Fraction(266, 100) * Fraction(18, 5)
        assert limits.mean == Fraction(483, 6)
        assert (limits.lower, limits.upper) == (limits.mean - reach, limits.mean + reach)

    def test_lie_no_lower_than_nobody_and_no_higher_than_everybody(self):
        limits = limits_of([Fraction(rate) for rate in (100, 0, 100, 0, 100, 0)])
        assert (limits.lower, limits.upper) == (0, 100)

    def test_are_not_drawn_from_five_weeks(self):
        assert limits_of([Fraction(80)] * 5) is None

    def test_of_weeks_that_are_all_alike_are_the_mean_itself_and_no_week_is_a_signal(self):
        assert rules(*[80] * 12) == [()] * 12


class TestTheRules:
    def test_one_week_outside_the_limits(self):
        # Moves of 1 and the two of 20: mean move (8 + 40) / 10; the mean is 78.5, the lower limit 65.8.
        found = rules(80, 81, 80, 81, 80, 61, 81, 80, 81, 80, 81)
        assert found[5] == (Rule.OUTSIDE,)
        assert [each for number, each in enumerate(found) if number != 5] == [()] * 10

    def test_a_week_on_the_limit_is_not_outside(self):
        on_it = limits_of([Fraction(rate) for rate in (80, 80, 80, 80, 80, 80)])
        assert on_it.lower == on_it.upper == 80
        assert rules(80, 80, 80, 80, 80, 80) == [()] * 6

    def test_two_of_three_weeks_in_the_same_outer_third(self):
        # Mean 890/11 = 80.9, mean move 1.2: two thirds of the way to the limit are 2.1 away, the limit itself 3.2.
        found = rules(80, 80, 81, 80, 80, 81, 80, 84, 84, 80, 80)
        assert (found[7], found[8]) == ((), (Rule.NEAR_THE_LIMIT,))

    def test_not_one_high_and_one_low(self):
        found = rules(80, 81, 79, 80, 81, 79, 80, 84, 80, 76, 80, 80)
        assert all(Rule.NEAR_THE_LIMIT not in each for each in found)

    @pytest.mark.parametrize(("length", "is_signal"), [(7, False), (8, True)])
    def test_eight_weeks_in_a_row_on_one_side_and_not_seven(self, length, is_signal):
        low, high = [78, 79] * 4, [82, 83, 82, 83, 82, 83, 82, 83][:length]
        found = rules(*low[:length], *high)
        assert (Rule.ONE_SIDE in found[-1]) is is_signal

    @pytest.mark.parametrize(
        ("rates", "is_signal"), [((70, 72, 74, 76, 78, 80), True), ((70, 72, 74, 76, 76, 80), False)]
    )
    def test_six_weeks_in_a_row_each_higher_than_the_one_before(self, rates, is_signal):
        assert (Rule.ONE_WAY in rules(*rates)[-1]) is is_signal

    def test_six_weeks_in_a_row_each_lower(self):
        assert Rule.ONE_WAY in rules(80, 78, 76, 74, 72, 70)[-1]


class TestStretches:
    def test_have_limits_of_their_own_on_each_side_of_a_term_break(self):
        before, after = control_chart([weeks(90, 91, 90, 91, 90, 91), weeks(70, 71, 70, 71, 70, 71)])
        assert (before[0].limits.mean, after[0].limits.mean) == (Fraction(181, 2), Fraction(141, 2))
        assert not any(judged.rules for judged in before + after)

    def test_of_few_weeks_have_no_limits_and_no_signals(self):
        assert [(judged.limits, judged.rules) for judged in control_chart([weeks(10, 90, 10)])[0]] == [(None, ())] * 3

    def test_leave_a_week_of_few_sessions_out_of_limits_and_rules(self):
        rates = weeks(90, 91, 90, 91, 90, 91)
        small = Week(SEPTEMBER + timedelta(weeks=6), 0, 19)
        judged = control_chart([[*rates, small]])[0]
        assert judged[-1].rules == ()
        assert judged[0].limits == control_chart([rates])[0][0].limits
