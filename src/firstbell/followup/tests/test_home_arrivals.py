"""A pupil turns up after home was texted or rung."""

from __future__ import annotations

import pytest

from firstbell.followup.home.texting import text_home, text_settled
from firstbell.followup.tests.mornings import PRIYA, at, duty, line_of, marked, rings
from firstbell.outbox.models import Message
from firstbell.provisions.models import PolicyVersion
from firstbell.registers import commands as registers
from tests.builders import a_provision, a_pupil, day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts_leave(settings):
    settings.PRACTICE = True


@pytest.fixture
def callum():
    pupil = a_pupil("Callum Tarn", provision=a_provision(phone="+441632960100"))
    marked(pupil)
    return pupil


def tells_arrivals(pupil, word):
    """Put the same policy in force with `now_here` as given."""
    before = PolicyVersion.objects.get(provision=pupil.provision)
    other = "false" if word == "true" else "true"
    text = before.text.replace(f"now_here = {other}", f"now_here = {word}")
    assert f"now_here = {word}" in text
    PolicyVersion.objects.create(
        provision=pupil.provision, starts_on=day("2026-11-01"), preset="", text=text, made_at=at("08:00"), made_by="x"
    )


def texts(pupil):
    contact = pupil.contacts.order_by("priority").first()
    return text_home(duty(pupil, "call-home"), contact.pk, by=PRIYA, at=at("09:06"))


def is_taken(message):
    Message.objects.filter(pk=message.pk).update(state="accepted")
    message.refresh_from_db()
    text_settled(message, at("09:07"))


def turns_up(pupil, clock="09:12"):
    registers.arrived(line_of(pupil).pk, by=PRIYA, at=at(clock))


def purposes():
    return sorted(Message.objects.filter(channel="sms").values_list("purpose", "state"))


class TestAPupilWhoTurnsUp:
    def test_stops_the_text_that_has_not_gone(self, callum):
        tells_arrivals(callum, "true")
        texts(callum)
        turns_up(callum)
        assert purposes() == [("text-home", "cancelled")]

    def test_is_told_to_those_who_were_texted_where_the_policy_says_so(self, callum):
        tells_arrivals(callum, "true")
        is_taken(texts(callum))
        turns_up(callum)
        assert purposes() == [("text-here", "queued"), ("text-home", "accepted")]
        said = Message.objects.get(purpose="text-here").text
        assert "Your child is here now" in said
        assert "09:12" in said
        assert "Callum" not in said

    def test_is_told_to_whom_the_call_surprised(self, callum):
        tells_arrivals(callum, "true")
        rings(callum, "unaware")
        turns_up(callum)
        assert purposes() == [("text-here", "queued")]

    def test_is_told_to_nobody_where_the_policy_says_no(self, callum):
        tells_arrivals(callum, "false")
        is_taken(texts(callum))
        turns_up(callum)
        assert purposes() == [("text-home", "accepted")]

    def test_is_told_to_nobody_with_a_warning(self, callum):
        tells_arrivals(callum, "true")
        rings(callum, "unaware")
        callum.contacts.update(safety="warning", warning="Partner reads her texts")
        turns_up(callum)
        assert purposes() == []
