from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.recognising import (
    Achievement,
    Earned,
    full,
    half_term_ending_in,
    improved,
    in_order,
    is_over,
    punctual,
    returned,
)
from firstbell.domain.school_time import SchoolCalendar, Session, Span
from firstbell.domain.tallies import Tally
from firstbell.policy import load_code_set

NATIONAL = load_code_set("england-2024")
MONDAY = date(2026, 11, 2)
AUTUMN = SchoolCalendar((Span(date(2026, 9, 2), date(2026, 10, 23)), Span(MONDAY, date(2026, 12, 18))))
WEEK = Span(MONDAY, MONDAY + timedelta(days=6))


def sessions(words, begins=MONDAY):
    """Marks in words such as "// N/ ..": one word for each school day from a Monday, `.` for no session."""
    days = [day for day in Span(begins, begins + timedelta(days=200)).days() if day.weekday() < 5]
    return [
        MarkedSession(day, session, NATIONAL.get(symbol))
        for day, word in zip(days, words.split(), strict=False)
        for session, symbol in zip(Session, word, strict=True)
        if symbol != "."
    ]


def week(words, **options):
    return full(Achievement.FULL_WEEK, sessions(words), WEEK, **options)


class TestAFullWeek:
    def test_is_every_expected_session_attended(self):
        assert week("// // // // //").tally.attended == 10

    def test_is_as_full_on_a_part_time_timetable(self):
        assert week("/. .. /. .. /.").tally == Tally(possible=3, attended=3)

    def test_is_lost_by_one_session(self):
        assert week("// // // // /O") is None

    def test_counts_an_approved_activity_and_a_late_mark_as_attended(self):
        assert week("BB // L/ // //") is not None

    def test_is_lost_by_an_arrival_after_the_close_which_is_an_absence(self):
        assert week("// // U/ // //") is None

    def test_passes_over_sessions_that_were_not_the_pupils(self):
        assert week("## // DD Q. //").tally.possible == 4

    def test_is_not_taken_away_by_illness_or_an_appointment(self):
        earned = week("// /M II // //")
        assert (earned.tally.possible, earned.excused) == (7, 3)

    def test_is_taken_away_by_them_where_the_policy_says_so(self):
        assert week("// /M // // //", medical_counts=True) is None

    def test_needs_more_attended_than_left_out(self):
        assert week("// // I. I. II") is None

    def test_is_nobodys_without_a_session(self):
        assert week(".. .. .. .. ..") is None


class TestAHalfTermOnTime:
    def test_is_every_arrival_in_time(self):
        assert punctual(sessions("// // // // //"), WEEK).arrivals == 10

    def test_is_lost_by_one_late_mark(self):
        assert punctual(sessions("// // // // L/ // //"), Span(MONDAY, date(2026, 12, 18))) is None

    def test_is_lost_by_an_arrival_after_the_close(self):
        assert punctual(sessions("// // // // // U/"), Span(MONDAY, date(2026, 12, 18))) is None

    def test_asks_only_for_the_sessions_to_which_the_pupil_came(self):
        assert punctual(sessions("// OO // // NN // //"), Span(MONDAY, date(2026, 12, 18))).arrivals == 10

    def test_says_nothing_on_fewer_than_ten_arrivals(self):
        assert punctual(sessions("// // // // /O"), WEEK) is None


def better(words, last, *, points=10, school_weeks=1, begins=MONDAY, **options):
    figures = {"points": points, "school_weeks": school_weeks}
    return improved(sessions(words, begins), last, calendar=AUTUMN, **figures, **options)


SECOND = MONDAY + timedelta(days=7)


