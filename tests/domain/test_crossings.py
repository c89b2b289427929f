"""When a line was crossed, at its exact boundary and only there."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.crossings import (
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

MONDAY = date(2026, 9, 7)
CODES = national_on(MONDAY)
YEAR = SchoolCalendar((Span(date(2026, 9, 1), date(2026, 10, 23)), Span(date(2026, 11, 2), date(2027, 7, 23))))
WEEKS = YEAR.school_weeks(Span(date(2026, 9, 1), date(2027, 7, 23)))


def slots(calendar: SchoolCalendar = YEAR, since: date = MONDAY):
    for day in calendar.school_days(Span(since, date(2027, 7, 23))):
        yield day, Session.AM
        yield day, Session.PM


def marked(codes: str | list[str], since: date = MONDAY) -> list[MarkedSession]:
    """Sessions in a row with these codes, one after another."""
    return [
        MarkedSession(on, session, CODES.get(key))
        for (on, session), key in zip(slots(since=since), codes, strict=False)
    ]


def on_days(codes: dict[date, str]) -> list[MarkedSession]:
    """The codes of some days, one letter for each session; every other school day is present."""
    return [
        MarkedSession(on, session, CODES.get(codes.get(on, "//")[session == Session.PM]))
        for on, session in slots(since=date(2026, 9, 1))
        if on <= max(codes)
    ]


def below(percent: int = 90, operator: Operator = Operator.BELOW, **more) -> Threshold:
    return Threshold("line", Fraction(percent), operator, **more)


def crossed(threshold: Threshold, present: int, absent: int) -> bool:
    """Whether a year of so many sessions is past a line at its end; the absences come last."""
    passages = of_threshold(threshold, marked("/" * present + "O" * absent))
    return bool(passages) and passages[-1].back_on is None


class TestTheExactBoundary:
    @pytest.mark.parametrize(("absent", "ssap", "national"), [(37, False, False), (38, False, True), (39, True, True)])
    def test_of_ninety_percent_in_a_year_of_380(self, absent, ssap, national):
        assert crossed(below(90), 380 - absent, absent) is ssap
        assert crossed(below(90, Operator.AT_OR_BELOW), 380 - absent, absent) is national

    @pytest.mark.parametrize(("absent", "severe"), [(189, False), (190, True)])
    def test_of_half_the_year(self, absent, severe):
        assert crossed(below(50, Operator.AT_OR_BELOW), 380 - absent, absent) is severe

    def test_of_ninety_five_that_is_shown_as_ninety_five(self):
        assert crossed(below(95), 113, 6) is True
        assert crossed(below(95), 114, 6) is False

    def test_of_the_fewest_sessions(self):
        assert crossed(below(95, at_least_sessions=20), 17, 2) is False
        assert crossed(below(95, at_least_sessions=20), 18, 2) is True

    def test_sessions_that_were_not_possible_are_neither_possible_nor_missed(self):
        assert of_threshold(below(90), marked(["Y4"] * 40 + ["/"] * 19)) == []
        assert of_threshold(below(90), marked(["#"] * 30)) == []


class TestOnceEachWay:
    def test_it_is_crossed_on_the_day_of_the_session_that_did_it(self):
        sessions = marked("/" * 18 + "OO" + "O" * 6)
        [passage] = of_threshold(below(95), sessions)
        assert passage.crossed_on == sessions[19].on
        assert len(passage.cause) == 20

    def test_going_on_being_absent_does_not_cross_it_again(self):
        assert len(of_threshold(below(95), marked("/" * 18 + "O" * 60))) == 1

    def test_a_session_or_two_above_and_below_again_is_the_same_passage(self):
        sessions = marked("/" * 27 + "OOO" + "///" + "O" * 2)
        passages = of_threshold(below(90), sessions)
        assert len(passages) == 1 and passages[0].back_on is None

    def test_ten_sessions_back_above_arm_it_again(self):
        above_for_ten = "/" * 26 + "OOO" + "/" * 10
        [passage] = of_threshold(below(90), marked(above_for_ten))
        assert passage.back_on == marked(above_for_ten)[-1].on
        [nine] = of_threshold(below(90), marked(above_for_ten[:-1]))
        assert nine.back_on is None

    def test_and_then_it_can_be_crossed_once_more(self):
        sessions = marked("/" * 26 + "OOO" + "/" * 11 + "O" * 4)
        assert [passage.back_on is None for passage in of_threshold(below(90), sessions)] == [False, True]

    def test_a_policy_says_after_how_many(self):
        sessions = marked("/" * 26 + "OOO" + "/" * 4)
        assert of_threshold(below(90, rearm_after_sessions=3), sessions)[0].back_on is not None


class TestTheLastWeeks:
    LATELY = below(80, period=Period.WEEKS, weeks=2)

    def test_what_lies_before_them_counts_for_nothing(self):
        sessions = marked("O" * 20 + "/" * 16 + "OOOO")
        passages = of_threshold(self.LATELY, sessions, WEEKS)
        assert passages[-1].back_on is not None

    def test_a_holiday_is_not_among_them(self):
        last_week = YEAR.school_days(Span(date(2026, 10, 19), date(2026, 10, 23)))
        sessions = on_days(dict.fromkeys(last_week, "OO") | {date(2026, 11, 6): "//"})
        late = [each for each in sessions if each.on >= date(2026, 10, 19)]
        assert of_threshold(self.LATELY, late, WEEKS)[0].crossed_on == date(2026, 11, 6)


class TestTenUnauthorisedInTenSchoolWeeks:
    """E8: W1 G2, W4 U3, W7 O2, half-term, W9 O2, W10 U1."""

    def week(self, number: int) -> date:
        return WEEKS[number]

    def sessions(self, first: int = 1, last: str = "U/") -> list[MarkedSession]:
        codes = {
            self.week(first): "GG",
            self.week(4): "UU",
            self.week(4) + timedelta(days=1): "U/",
            self.week(7): "OO",
            self.week(9): "OO",
            self.week(10): last,
        }
        return on_days(codes)

    def test_is_reached_on_the_tenth_of_them_over_the_holiday(self):
        [passage] = of_unauthorised(self.sessions(), WEEKS, count=10, weeks=10)
        assert passage.crossed_on == self.week(10)
        assert len(passage.cause) == 10

    def test_is_not_reached_where_two_lie_a_week_earlier(self):
        assert of_unauthorised(self.sessions(first=0), WEEKS, count=10, weeks=10) == []

    def test_an_n_counts_until_it_is_known_to_be_an_illness(self):
        assert of_unauthorised(self.sessions(last="N/"), WEEKS, count=10, weeks=10)
        assert of_unauthorised(self.sessions(last="I/"), WEEKS, count=10, weeks=10) == []

    def test_nine_are_not_ten(self):
        assert of_unauthorised(self.sessions(last="//"), WEEKS, count=10, weeks=10) == []


class TestLateness:
    @pytest.mark.parametrize(("late", "times"), [("LLLLL", 0), ("LLLLLU", 1)])
    def test_before_the_close_and_after_it_count_alike(self, late, times):
        assert len(of_lateness(marked(late), WEEKS, count=6, weeks=4)) == times


class TestFifteenDaysOfIllness:
    @pytest.mark.parametrize(("days", "times"), [(14, 0), (15, 1)])
    def test_half_a_day_counts_as_one(self, days, times):
        assert len(of_illness(marked("I/" * days), days=15)) == times

    def test_two_sessions_of_one_day_are_one_day(self):
        assert of_illness(marked("II" * 14), days=15) == []


class TestTenDaysWithoutLeave:
    @pytest.mark.parametrize(("days", "times"), [(9, 0), (10, 1)])
    def test_in_a_row(self, days, times):
        assert len(of_days_without_leave(marked("OO" * days), days=10)) == times

    def test_one_session_of_illness_breaks_the_run(self):
        assert of_days_without_leave(marked("OO" * 5 + "OI" + "OO" * 5), days=10) == []

    def test_a_day_that_is_not_over_does_not_count_yet(self):
        sessions = marked("OO" * 9 + "O")
        today = sessions[-1].on
        assert of_days_without_leave(sessions, days=10, unfinished={today}) == []
        assert len(of_days_without_leave(sessions, days=10)) == 1

    def test_coming_back_ends_it(self):
        sessions = marked("OO" * 11 + "/")
        assert of_days_without_leave(sessions, days=10)[0].back_on == sessions[-1].on


class TestAnyYear:
    CODE = st.sampled_from(["/", "L", "U", "O", "I", "N", "Y4"])

    @settings(max_examples=50)
    @given(st.lists(CODE, min_size=1, max_size=120), st.sampled_from([50, 80, 90, 95]))
    def test_the_state_at_the_end_is_that_of_the_sum(self, codes, percent):
        """Past the line now means a passage that lasts; a passage that lasts means past it within ten sessions."""
        threshold, sessions = below(percent), marked(codes)
        passages = of_threshold(threshold, sessions)
        possible = [each for each in sessions if each.is_possible]
        attended = sum(each.is_attended for each in possible)
        is_past = len(possible) >= 20 and 100 * attended < percent * len(possible)
        lasts = bool(passages) and passages[-1].back_on is None
        assert lasts or not is_past
        assert all(one.back_on is not None for one in passages[:-1])

    @settings(max_examples=50)
    @given(st.lists(CODE, min_size=1, max_size=80), st.data())
    def test_amending_twice_equals_amending_to_the_last(self, codes, data):
        at = data.draw(st.integers(0, len(codes) - 1))
        first, last = data.draw(self.CODE), data.draw(self.CODE)
        twice = [*codes]
        twice[at] = first
        twice[at] = last
        once = [*codes[:at], last, *codes[at + 1 :]]
        assert of_threshold(below(90), marked(twice)) == of_threshold(below(90), marked(once))
