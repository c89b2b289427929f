"""How a duty ends: met, withdrawn, missed; and who has it meanwhile."""

from __future__ import annotations

import pytest

from firstbell.domain.duties import Discharge, DutyKind
from firstbell.duties import commands
from firstbell.duties.models import Duty
from firstbell.duties.tests.test_opening import DAY, duty, open_for
from firstbell.journal import Actor
from firstbell.journal.models import JournalEntry
from tests.builders import a_provision, a_pupil, day, london

pytestmark = pytest.mark.django_db

PRIYA, NELL = Actor("staff", 1, "Priya Nair", "attendance_lead"), Actor("staff", 2, "Nell Ashby", "head")


@pytest.fixture
def pupil():
    pupil = a_pupil()
    open_for((pupil, {}))
    return pupil


def met(pupil, outcome, at="09:08", kinds=(), by=PRIYA):
    return commands.meet(kinds, f"pupil:{pupil.pk}", day(DAY), "AM", outcome=outcome, by=by, at=london(f"{DAY} {at}"))


class TestMeeting:
    def test_ends_only_what_the_rule_says_this_outcome_can_end(self, pupil):
        assert {each.kind for each in met(pupil, Discharge.VOICEMAIL)} == {"call-home"}

    def test_can_be_for_one_kind_alone(self, pupil):
        assert {each.kind for each in met(pupil, Discharge.SPOKE, kinds=[DutyKind.REACH_SOMEONE])} == {"reach-someone"}

    def test_keeps_who_when_and_how(self, pupil):
        met(pupil, Discharge.VOICEMAIL)
        call = duty(pupil, "call-home")
        assert (call.state, call.outcome, call.closed_by, call.closed_at) == (
            "met",
            "voicemail",
            "Priya Nair",
            london(f"{DAY} 09:08"),
        )

    def test_twice_counts_the_first(self, pupil):
        met(pupil, Discharge.VOICEMAIL)
        assert met(pupil, Discharge.NO_ANSWER, at="09:09") == []
        assert JournalEntry.objects.filter(verb="duty.met").count() == 1

    def test_by_adventure_in_learnings_policy_can_be_by_text(self):
        pupil = a_pupil(provision=a_provision("adventure-in-learning"))
        open_for((pupil, {}))
        assert {each.kind for each in met(pupil, Discharge.TEXT)} == {"call-home"}

    def test_is_judged_by_the_policy_that_opened_the_duty(self, pupil):
        """A policy changed at nine does not change what was due at five to."""
        Duty.objects.filter(kind="call-home").update(met_by="spoke")
        assert met(pupil, Discharge.VOICEMAIL) == []


class TestWithdrawing:
    def test_before_its_time_leaves_the_duty_uncounted(self, pupil):
        commands.withdraw([duty(pupil, "call-home")], reason="placement ended", by=PRIYA, at=london(f"{DAY} 09:10"))
        assert (duty(pupil, "call-home").state, duty(pupil, "call-home").was_late) == ("withdrawn", False)

    def test_after_its_time_is_a_miss(self, pupil):
        commands.withdraw([duty(pupil, "call-home")], reason="placement ended", by=PRIYA, at=london(f"{DAY} 09:11"))
        assert (duty(pupil, "call-home").state, duty(pupil, "call-home").was_late) == ("missed", True)


class TestClaiming:
    def claim(self, pupil, by, at, **how):
        return commands.claim(duty(pupil, "call-home"), by=by, at=london(f"{DAY} {at}"), **how)

    def test_gives_a_duty_to_one_person_for_three_minutes(self, pupil):
        assert self.claim(pupil, PRIYA, "09:05")
        assert not self.claim(pupil, NELL, "09:07")
        assert self.claim(pupil, NELL, "09:08")

    def test_again_by_the_same_person_begins_the_three_minutes_anew(self, pupil):
        self.claim(pupil, PRIYA, "09:05")
        assert self.claim(pupil, PRIYA, "09:06")
        assert duty(pupil, "call-home").claimed_until == london(f"{DAY} 09:09")

    def test_can_be_taken_over_by_saying_so(self, pupil):
        self.claim(pupil, PRIYA, "09:05")
        assert self.claim(pupil, NELL, "09:06", take_over=True)
        assert duty(pupil, "call-home").claimed_by == "Nell Ashby"

    def test_does_not_stop_the_clock(self, pupil):
        self.claim(pupil, PRIYA, "09:09")
        commands.judge(london(f"{DAY} 09:11"))
        assert duty(pupil, "call-home").was_late

    def test_comes_too_late_for_what_is_done(self, pupil):
        met(pupil, Discharge.VOICEMAIL)
        assert not self.claim(pupil, NELL, "09:09")


class TestADayThatEnds:
    def test_leaves_a_decision_about_n_to_be_made(self, pupil):
        commands.end_days_before(pupil.provision_id, day("2026-11-24"), at=london("2026-11-24 02:00"))
        waiting = Duty.objects.filter(closed_at=None).values_list("kind", flat=True)
        assert list(waiting) == ["decide-n"]
