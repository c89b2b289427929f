from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.domain.duties import (
    Anchor,
    Due,
    DutyKind,
    DutyState,
    Each,
    Fact,
    Moments,
    MomentUnknown,
    Owner,
    add_months,
    anchors_of,
    can_meet,
    facts_of,
    figures_of,
    raised_by,
    settled_state,
)
from tests.domain.marks_in_words import codes
from tests.domain.rules_in_words import START, a_morning, a_rule
from tests.domain.times import london


def due(due: Due, moments: Moments | None = None) -> datetime:
    return a_rule(due=due).due_at(moments or a_morning())


class TestWhenADutyIsDue:
    @pytest.mark.parametrize(
        ("anchor", "instant"),
        [
            (Anchor.PUPIL_START, "09:10"),
            (Anchor.SESSION_START, "09:10"),
            (Anchor.REGISTER_CLOSE, "09:40"),
            (Anchor.SESSION_END, "12:10"),
            (Anchor.FIRST_SESSION_END, "12:10"),
            (Anchor.EVENT, "09:13"),
        ],
    )
    def test_minutes_after_each_of_the_days_instants(self, anchor, instant):
        assert due(Due(minutes=10, after=anchor)) == london(f"2026-11-23 {instant}")

    def test_minutes_run_through_the_october_clock_change(self):
        saturday_night = london("2026-10-25 00:50")
        moments = a_morning(pupil_starts_at=saturday_night)
        assert due(Due(minutes=120, after=Anchor.PUPIL_START), moments) - saturday_night == timedelta(hours=2)

    def test_a_clock_time_of_the_same_day(self):
        assert due(Due(time=time(16, 30))) == london("2026-11-23 16:30")

    def test_school_days_end_with_that_days_last_session(self):
        assert due(Due(school_days=5)) == london("2026-12-01 15:00")

    def test_school_days_may_have_a_clock_time(self):
        assert due(Due(school_days=1, time=time(10))) == london("2026-11-24 10:00")

    def test_weeks_and_months_run_by_date_across_a_clock_change(self):
        in_march = a_morning(on=date(2026, 3, 2))
        assert due(Due(weeks=4, time=time(9)), in_march) == london("2026-03-30 09:00")
        assert due(Due(months=1, time=time(9)), in_march) == london("2026-04-02 09:00")

    def test_without_a_calendar_weekdays_are_counted(self):
        assert due(Due(school_days=5), a_morning(calendar=None)) == london("2026-11-30 15:00")

    def test_a_calendar_that_ends_too_soon_makes_a_duty_early_and_never_late(self):
        last_week = a_morning(on=date(2026, 12, 17))
        assert due(Due(school_days=5), last_week) == london("2026-12-24 15:00")

    def test_a_late_mark_leaves_time_to_act_where_the_rule_says_so(self):
        late_mark = a_morning(happened_at=START + timedelta(minutes=40))
        rule = Due(minutes=25, after=Anchor.PUPIL_START, or_later_minutes=2)
        assert due(rule, late_mark) == london("2026-11-23 09:42")
        assert due(rule) == london("2026-11-23 09:25")

    def test_an_earlier_duty_can_be_what_it_runs_from(self):
        moments = a_morning(settled={DutyKind.CALL_HOME: london("2026-11-23 09:08")})
        assert due(Due(minutes=15, after=DutyKind.CALL_HOME), moments) == london("2026-11-23 09:23")

    def test_an_instant_nobody_knows_is_said_so(self):
        with pytest.raises(MomentUnknown, match="'call-home' counts from 'tell-the-school'"):
            due(Due(minutes=15, after=DutyKind.TELL_THE_SCHOOL))

    @pytest.mark.parametrize("start", ["12:00", "12:45"])
    def test_the_first_session_is_this_one_when_the_morning_is_over(self, start):
        afternoon = a_morning(
            pupil_starts_at=london(f"2026-11-23 {start}"),
            session_ends_at=london("2026-11-23 15:00"),
        )
        assert due(Due(minutes=0, after=Anchor.FIRST_SESSION_END), afternoon) == london("2026-11-23 15:00")

    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [("2026-01-31", 1, "2026-02-28"), ("2027-11-30", 3, "2028-02-29"), ("2026-12-15", 1, "2027-01-15")],
    )
    def test_a_month_without_the_day_ends_with_its_last(self, day, months, expected):
        assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)

    @given(st.integers(0, 600), st.integers(0, 600))
    def test_when_the_mark_comes_moves_no_ordinary_duty(self, one, another):
        earlier = a_morning(happened_at=START + timedelta(minutes=one))
        later = a_morning(happened_at=START + timedelta(minutes=another))
        assert a_rule().due_at(earlier) == a_rule().due_at(later)