class TestImprovement:
    def test_is_in_points_from_one_stretch_to_the_next(self):
        earned = better("// // /O OO OO" + " // // // /O OO", SECOND)
        assert (earned.before.attended, earned.tally.attended, earned.points) == (5, 7, 20)

    def test_is_measured_exactly_at_its_boundary(self):
        words = "// // /O OO OO" + " // // // OO OO"
        assert better(words, SECOND, points=10) is not None
        assert better(words, SECOND, points=11) is None

    def test_is_as_good_from_twenty_to_forty_percent_as_from_eighty_to_a_hundred(self):
        low = better("/O /O OO OO OO" + " /O /O /O /O OO", SECOND, points=20)
        high = better("// // // // OO" + " // // // // //", SECOND, points=20)
        assert low.points == high.points == 20

    def test_spans_a_holiday(self):
        earned = better(
            "/O /O /O /O /O" + " .. .. .. .. .." + " // // // // //", MONDAY, begins=MONDAY - timedelta(days=14)
        )
        assert earned.points == 50 and earned.before.possible == 10

    def test_leaves_medical_absence_out_of_both_stretches(self):
        earned = better("II // /O OO OO" + " // // // II II", SECOND, points=40)
        assert (earned.before.possible, earned.excused) == (8, 4)

    def test_says_nothing_on_a_handful_of_sessions(self):
        assert better("/O OO .. .. .." + " // // // // //", SECOND) is None

    def test_says_nothing_of_a_pupil_who_has_not_been_here_for_both_stretches(self):
        assert better("// // // // //", SECOND, school_weeks=2) is None

    def test_says_nothing_of_a_week_before_the_pupils_first_mark(self):
        assert better("// // // // //", date(2026, 10, 19)) is None

    def test_says_nothing_in_a_week_without_school(self):
        assert better("/O /O /O /O /O // // // // //", date(2026, 10, 26), begins=date(2026, 10, 12)) is None


class TestComingBack:
    def test_is_the_first_day_after_enough_days_away(self):
        earned = returned(sessions("II OO NN I. /O"), days=4, within=WEEK)
        assert (earned.days.starts_on, earned.days_away) == (date(2026, 11, 6), 4)
        assert earned.away_since == MONDAY

    def test_needs_as_many_days_as_the_policy_says(self):
        assert returned(sessions("II OO NN II //"), days=5, within=WEEK) is None

    def test_passes_over_days_on_which_nobody_expected_the_pupil(self):
        assert returned(sessions("II .. ## II //"), days=2, within=WEEK).days_away == 2

    def test_is_told_only_of_the_days_asked_for(self):
        assert returned(sessions("II II // // //"), days=2, within=Span(date(2026, 11, 5), WEEK.ends_on)) is None

    def test_is_an_arrival_after_the_close_too(self):
        assert returned(sessions("OO OO UO"), days=2, within=WEEK).days_away == 2


class TestWhen:
    def test_a_week_is_over_after_its_last_school_day(self):
        assert not is_over(MONDAY, date(2026, 11, 6), AUTUMN)
        assert is_over(MONDAY, date(2026, 11, 7), AUTUMN)

    def test_a_week_of_holiday_is_no_school_week(self):
        assert not is_over(date(2026, 10, 26), date(2026, 11, 7), AUTUMN)

    def test_a_half_term_is_looked_at_with_its_last_week(self):
        assert half_term_ending_in(date(2026, 10, 19), AUTUMN) == AUTUMN.terms[0]
        assert half_term_ending_in(MONDAY, AUTUMN) is None


class TestTheList:
    def test_puts_improvement_above_a_full_register_and_the_larger_gain_first(self):
        whole = Earned(Achievement.FULL_WEEK, WEEK, Tally(possible=10, attended=10))
        some, more = (
            Earned(
                Achievement.IMPROVED,
                WEEK,
                Tally(possible=10, attended=now, unauthorised=10 - now),
                before=Tally(possible=10, attended=3, unauthorised=7),
            )
            for now in (5, 8)
        )
        ordered = in_order([(whole, "Ada"), (some, "Ben"), (more, "Cy")])
        assert [name for _, name in ordered] == ["Cy", "Ben", "Ada"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["//", "/O", "II", "M/", "L/", ".."]), min_size=5, max_size=10), st.randoms())
def test_the_order_of_the_marks_does_not_matter(words, chance):
    marks = sessions(" ".join(words))
    mixed = chance.sample(marks, len(marks))
    assert full(Achievement.FULL_WEEK, marks, WEEK) == full(Achievement.FULL_WEEK, mixed, WEEK)
    assert returned(marks, days=1, within=WEEK) == returned(mixed, days=1, within=WEEK)


@pytest.mark.parametrize("achievement", Achievement)
def test_what_is_not_compared_has_gained_no_points(achievement):
    assert Earned(achievement, WEEK, Tally(possible=2, attended=2)).points == Fraction(0)
