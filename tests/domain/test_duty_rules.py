"""What a rule says beyond its due time: who has it next, when it comes again, when its message goes, where it holds."""

from datetime import date, time

import pytest

from firstbell.domain.duties import (
    Anchor,
    Discharge,
    Due,
    DutyKind,
    DutyState,
    Each,
    Escalation,
    Fact,
    MessageTimes,
    Owner,
    Repeat,
    anchors_of,
    can_meet,
    followers,
    further_figures_of,
)
from tests.domain.rules_in_words import a_morning, a_rule
from tests.domain.times import london

DUE = london("2026-11-23 09:10")


class TestEscalation:
    def test_it_goes_to_the_next_role_some_minutes_before_its_time(self):
        rule = a_rule(escalates=Escalation(3, Owner.HEAD))
        assert rule.escalates_at(DUE) == london("2026-11-23 09:07")

    def test_a_rule_without_one_never_does(self):
        assert a_rule().escalates_at(DUE) is None


class TestRepeat:
    HOURLY = a_rule(repeat=Repeat(frozenset({Discharge.SPOKE}), minutes=60))
    DAILY = a_rule(repeat=Repeat(frozenset({Discharge.SPOKE}), school_days=1), due=Due(time=time(10, 0)))

    def test_it_is_due_again_some_minutes_after_it_was_met(self):
        again = self.HOURLY.again_at(DUE, london("2026-11-23 09:12"), Discharge.NO_ANSWER, a_morning())
        assert again == london("2026-11-23 10:12")

    def test_what_it_waited_for_ends_it(self):
        assert self.HOURLY.again_at(DUE, DUE, Discharge.SPOKE, a_morning()) is None

    def test_without_one_it_is_done_once(self):
        assert a_rule().again_at(DUE, DUE, Discharge.NO_ANSWER, a_morning()) is None

    def test_school_days_skip_those_on_which_the_school_is_closed(self):
        """Friday 27 November is an INSET day, so after Thursday comes Monday."""
        thursday = a_morning(on=date(2026, 11, 26))
        again = self.DAILY.again_at(london("2026-11-26 10:00"), london("2026-11-26 15:20"), "no-answer", thursday)
        assert again == london("2026-11-30 10:00")

    def test_ten_oclock_stays_ten_oclock_over_a_clock_change(self):
        friday = a_morning(on=date(2026, 10, 23), calendar=None)
        again = self.DAILY.again_at(london("2026-10-23 10:00"), london("2026-10-23 10:30"), "no-answer", friday)
        assert again == london("2026-10-26 10:00")

    def test_a_day_ends_in_london_not_at_utc_midnight(self):
        tuesday = a_morning(on=date(2026, 6, 23), calendar=None)
        again = self.DAILY.again_at(london("2026-06-23 10:00"), london("2026-06-24 00:30"), "no-answer", tuesday)
        assert again == london("2026-06-25 10:00")


class TestRunsOfAbsence:
    @pytest.mark.parametrize(("days", "opens"), [(1, False), (2, True), (3, True), (9, True)])
    def test_every_further_day_from_the_day_that_is_named(self, days, opens):
        assert a_rule(figures={"days": 2, "every_days": 1}).opens_in_run(days) is opens

    @pytest.mark.parametrize(("days", "opens"), [(2, True), (3, False), (4, False), (5, True)])
    def test_or_every_third(self, days, opens):
        assert a_rule(figures={"days": 2, "every_days": 3}).opens_in_run(days) is opens

    def test_or_once_a_run_also_where_the_run_is_seen_late(self):
        once = a_rule(figures={"days": 10, "every_days": 1}, each=Each.CROSSING)
        assert [days for days in (9, 10, 12) if once.opens_in_run(days)] == [10, 12]

    def test_every_day_is_what_is_meant_where_nothing_is_said(self):
        assert further_figures_of(Fact.ABSENT_DAYS_IN_A_ROW) == {"every_days": 1}


