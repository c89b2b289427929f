"""What a target of a support plan measures, and how it stands on a day (SS-25)."""

from datetime import date, time, timedelta
from fractions import Fraction

import pytest

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.domain.targets import Standing, Target, TargetKind, progress
from tests.domain.marks_in_words import codes

BEGINS, ENDS = date(2026, 11, 2), date(2026, 11, 27)
SPAN = Span(BEGINS, ENDS)
IN_WEEK_ONE, LAST_DAY = date(2026, 11, 6), ENDS


def marked(words: str, from_on: date = BEGINS, minutes_late: int | None = None) -> list[MarkedSession]:
    """Two marks a day from a Monday on, weekends left out."""
    days = [from_on + timedelta(days=n) for n in range(60)]
    slots = [(day, session) for day in days if day.weekday() < 5 for session in Session]
    return [
        MarkedSession(*slot, code, minutes_late if code.is_late else None)
        for slot, code in zip(slots, codes(words), strict=False)
    ]


def stands(target: Target, words: str, on: date = LAST_DAY, **how) -> Standing:
    return progress(target, marked(words, **how), on).standing


class TestAttendanceOverAPeriod:
    target = Target(TargetKind.ATTENDANCE, SPAN, 75)

    @pytest.mark.parametrize(("words", "standing"), [("/*30 O*10", Standing.MET), ("/*29 O*11", Standing.NOT_MET)])
    def test_its_own_figure_meets_it_at_the_end(self, words: str, standing: Standing):
        assert stands(self.target, words) is standing

    @pytest.mark.parametrize(("words", "standing"), [("/*6 O*2", Standing.ON_THE_WAY), ("/*5 O*3", Standing.BEHIND)])
    def test_while_its_dates_run_it_is_on_the_way_or_behind(self, words: str, standing: Standing):
        assert stands(self.target, words, IN_WEEK_ONE) is standing

    def test_four_sessions_are_too_early_to_tell(self):
        assert stands(self.target, "/*4", IN_WEEK_ONE) is Standing.TOO_EARLY
        assert stands(self.target, "/*5", IN_WEEK_ONE) is Standing.ON_THE_WAY

    def test_it_shows_its_sum_and_the_dates_counted(self):
        early = progress(self.target, marked("/*8 O*19"), IN_WEEK_ONE)
        assert (early.words, early.span) == ("8 of 10 sessions, 80.0%", Span(BEGINS, IN_WEEK_ONE))
        assert progress(self.target, marked("/*19 O*8"), LAST_DAY).words == "19 of 27 sessions, 70.4%"

    def test_what_lies_outside_its_dates_is_not_counted(self):
        assert progress(self.target, marked("/*10 O*10", date(2026, 10, 26)), LAST_DAY).out_of == 10

    def test_before_its_first_day_it_is_too_early(self):
        before = progress(self.target, marked("/*8", date(2026, 10, 26)), date(2026, 11, 1))
        assert before.standing is Standing.TOO_EARLY and before.span is None

    def test_a_period_without_a_possible_session_is_never_met_or_not_met(self):
        assert stands(self.target, "#*40") is Standing.TOO_EARLY


class TestSessionsMissedWithoutLeave:
    target = Target(TargetKind.WITHOUT_LEAVE, SPAN, 4)

    def test_one_too_many_is_not_met_at_once(self):
        assert stands(self.target, "O*5 /*5", IN_WEEK_ONE) is Standing.NOT_MET

    def test_as_many_as_allowed_is_on_the_way_and_then_met(self):
        assert stands(self.target, "O*4 /*6", IN_WEEK_ONE) is Standing.ON_THE_WAY
        assert stands(self.target, "O*4 /*36") is Standing.MET

    def test_an_absence_with_leave_is_none_of_them(self):
        assert progress(self.target, marked("I*9 U /*5"), LAST_DAY).count == 1


class TestOnTime:
    target = Target(TargetKind.ON_TIME, SPAN, 80)

    def test_it_is_a_share_of_the_sessions_the_pupil_came_to(self):
        shown = progress(self.target, marked("/*8 L U O*10"), LAST_DAY)
        assert (shown.standing, shown.words) == (Standing.MET, "8 of 10 sessions on time, 80.0%")

    def test_nobody_who_never_came_was_late(self):
        assert stands(self.target, "O*20") is Standing.TOO_EARLY


class TestSessionsAWeek:
    target = Target(TargetKind.SESSIONS_A_WEEK, SPAN, 6)

    def test_it_is_the_average_of_the_finished_weeks(self):
        shown = progress(self.target, marked("/*5 O*5 /*7 O*3"), date(2026, 11, 18))
        assert (shown.standing, shown.reached) == (Standing.ON_THE_WAY, Fraction(6))
        assert shown.words == "12 sessions in 2 weeks, 6.0 a week"

    def test_a_week_that_is_not_over_waits(self):
        assert stands(self.target, "/*8", date(2026, 11, 5)) is Standing.TOO_EARLY

    def test_a_week_that_held_fewer_sessions_than_asked_for_is_left_out(self):
        shown = progress(self.target, marked("/*5 #*5 /*6 O*4"), date(2026, 11, 13))
        assert (shown.count, shown.out_of) == (6, 1)


class TestArrivingByATime:
    target = Target(TargetKind.ARRIVE_BY, SPAN, 80, by_time=time(9, 15), starts_time=time(9))

    @pytest.mark.parametrize(("minutes", "count"), [(15, 5), (16, 4), (None, 4)])
    def test_minutes_late_are_counted_from_the_pupils_own_start(self, minutes: int | None, count: int):
        shown = progress(self.target, marked("/ / / / / / / / L /", minutes_late=minutes), LAST_DAY)
        assert shown.count == count and shown.out_of == (4 if minutes is None else 5)

    def test_a_time_before_the_pupils_start_is_kept_by_nobody_who_came_late(self):
        early = Target(TargetKind.ARRIVE_BY, SPAN, 80, by_time=time(9), starts_time=time(9))
        assert progress(early, marked("L /", minutes_late=1), LAST_DAY).count == 0


class TestATargetInWords:
    def test_the_register_says_nothing_of_it(self):
        assert stands(Target(TargetKind.DESCRIBED, SPAN), "O*40") is Standing.DESCRIBED

    @pytest.mark.parametrize("amount", [0, 101])
    def test_a_percentage_out_of_range_is_no_target(self, amount: int):
        with pytest.raises(ValueError, match="from 1 to 100"):
            Target(TargetKind.ATTENDANCE, SPAN, amount)
