"""First-day contact: home is rung first, and what is said changes the mark and the next step (SS-13 to SS-16)."""

from __future__ import annotations

import pytest

from firstbell.domain.marks import Choice
from firstbell.duties.models import Duty
from firstbell.followup.commands import NeverRing
from firstbell.followup.home.calls import attempts_of, people_of, tried
from firstbell.followup.home.ringing import next_call
from firstbell.followup.models import ContactAttempt
from firstbell.followup.tests.mornings import MONDAY, PRIYA, at, code_of, duty, line_of, marked, rings
from firstbell.journal.models import JournalEntry
from firstbell.registers import commands as registers
from tests.builders import a_contact, a_pupil, day

pytestmark = pytest.mark.django_db


def next_for(pupil):
    """Who is rung next, and how often the number was tried."""
    return next_call(people_of([pupil.pk])[pupil.pk], tried(attempts_of([pupil.pk], day(MONDAY))[pupil.pk]))


@pytest.fixture
def callum():
    """A pupil with two contacts, not here and nothing heard."""
    pupil = a_pupil("Callum Tarn")
    a_contact(pupil, name="Len Tarn", relationship="Grandfather")
    marked(pupil)
    return pupil


class TestCallHome:
    @pytest.mark.parametrize("outcome", ["voicemail", "no_answer", "unaware", "on_the_way"])
    def test_is_met_by_a_call_that_rang(self, callum, outcome):
        rings(callum, outcome)
        assert duty(callum, "call-home").state == Duty.State.MET

    @pytest.mark.parametrize("outcome", ["engaged", "wrong_number", "text_sent"])
    def test_is_not_met_by_what_did_not_ring_or_what_this_policy_does_not_take(self, callum, outcome):
        rings(callum, outcome)
        assert duty(callum, "call-home").state == Duty.State.OPEN

    def test_after_a_text_is_the_first_try_all_the_same(self, callum):
        rings(callum, "text_sent")
        assert next_for(callum).tries == 0

    def test_within_ten_minutes_is_in_time(self, callum):
        rings(callum, "no_answer", clock="09:10")
        assert not duty(callum, "call-home").was_late

    def test_a_minute_later_stays_visible_as_late(self, callum):
        rings(callum, "no_answer", clock="09:11")
        call = duty(callum, "call-home")
        assert (call.state, call.was_late) == (Duty.State.MET, True)


class TestNotComing:
    def test_with_a_reason_changes_the_mark_and_keeps_the_first_one(self, callum):
        logged = rings(callum, "not_coming", code_key="I", reason="Temperature since last night")
        assert logged.amended.code == "I"
        assert code_of(callum) == "I"
        assert list(line_of(callum).marks.values_list("code_key", "source")) == [("N", "screen"), ("I", "call")]

    def test_keeps_the_reason_and_who_gave_it_beside_the_mark(self, callum):
        rings(callum, "not_coming", code_key="I", reason="Temperature since last night")
        mark = line_of(callum).current_mark
        assert (mark.reason, mark.seen_by, mark.recorded_by) == (
            "Temperature since last night",
            "Ines Tarn",
            "Priya Nair",
        )

    def test_without_a_reason_leaves_n(self, callum):
        rings(callum, "not_coming")
        assert code_of(callum) == "N"

    def test_for_the_rest_of_the_day_also_explains_the_afternoon(self, callum):
        marked(callum, session="PM", clock="13:02")
        rings(callum, "not_coming", clock="13:10", code_key="I", reason="Ill", rest_of_day=True)
        assert (code_of(callum, "AM"), code_of(callum, "PM")) == ("I", "I")

    def test_never_overwrites_a_mark_that_has_a_reason_already(self, callum):
        registers.amend_mark(line_of(callum).pk, "M", reason="Dentist", by=PRIYA, at=at("09:06"))
        rings(callum, "not_coming", code_key="I", reason="Ill")
        assert code_of(callum) == "M"


class TestOnTheWay:
    def test_leaves_n_until_the_pupil_is_here(self, callum):
        rings(callum, "on_the_way", expected_at=at("09:25"))
        assert code_of(callum) == "N"

    def test_keeps_the_time_that_was_given(self, callum):
        assert rings(callum, "on_the_way", expected_at=at("09:25")).attempt.expected_at == at("09:25")

    def test_is_checked_five_minutes_after_the_time_that_was_given(self, callum):
        rings(callum, "on_the_way", expected_at=at("09:25"))
        assert duty(callum, "check-arrival").due_at == at("09:30")

    def test_is_checked_soon_where_no_time_was_given(self, callum):
        rings(callum, "on_the_way", clock="09:08")
        assert duty(callum, "check-arrival").due_at == at("09:28")

    def test_is_settled_by_the_arrival(self, callum):
        rings(callum, "on_the_way", expected_at=at("09:25"))
        registers.record_arrival(line_of(callum).pk, at("09:24"), by=PRIYA, at=at("09:24"))
        check = duty(callum, "check-arrival")
        assert (check.state, check.outcome) == (Duty.State.MET, "arrival")

    def test_said_again_is_checked_again(self, callum):
        rings(callum, "on_the_way", expected_at=at("09:25"))
        rings(callum, "on_the_way", clock="09:31", expected_at=at("09:45"))
        states = (
            Duty.objects.filter(pupil=callum, kind="check-arrival").order_by("due_at").values_list("state", flat=True)
        )
        assert list(states) == ["met", "open"]


