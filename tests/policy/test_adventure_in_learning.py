"""The policy of Adventure in Learning, clause by clause."""

from datetime import date
from fractions import Fraction

from firstbell.domain.contact import ContactStep
from firstbell.domain.duties import Discharge, DutyKind, Fact
from firstbell.domain.school_time import Session
from firstbell.domain.tallies import Tally
from tests.domain.times import london
from tests.policy.provision import ADVENTURE_IN_LEARNING, duties, of_threshold

TODAY = date(2026, 11, 23)
HALF_PAST_NINE = london("2026-11-23 09:30")


class TestAL1NinetyFivePercent:
    def test_attendance_and_punctuality_have_targets_of_their_own(self):
        targets = ADVENTURE_IN_LEARNING.targets
        assert (targets.attendance, targets.punctuality) == (Fraction(95), Fraction(95))

    def test_what_is_shown_as_ninety_five_can_be_below_it(self):
        """113 of 119 is 94.958 %."""
        target = ADVENTURE_IN_LEARNING.threshold("below-target")
        assert target is not None
        assert target.is_crossed_by(Tally(possible=119, attended=113, authorised=6)) is True


class TestAL8BelowNinetyFive:
    def test_school_and_parents_are_told_by_two_letters_within_a_school_day(self):
        letters = of_threshold(ADVENTURE_IN_LEARNING, "below-target", DutyKind.LETTER)
        assert [rule.to for rule in letters] == [ContactStep.MAIN_SCHOOL, ContactStep.HOME]
        assert {rule.due.school_days for rule in letters} == {1}

    def test_a_person_has_four_hours_to_hold_them(self):
        letters = of_threshold(ADVENTURE_IN_LEARNING, "below-target", DutyKind.LETTER)
        assert [rule.message.goes_minutes for rule in letters if rule.message] == [240, 240]

    def test_the_sentence_names_the_line_from_the_threshold_itself(self):
        [to_school, home] = of_threshold(ADVENTURE_IN_LEARNING, "below-target", DutyKind.LETTER)
        assert to_school.sentence_for() == "Tell the main school within 1 school day when attendance is below 95%"
        assert "how we can help" in home.sentence_for()

    def test_nothing_is_said_before_twenty_possible_sessions(self):
        target = ADVENTURE_IN_LEARNING.threshold("below-target")
        assert target is not None
        assert target.is_crossed_by(Tally(possible=19, attended=0, authorised=19)) is None


class TestAL13PersistentAbsence:
    def test_a_meeting_and_a_plan_at_ninety_or_below(self):
        rules = of_threshold(ADVENTURE_IN_LEARNING, "persistent-absence")
        assert [rule.duty for rule in rules] == [DutyKind.MEETING, DutyKind.SUPPORT_PLAN]
        assert "at or below 90%" in rules[0].sentence_for()

    def test_a_plan_that_does_not_help_brings_in_other_agencies(self):
        [rule] = ADVENTURE_IN_LEARNING.rules_for(Fact.PLAN_NOT_IMPROVING, TODAY)
        assert rule.duty is DutyKind.AGENCY_REFERRAL

    def test_half_of_the_sessions_missed_brings_them_in_at_once(self):
        [rule] = of_threshold(ADVENTURE_IN_LEARNING, "severe-absence")
        assert rule.duty is DutyKind.AGENCY_REFERRAL


class TestAL7FirstDayContact:
    def test_home_is_contacted_by_the_end_of_the_pupils_first_session(self):
        call = duties(ADVENTURE_IN_LEARNING, "N", HALF_PAST_NINE)[DutyKind.CALL_HOME]
        assert call.due_at == london("2026-11-23 12:00")

    def test_a_pupil_first_missed_in_the_afternoon_is_contacted_by_its_end(self):
        call = duties(ADVENTURE_IN_LEARNING, "N", london("2026-11-23 12:30"), session=Session.PM)[DutyKind.CALL_HOME]
        assert (call.due_at, call.is_born_late) == (london("2026-11-23 15:00"), False)

    def test_a_text_will_do(self):
        assert Discharge.TEXT in duties(ADVENTURE_IN_LEARNING, "N", HALF_PAST_NINE)[DutyKind.CALL_HOME].rule.met_by

    def test_nobody_is_contacted_about_an_absence_that_was_notified(self):
        assert DutyKind.CALL_HOME not in duties(ADVENTURE_IN_LEARNING, "M", HALF_PAST_NINE)


class TestAL14LawByDate:
    def test_the_codes_change_on_the_day_the_law_did(self):
        before, after = (ADVENTURE_IN_LEARNING.own_code_set(day) for day in (date(2024, 8, 18), date(2024, 8, 19)))
        assert ("H" in before, "C2" in before) == (True, False)
        assert ("H" in after, "C2" in after) == (False, True)

    def test_the_rule_of_five_school_days_begins_with_its_law(self):
        before, after = london("2024-08-16 09:30"), london("2024-09-02 09:30")
        assert DutyKind.DECIDE_N not in duties(ADVENTURE_IN_LEARNING, "N", before)
        assert DutyKind.DECIDE_N in duties(ADVENTURE_IN_LEARNING, "N", after)

    def test_its_review_falls_due(self):
        [rule] = ADVENTURE_IN_LEARNING.rules_for(Fact.POLICY_REVIEW_DATE, TODAY)
        assert (rule.duty, rule.due.weeks) == (DutyKind.POLICY_REVIEW, 4)

    def test_the_policy_is_looked_at_again_every_year(self):
        said = ADVENTURE_IN_LEARNING.sentences_on(date(2026, 11, 23))
        assert ADVENTURE_IN_LEARNING.review_months == 12
        assert any(clause == "AL-14" and "every 12 months" in sentence for clause, sentence in said)
