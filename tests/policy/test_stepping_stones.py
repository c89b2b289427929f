"""The policy of Stepping Stones, clause by clause."""

from collections import Counter
from datetime import date

import pytest

from firstbell.domain.codes import AmbiguousCode, Category, Meaning
from firstbell.domain.contact import ContactStep
from firstbell.domain.duties import Discharge, DutyKind, Fact, Owner, was_late
from firstbell.domain.marks import Choice, code_for, minutes_late
from firstbell.domain.school_age import compulsory_school_age
from firstbell.domain.school_time import Session
from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import Period, is_persistent
from firstbell.policy import load_preset, national_on, preset_names
from tests.domain.times import london
from tests.policy.provision import STEPPING_STONES, duties, of_threshold, register_duty

NINE = london("2026-11-23 09:00")
TODAY = date(2026, 11, 23)


class TestSS2CompulsorySchoolAge:
    def test_it_runs_from_the_term_after_the_fifth_birthday_to_the_last_friday_in_june_of_the_sixteenth_year(self):
        age = compulsory_school_age(date(2010, 9, 1))
        assert (age.starts_on, age.ends_on) == (date(2015, 12, 31), date(2027, 6, 25))


class TestSS3RegisterTwiceADay:
    def test_a_register_not_taken_is_due_from_the_tutor_five_minutes_after_the_start(self):
        duty = register_duty(STEPPING_STONES, NINE)
        assert (duty.kind, duty.owner, duty.due_at) == (
            DutyKind.TAKE_THE_REGISTER,
            Owner.TUTOR,
            london("2026-11-23 09:05"),
        )

    def test_the_afternoon_has_its_own_register(self):
        assert set(STEPPING_STONES.times.hours) == {Session.AM, Session.PM}


class TestSS4FourMeanings:
    def test_every_code_says_present_absent_or_approved_activity(self):
        meanings = Counter(code.meaning for code in STEPPING_STONES.own_code_set(TODAY))
        assert meanings == {Meaning.PRESENT: 3, Meaning.APPROVED_ACTIVITY: 5, Meaning.ABSENT: 13}

    def test_unable_to_attend_is_had_from_the_national_list(self):
        assert national_on(TODAY).get("Y1").meaning is Meaning.UNABLE_TO_ATTEND


class TestSS5NotSeenAndNothingHeard:
    def test_an_absence_without_a_reason_counts_as_unauthorised(self):
        no_reason = STEPPING_STONES.own_code("N", TODAY)
        assert no_reason.category is Category.UNAUTHORISED_ABSENCE
        assert Tally.of([no_reason]).unauthorised == 1

    def test_a_person_decides_about_it_by_the_end_of_the_fifth_school_day(self):
        """Monday 23 November: the INSET day on Friday 27 is no school day, so day 5 is Tuesday 1 December."""
        decide = duties(STEPPING_STONES, "N", NINE)[DutyKind.DECIDE_N]
        assert decide.due_at == london("2026-12-01 15:00")

    def test_nothing_but_a_decision_meets_it(self):
        assert duties(STEPPING_STONES, "N", NINE)[DutyKind.DECIDE_N].rule.met_by == {Discharge.DECIDED}


class TestSS13WhoIsCalledFirst:
    def test_home_first_and_then_the_main_school(self):
        assert STEPPING_STONES.contact_order == (ContactStep.HOME, ContactStep.MAIN_SCHOOL)


class TestSS14CallWithinTenMinutes:
    def test_home_is_called_within_ten_minutes_of_the_pupils_own_start(self):
        late_starter = london("2026-03-30 09:30")
        assert duties(STEPPING_STONES, "N", late_starter)[DutyKind.CALL_HOME].due_at == london("2026-03-30 09:40")

    def test_a_late_register_does_not_move_the_call(self):
        call = duties(STEPPING_STONES, "N", NINE, marked_at=london("2026-11-23 09:14"))[DutyKind.CALL_HOME]
        assert (call.due_at, call.is_born_late) == (london("2026-11-23 09:10"), True)

    def test_a_late_call_stays_visible_as_late(self):
        call = duties(STEPPING_STONES, "N", NINE)[DutyKind.CALL_HOME]
        assert was_late(call.due_at, london("2026-11-23 09:10:01"))
        assert not was_late(call.due_at, london("2026-11-23 09:10"))

    def test_a_pupil_whose_reason_is_known_is_not_rung(self):
        assert DutyKind.CALL_HOME not in duties(STEPPING_STONES, "I", NINE)

    def test_the_afternoon_of_an_unexplained_morning_is_not_rung_again(self):
        afternoon = london("2026-11-23 12:45")
        again = duties(STEPPING_STONES, "N", afternoon, session=Session.PM, continues_run=True)
        assert DutyKind.CALL_HOME not in again

    def test_the_school_is_told_of_that_afternoon_all_the_same(self):
        afternoon = london("2026-11-23 12:45")
        again = duties(STEPPING_STONES, "N", afternoon, session=Session.PM, continues_run=True)
        assert again[DutyKind.TELL_THE_SCHOOL].due_at == london("2026-11-23 13:15")

    def test_the_sentence_people_read_comes_from_the_rule(self):
        call = duties(STEPPING_STONES, "N", NINE)[DutyKind.CALL_HOME]
        assert call.sentence == "Call home within 10 minutes of the pupil's start"