class TestReachSomebody:
    def test_stays_open_after_an_unanswered_call_and_goes_on_to_the_next_contact(self, callum):
        rings(callum, "no_answer")
        assert duty(callum, "reach-someone").state == Duty.State.OPEN
        assert next_for(callum).person.who == "Grandfather, Len Tarn"

    def test_is_met_when_somebody_is_spoken_to(self, callum):
        rings(callum, "unaware")
        assert duty(callum, "reach-someone").state == Duty.State.MET

    def test_ends_when_nobody_is_left_to_ring(self, callum):
        rings(callum, "no_answer")
        rings(callum, "voicemail", contact=callum.contacts.get(name="Len Tarn"), clock="09:12")
        ended = duty(callum, "reach-someone")
        assert (ended.state, ended.outcome) == (Duty.State.MET, "contacts-exhausted")

    def test_is_met_by_a_reason_that_comes_another_way(self, callum):
        registers.amend_mark(line_of(callum).pk, "M", reason="Mum wrote", by=PRIYA, at=at("09:20"))
        assert (duty(callum, "reach-someone").state, duty(callum, "reach-someone").outcome) == ("met", "notice")

    def test_is_no_longer_needed_when_the_pupil_arrives(self, callum):
        registers.record_arrival(line_of(callum).pk, at("09:20"), by=PRIYA, at=at("09:20"))
        assert duty(callum, "reach-someone").state == Duty.State.WITHDRAWN


class TestTheNextCall:
    def test_is_the_first_contact_to_begin_with(self, callum):
        assert next_for(callum).person.who == "Mother, Ines Tarn"

    def test_is_the_same_number_once_more_when_it_was_engaged(self, callum):
        rings(callum, "engaged")
        assert (next_for(callum).person.who, next_for(callum).nth) == ("Mother, Ines Tarn", "2nd try")

    def test_is_the_next_contact_when_it_was_engaged_twice(self, callum):
        rings(callum, "engaged", clock="09:05")
        rings(callum, "engaged", clock="09:07")
        assert next_for(callum).person.name == "Len Tarn"

    def test_is_never_somebody_who_must_not_be_rung(self):
        pupil = a_pupil("Idris Calloway")
        pupil.contacts.update(safety="never", warning="Court order")
        a_contact(pupil, name="Omar Calloway", relationship="Father")
        marked(pupil)
        assert next_for(pupil).person.name == "Omar Calloway"

    def test_to_somebody_who_must_not_be_rung_is_refused(self):
        pupil = a_pupil("Idris Calloway")
        marked(pupil)
        pupil.contacts.update(safety="never", warning="Court order")
        with pytest.raises(NeverRing, match="must never be rung"):
            rings(pupil, "no_answer")


class TestADoubleTap:
    def test_counts_as_one_call(self, callum):
        rings(callum, "no_answer")
        assert rings(callum, "no_answer").repeated
        assert ContactAttempt.objects.count() == 1

    def test_a_minute_apart_is_two_calls(self, callum):
        rings(callum, "engaged", clock="09:07")
        rings(callum, "engaged", clock="09:08")
        assert ContactAttempt.objects.count() == 2


class TestTheJournal:
    def test_holds_every_call(self, callum):
        rings(callum, "no_answer")
        assert JournalEntry.objects.get(verb="attempt.logged").about == f"pupil:{callum.pk}"


class TestTheAfternoonAfterAMorningAbsence:
    def test_makes_one_call_home_for_an_unbroken_unexplained_day(self, callum):
        rings(callum, "no_answer")
        marked(callum, session="PM", clock="13:02")
        assert not Duty.objects.filter(pupil=callum, kind="call-home", session="PM").exists()

    def test_makes_another_call_when_the_pupil_was_here_in_between(self):
        pupil = a_pupil()
        marked(pupil, Choice.HERE)
        marked(pupil, session="PM", clock="13:02")
        assert duty(pupil, "call-home", "PM").due_at == at("13:10")

    def test_makes_no_call_when_the_reason_is_marked(self, callum):
        rings(callum, "not_coming", code_key="I", reason="Ill all day", rest_of_day=True)
        marked(callum, session="PM", clock="13:02", code="I")
        assert not Duty.objects.filter(pupil=callum, kind="call-home", session="PM").exists()