class TestMessageTimes:
    TIMES = MessageTimes(goes_minutes=18, retries_end_minutes=25, hold_minutes=1, retry_minutes=7)
    NINE = london("2026-11-23 09:00")

    def test_it_goes_and_ends_at_the_minutes_that_are_named(self):
        goes_at = self.TIMES.goes_at(self.NINE, london("2026-11-23 09:03"))
        assert (goes_at, self.TIMES.retries_end_at(self.NINE, goes_at)) == (
            london("2026-11-23 09:18"),
            london("2026-11-23 09:25"),
        )

    def test_a_late_register_leaves_a_minute_to_hold_it_and_seven_to_try(self):
        goes_at = self.TIMES.goes_at(self.NINE, london("2026-11-23 09:40"))
        assert (goes_at, self.TIMES.retries_end_at(self.NINE, goes_at)) == (
            london("2026-11-23 09:41"),
            london("2026-11-23 09:48"),
        )

    def test_its_numbers_fill_the_sentence(self):
        rule = a_rule(message=self.TIMES, sentence="The email goes {goes_minutes} minutes after the start")
        assert rule.sentence_for() == "The email goes 18 minutes after the start"


class TestWhatFollows:
    VISIT = a_rule(key="home-visit", when=Fact.AFTER_A_DUTY, duty=DutyKind.HOME_VISIT)
    LETTER = a_rule(key="letter", when=Fact.AFTER_A_DUTY, duty=DutyKind.LETTER)
    CALL = a_rule(if_met=("letter",), if_missed=("home-visit",))
    RULES = (CALL, VISIT, LETTER)

    def test_a_duty_met_and_a_duty_missed_lead_on_apart(self):
        assert followers(self.CALL, DutyState.MET, self.RULES) == [self.LETTER]
        assert followers(self.CALL, DutyState.MISSED, self.RULES) == [self.VISIT]

    def test_one_that_is_no_longer_needed_leads_nowhere(self):
        assert followers(self.CALL, DutyState.WITHDRAWN, self.RULES) == []

    def test_only_a_rule_that_waits_for_a_duty_follows_one(self):
        opens_by_itself = a_rule(key="home-visit", duty=DutyKind.HOME_VISIT)
        assert followers(self.CALL, DutyState.MISSED, [opens_by_itself]) == []


class TestWhereARuleHolds:
    def test_everywhere_unless_it_names_a_place(self):
        assert a_rule().applies_at("Riverside", ["Northgate School"])

    def test_at_the_site_it_names_however_that_is_written(self):
        rule = a_rule(sites=("Riverside",))
        assert rule.applies_at("RIVERSIDE", [])
        assert not rule.applies_at("Hillside", [])

    def test_for_a_pupil_of_a_commissioner_it_names(self):
        rule = a_rule(commissioners=("Northgate School",))
        assert rule.applies_at("Riverside", ["Ashdown Council", "Northgate school"])
        assert not rule.applies_at("Riverside", ["Ashdown Council"])

    def test_both_where_it_names_both(self):
        rule = a_rule(sites=("Riverside",), commissioners=("Northgate School",))
        assert not rule.applies_at("Hillside", ["Northgate School"])


class TestTheClosedLists:
    @pytest.mark.parametrize("fact", [Fact.UNAWARE, Fact.AT_RISK_ABSENCE, Fact.NOBODY_FOUND, Fact.MESSAGE_UNREAD])
    def test_a_pupils_session_has_every_instant(self, fact):
        assert anchors_of(fact) == frozenset(Anchor)

    @pytest.mark.parametrize("fact", [Fact.LEAVE_ASKED, Fact.SCHOOL_DAY, Fact.AFTER_A_DUTY])
    def test_what_belongs_to_no_session_has_its_own_moment_alone(self, fact):
        assert anchors_of(fact) == {Anchor.EVENT}

    def test_a_receipt_an_answer_or_a_telephone_ends_the_chase(self):
        assert {Discharge.RECEIPT, Discharge.ANSWERED, Discharge.TOLD_BY_PHONE} <= can_meet(DutyKind.CHASE_THE_RECEIPT)