class TestSS17EmailWithinThirtyMinutes:
    @pytest.mark.parametrize("national", ["N", "I", "M", "O", "G"])
    def test_the_school_is_told_of_every_absence_within_thirty_minutes_of_the_pupils_start(self, national):
        assert duties(STEPPING_STONES, national, NINE)[DutyKind.TELL_THE_SCHOOL].due_at == london("2026-11-23 09:30")

    @pytest.mark.parametrize("national", ["/", "\\", "L", "U", "B"])
    def test_it_is_not_told_of_a_pupil_who_came(self, national):
        assert duties(STEPPING_STONES, national, NINE) == {}

    def test_phoning_falls_due_five_minutes_before_the_time_is_up(self):
        assert duties(STEPPING_STONES, "N", NINE)[DutyKind.PHONE_THE_SCHOOL].due_at == london("2026-11-23 09:25")

    def test_phoning_leaves_two_minutes_after_a_late_mark(self):
        late_mark = duties(STEPPING_STONES, "N", NINE, marked_at=london("2026-11-23 09:27"))
        assert late_mark[DutyKind.PHONE_THE_SCHOOL].due_at == london("2026-11-23 09:29")

    def test_it_is_met_when_the_schools_server_took_the_email_or_a_person_told_them(self):
        rule = duties(STEPPING_STONES, "N", NINE)[DutyKind.TELL_THE_SCHOOL].rule
        assert rule.met_by == {Discharge.MESSAGE_ACCEPTED, Discharge.TOLD_BY_PHONE}


class TestSS23NWhileTheReasonIsUnknown:
    def test_not_here_is_n(self):
        assert STEPPING_STONES.own_code(code_for(Choice.AWAY, Session.AM, None, NINE, NINE), TODAY).key == "N"

    def test_n_means_the_national_n(self):
        national = STEPPING_STONES.national_code("N", TODAY)
        assert national is not None and national.key == "N"

    def test_a_mark_is_read_with_the_national_codes_of_its_own_date(self):
        before, after = date(2024, 8, 18), date(2024, 8, 19)
        interview_then, interview_now = (STEPPING_STONES.national_code("J", day) for day in (before, after))
        assert interview_then is not None and interview_now is not None
        assert (interview_then.key, interview_then.is_present) == ("J", True)
        assert (interview_now.key, interview_now.is_present) == ("J1", False)


class TestSS24BelowNinety:
    def test_exactly_ninety_is_persistent_nationally_and_not_below_ninety_here(self):
        exactly = Tally(possible=380, attended=342, authorised=38)
        own = STEPPING_STONES.threshold("persistent-absence")
        assert own is not None
        assert (is_persistent(exactly), own.is_crossed_by(exactly)) == (True, False)

    def test_a_meeting_with_parents_and_the_school_falls_due(self):
        [meeting, _] = of_threshold(STEPPING_STONES, "persistent-absence")
        assert (meeting.duty, meeting.clause) == (DutyKind.MEETING, "SS-24")
        assert meeting.sentence_for().endswith("when attendance is below 90%")


class TestSS25JointSupportPlan:
    def test_it_falls_due_with_the_meeting(self):
        [_, plan] = of_threshold(STEPPING_STONES, "persistent-absence")
        assert (plan.duty, plan.clause) == (DutyKind.SUPPORT_PLAN, "SS-25")


class TestSS26ExternalAgencies:
    def test_a_plan_is_looked_at_again_six_school_weeks_after_it_was_agreed(self):
        [review] = STEPPING_STONES.rules_for(Fact.REVIEW_DATE, TODAY)
        assert (review.duty, review.figures["school_weeks"]) == (DutyKind.REVIEW, 6)

    def test_a_plan_that_does_not_help_makes_a_referral_due(self):
        [referral] = STEPPING_STONES.rules_for(Fact.PLAN_NOT_IMPROVING, TODAY)
        assert referral.duty is DutyKind.AGENCY_REFERRAL