class TestWhatAMarkMakesSo:
    @pytest.mark.parametrize("key", ["/", "\\", "B", "P", "V", "W", "K", "D", "X", "Z", "#"])
    def test_present_or_not_this_pupils_session_makes_nothing_so(self, key):
        assert [facts_of(code) for code in codes(key)] == [frozenset()]

    @pytest.mark.parametrize("key", ["L", "U"])
    def test_late_is_an_arrival_and_no_absence(self, key):
        [code] = codes(key)
        assert facts_of(code) == {Fact.LATE, Fact.ARRIVED}

    def test_no_reason_yet_is_an_unexplained_absence(self):
        [code] = codes("N")
        assert facts_of(code) == {Fact.ABSENCE, Fact.UNEXPLAINED_ABSENCE, Fact.N_UNRESOLVED}

    @pytest.mark.parametrize("key", ["I", "M", "C", "C2", "E", "G", "O", "R", "T", "S", "J1", "C1"])
    def test_an_absence_with_a_reason_is_an_absence_only(self, key):
        [code] = codes(key)
        assert facts_of(code) == {Fact.ABSENCE}

    @pytest.mark.parametrize("key", ["Q", "Y1", "Y7"])
    def test_a_pupil_unable_to_come_was_expected_and_the_school_hears_of_it(self, key):
        [code] = codes(key)
        assert facts_of(code) == {Fact.ABSENCE}


class TestFactsOpenDuties:
    def test_a_rule_opens_its_duty_when_its_fact_is_so(self):
        [duty] = raised_by({Fact.UNEXPLAINED_ABSENCE}, a_morning(), [a_rule()])
        assert (duty.kind, duty.owner, duty.due_at) == (
            DutyKind.CALL_HOME,
            Owner.ATTENDANCE_LEAD,
            london("2026-11-23 09:10"),
        )

    def test_other_facts_open_nothing(self):
        assert raised_by({Fact.LATE, Fact.ARRIVED}, a_morning(), [a_rule()]) == []

    def test_the_soonest_comes_first(self):
        later = a_rule(key="reach-someone", due=Due(minutes=30, after=Anchor.PUPIL_START))
        assert [duty.rule.key for duty in raised_by({Fact.UNEXPLAINED_ABSENCE}, a_morning(), [later, a_rule()])] == [
            "call-home",
            "reach-someone",
        ]

    def test_a_duty_may_be_born_late(self):
        late_register = a_morning(happened_at=START + timedelta(minutes=11))
        [duty] = raised_by({Fact.UNEXPLAINED_ABSENCE}, late_register, [a_rule()])
        assert (duty.is_born_late, duty.due_at) == (True, london("2026-11-23 09:10"))

    def test_a_duty_born_at_its_very_time_is_not_late(self):
        in_time = a_morning(happened_at=START + timedelta(minutes=10))
        [duty] = raised_by({Fact.UNEXPLAINED_ABSENCE}, in_time, [a_rule()])
        assert not duty.is_born_late

    @pytest.mark.parametrize(("day", "opened"), [(22, 0), (23, 1), (24, 1), (25, 0)])
    def test_a_rule_holds_on_its_own_days_both_ends_included(self, day, opened):
        rule = a_rule(from_on=date(2026, 11, 23), until_on=date(2026, 11, 24))
        moments = a_morning(on=date(2026, 11, day))
        assert len(raised_by({Fact.UNEXPLAINED_ABSENCE}, moments, [rule])) == opened

    def test_a_rule_for_each_run_opens_once_in_an_unbroken_run(self):
        for_each_run = a_rule(each=Each.RUN)
        assert raised_by({Fact.UNEXPLAINED_ABSENCE}, a_morning(), [for_each_run], continues_run=True) == []
        assert len(raised_by({Fact.UNEXPLAINED_ABSENCE}, a_morning(), [a_rule()], continues_run=True)) == 1

    def test_the_sentence_is_filled_from_the_figures_and_the_time_due(self):
        rule = a_rule(
            when=Fact.ABSENT_DAYS_IN_A_ROW,
            figures={"days": 3},
            due=Due(school_days=1, time=time(10)),
            sentence="After {days} days, ask for an update by {time} on school day {school_days}",
        )
        assert rule.sentence_for() == "After 3 days, ask for an update by 10:00 on school day 1"


class TestHowADutyEnds:
    due_at = london("2026-11-23 09:10")

    def test_done_is_met_however_late(self):
        assert settled_state(self.due_at, met_at=self.due_at + timedelta(hours=1)) is DutyState.MET

    def test_no_longer_needed_before_its_time_is_withdrawn(self):
        assert settled_state(self.due_at, moot_at=self.due_at) is DutyState.WITHDRAWN

    def test_no_longer_needed_after_its_time_is_missed(self):
        assert settled_state(self.due_at, moot_at=self.due_at + timedelta(seconds=1)) is DutyState.MISSED

    def test_a_duty_ends_for_a_reason(self):
        with pytest.raises(ValueError, match="met or by becoming moot"):
            settled_state(self.due_at)

    def test_open_and_claimed_are_not_the_end(self):
        assert {state for state in DutyState if not state.is_settled} == {DutyState.OPEN, DutyState.CLAIMED}


class TestTheVocabularyIsWhole:
    def test_every_duty_can_be_met_by_something(self):
        assert all(can_meet(kind) for kind in DutyKind)

    def test_every_fact_has_an_instant_of_its_own(self):
        assert all(Anchor.EVENT in anchors_of(fact) for fact in Fact)

    def test_only_a_pupils_session_has_the_pupils_start(self):
        assert Anchor.PUPIL_START in anchors_of(Fact.ABSENCE)
        assert Anchor.PUPIL_START not in anchors_of(Fact.REGISTER_NOT_TAKEN)
        assert anchors_of(Fact.REVIEW_DATE) == {Anchor.EVENT}

    def test_facts_that_count_need_their_figures(self):
        assert figures_of(Fact.ABSENT_DAYS_IN_A_ROW) == {"days"}
        assert figures_of(Fact.ABSENCE) == frozenset()
