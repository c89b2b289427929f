"""The policy of Adventure in Learning, clause by clause."""

from datetime import date
from fractions import Fraction

from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.school_time import Session
from firstbell.domain.tallies import Tally
from tests.domain.times import london
from tests.policy.provision import ADVENTURE_IN_LEARNING, duties

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

    def test_the_policy_is_looked_at_again_every_year(self):
        said = dict(ADVENTURE_IN_LEARNING.sentences_on(date(2026, 11, 23)))
        assert ADVENTURE_IN_LEARNING.review_months == 12
        assert "every 12 months" in said["AL-14"]