class TestSS27EarlyIntervention:
    def test_there_are_stages_before_ninety(self):
        stages = {each.key: (each.percent, each.period) for each in STEPPING_STONES.thresholds}
        assert stages["watch"] == (97, Period.HALF_TERM)
        assert stages["early-intervention"] == (95, Period.YEAR)

    def test_the_first_is_only_shown_and_the_second_is_a_conversation(self):
        assert of_threshold(STEPPING_STONES, "watch") == []
        [talk] = of_threshold(STEPPING_STONES, "early-intervention")
        assert (talk.duty, talk.owner) == (DutyKind.CONVERSATION, Owner.ATTENDANCE_LEAD)


class TestSS28Recognition:
    def test_improvement_counts_as_much_as_a_full_week(self):
        facts = {rule.when for rule in STEPPING_STONES.rules if rule.duty is DutyKind.RECOGNITION}
        assert facts == {
            Fact.FULL_WEEK,
            Fact.FULL_HALF_TERM,
            Fact.IMPROVED,
            Fact.PUNCTUAL_HALF_TERM,
            Fact.RETURNED_AFTER_LONG_ABSENCE,
        }


class TestSS29Reintegration:
    def test_a_pupil_back_after_ten_school_days_has_a_plan_for_it_within_three(self):
        rules = STEPPING_STONES.rules_for(Fact.RETURNED_AFTER_LONG_ABSENCE, TODAY)
        [plan] = [rule for rule in rules if rule.duty is DutyKind.REINTEGRATION_PLAN]
        assert (plan.figures["days"], plan.due.school_days) == (10, 3)


class TestSS32Review:
    def test_the_policy_is_reviewed_every_year(self):
        [rule] = STEPPING_STONES.rules_for(Fact.POLICY_REVIEW_DATE, TODAY)
        assert (STEPPING_STONES.review_months, rule.duty) == (12, DutyKind.POLICY_REVIEW)


class TestWhatInformsAndNeverFines:
    @pytest.mark.parametrize("name", preset_names())
    def test_ten_sessions_in_ten_weeks_bring_help_first(self, name):
        rules = load_preset(name).rules_for(Fact.UNAUTHORISED_SESSIONS, TODAY)
        assert [rule.duty for rule in rules] == [DutyKind.CONVERSATION, DutyKind.LETTER]
        assert rules[1].to is ContactStep.MAIN_SCHOOL

    @pytest.mark.parametrize("name", preset_names())
    def test_no_sentence_of_any_policy_threatens(self, name):
        said = " ".join(sentence for _, sentence in load_preset(name).sentences_on(TODAY)).lower()
        assert not any(word in said for word in ("penalty", "fine ", "fined", "prosecut", "court", "enforce"))


class TestSS30Lateness:
    @pytest.mark.parametrize(("arrived", "key"), [("09:10", "L"), ("09:29", "L"), ("09:30", "U")])
    def test_late_before_the_register_closes_is_l_and_after_it_u(self, arrived, key):
        closes_at = london(f"2026-11-23 09:{STEPPING_STONES.open_minutes}")
        assert code_for(Choice.LATE, Session.AM, london(f"2026-11-23 {arrived}"), NINE, closes_at) == key

    def test_six_late_sessions_in_four_school_weeks_are_talked_about(self):
        [rule] = STEPPING_STONES.rules_for(Fact.LATE_SESSIONS, TODAY)
        assert (rule.figures["sessions"], rule.figures["school_weeks"], rule.clause) == (6, 4, "SS-30")

    def test_minutes_late_are_counted_from_the_pupils_own_start(self):
        assert minutes_late(london("2026-11-23 09:42"), london("2026-11-23 09:30")) == 12


class TestSS34ThePrintedCodeTable:
    def test_every_printed_row_can_be_used(self):
        printed = STEPPING_STONES.own_code_set(TODAY)
        assert len(printed) == 21
        assert [code.code for code in printed] == list("/\\BCESGHIJLMNOPRSTUVW")

    def test_suspended_and_study_leave_keep_their_own_meanings(self):
        printed = STEPPING_STONES.own_code_set(TODAY)
        assert printed.get("S#1").description == "Suspended from the provision"
        assert printed.get("S#2").description == "Study leave"

    def test_a_bare_s_is_asked_about(self):
        with pytest.raises(AmbiguousCode):
            STEPPING_STONES.own_code_set(TODAY).read("S", TODAY)

    def test_study_leave_is_the_national_s(self):
        national = STEPPING_STONES.national_code("S#2", TODAY)
        assert national is not None and national.key == "S"

    @pytest.mark.parametrize("key", ["S#1", "H"])
    def test_what_no_table_can_map_waits_for_a_person(self, key):
        assert STEPPING_STONES.national_code(key, TODAY) is None

    def test_both_rows_for_s_count_as_authorised_by_their_printed_meaning(self):
        printed = STEPPING_STONES.own_code_set(TODAY)
        assert Tally.of([printed.get("S#1"), printed.get("S#2")]).authorised == 2
