from datetime import date, timedelta

from firstbell.domain.milestones import MarkedDay, milestones, unauthorised_sessions
from firstbell.policy import load_code_set

NATIONAL = load_code_set("england-2024")
PRINTED = load_code_set("stepping-stones")
MONDAY = date(2026, 9, 7)
WEEKS = [MONDAY + timedelta(weeks=week) for week in range(13) if week != 7]
"""Twelve school weeks with a half-term between the seventh and the eighth."""
SCHOOL_DAYS = [week + timedelta(days=day) for week in WEEKS for day in range(5)]


def days(words, *, codes=NATIONAL, start=0):
    """The school days of words such as "NN OO N. --": two sessions, one due, `.` unmarked, `--` not expected."""
    found = []
    for on, word in zip(SCHOOL_DAYS[start:], words.split(), strict=False):
        marks = tuple(None if letter == "." else codes.get(letter) for letter in word if letter != "-")
        if marks:
            found.append(MarkedDay(on, marks))
    return found


def counted(words, **given):
    """The counts by rule, as they stand on the last of the days."""
    marked = days(words, **given)
    return {each.rule: each for each in milestones(marked, WEEKS, marked[-1].on)}


class TestTenContinuousSchoolDays:
    def test_are_not_reached_on_the_ninth(self):
        milestone = counted("NN " * 9)["R-063"]
        assert (milestone.count, milestone.is_reached, milestone.left) == (9, False, 1)

    def test_are_reached_on_the_tenth(self):
        milestone = counted("NN " * 10)["R-063"]
        assert (milestone.is_reached, milestone.reached_on) == (True, SCHOOL_DAYS[9])

    def test_may_mix_n_o_g_and_u(self):
        assert counted("NN OO GG UU NO GU NN OO GG UU")["R-063"].is_reached

    def test_are_broken_by_one_present_session(self):
        assert counted("NN " * 9 + "/N")["R-063"].count == 0

    def test_are_broken_by_one_authorised_session(self):
        assert counted("NN " * 9 + "NI")["R-063"].count == 0

    def test_begin_again_after_the_break(self):
        milestone = counted("NN " * 8 + "/\\ " + "NN NN")["R-063"]
        assert (milestone.count, milestone.since_on) == (2, SCHOOL_DAYS[9])

    def test_are_days_and_not_sessions(self):
        assert counted("NN " * 5)["R-063"].count == 5

    def test_count_a_day_with_a_single_session_due(self):
        assert counted("N " * 10)["R-063"].is_reached

    def test_pass_over_days_on_which_the_pupil_was_not_expected(self):
        assert counted("NN -- " * 9 + "NN")["R-063"].is_reached

    def test_wait_for_a_day_that_is_not_wholly_marked(self):
        milestone = counted("NN " * 9 + "N.")["R-063"]
        assert milestone.count == 9

    def test_are_not_broken_by_a_day_nobody_marked(self):
        assert counted("NN " * 5 + ".. " + "NN " * 5)["R-063"].is_reached

    def test_pass_over_a_closed_day(self):
        assert counted("NN " * 9 + "## NN")["R-063"].is_reached

    def test_are_broken_by_a_day_at_the_pupils_other_school(self):
        assert counted("NN " * 9 + "DD NN")["R-063"].count == 1

    def test_read_the_printed_codes_of_a_provision(self):
        assert counted("NN " * 10, codes=PRINTED)["R-063"].is_reached


class TestFifteenDaysOfIllness:
    def test_are_not_reached_on_the_fourteenth(self):
        assert not counted("II " * 14)["R-065"].is_reached

    def test_are_reached_on_the_fifteenth_and_need_not_be_in_a_row(self):
        milestone = counted("II // " * 15)["R-065"]
        assert (milestone.is_reached, milestone.reached_on) == (True, SCHOOL_DAYS[28])

    def test_count_half_a_day_as_a_day(self):
        assert counted("/I " * 15)["R-065"].is_reached

    def test_begin_again_with_the_school_year(self):
        ill = [MarkedDay(date(2026, 7, 6) + timedelta(days=n), (NATIONAL.get("I"),)) for n in range(15)]
        counts = {each.rule: each for each in milestones(ill, WEEKS, date(2026, 9, 1))}
        assert counts["R-065"].count == 0
        before = {each.rule: each for each in milestones(ill, WEEKS, date(2026, 8, 31))}
        assert before["R-065"].is_reached


class TestTenUnauthorisedSessionsInTenSchoolWeeks:
    def test_are_not_reached_at_nine(self):
        assert not counted("NN NN NN NN N/")["R-070"].is_reached

    def test_are_reached_at_ten_though_not_in_a_row(self):
        milestone = counted("N/ // " * 9 + "N/")["R-070"]
        assert (milestone.count, milestone.reached_on) == (10, SCHOOL_DAYS[18])

    def test_leave_out_authorised_absence(self):
        assert counted("II " * 10)["R-070"].count == 0

    def test_still_count_in_the_tenth_school_week_the_holiday_left_out(self):
        missed = days("OO OO OO OO OO")
        assert unauthorised_sessions(missed, WEEKS, WEEKS[9]).count == 10

    def test_fall_out_of_the_count_with_the_eleventh_school_week(self):
        missed = days("OO OO OO OO OO")
        assert unauthorised_sessions(missed, WEEKS, WEEKS[10]).count == 0

    def test_say_what_the_next_week_takes_out(self):
        missed = days("OO OO OO OO OO")
        assert "takes 10 out" in unauthorised_sessions(missed, WEEKS, WEEKS[9] + timedelta(days=4)).breaks


class TestTwentySchoolDaysWithNoSign:
    def test_are_not_reached_on_the_nineteenth(self):
        assert not counted("NN " * 5 + "OO " * 14)["R-085"].is_reached

    def test_are_reached_on_the_twentieth(self):
        milestone = counted("NN " * 5 + "OO " * 15)["R-085"]
        assert (milestone.is_reached, milestone.reached_on) == (True, SCHOOL_DAYS[19])

    def test_are_broken_by_u_which_leaves_the_ten_days_standing(self):
        counts = counted("OO " * 19 + "OU")
        assert (counts["R-085"].count, counts["R-063"].is_reached) == (0, True)

    def test_are_broken_by_illness(self):
        assert counted("OO " * 19 + "OI")["R-085"].count == 0

    def test_are_broken_by_an_unavoidable_cause(self):
        assert counted("OO " * 19 + "QQ")["R-085"].count == 0


class TestAnyMilestone:
    def test_does_not_look_into_the_future(self):
        marked = days("NN " * 12)
        counts = {each.rule: each for each in milestones(marked, WEEKS, SCHOOL_DAYS[8])}
        assert counts["R-063"].count == 9

    def test_does_not_mind_the_order_of_the_days(self):
        marked = days("NN " * 9 + "/\\ NN")
        assert milestones(reversed(marked), WEEKS, marked[-1].on) == milestones(marked, WEEKS, marked[-1].on)
