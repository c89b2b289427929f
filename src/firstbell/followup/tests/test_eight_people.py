"""Eight people on one board, each with a browser of their own, pressing at the same moment."""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from firstbell.duties.models import Duty
from firstbell.followup.models import ContactAttempt
from firstbell.followup.tests.mornings import code_of, duty, line_of, marked
from firstbell.journal.models import JournalEntry
from firstbell.registers.tests.test_at_once import at_once
from tests.builders import a_commissioner, a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = 8


@pytest.fixture
def forge(clock_runs_from):
    provision = a_provision(name="Alder Yard")
    clock_runs_from("2026-11-23 09:08")
    return a_group(a_site(provision), "Forge")


@pytest.fixture
def people(forge):
    """Eight browsers, each of another person of the office."""
    browsers = [Client() for _ in range(EIGHT)]
    for number, browser in enumerate(browsers):
        browser.force_login(a_member(forge.site.provision, "attendance_lead", name=f"Person {number}"))
    return browsers


@pytest.fixture
def callum(forge):
    school = a_commissioner(forge.site.provision, name="Netherfold Academy", phone="+441632960733")
    pupil = a_pupil("Callum Tarn", group=forge, commissioner=school)
    marked(pupil)
    return pupil


def all_press(people, address, data=None):
    """Everybody posts the same at once; returns what each was told."""

    def press(browser):
        answer = browser.post(address, data or {})
        assert answer.status_code == 302, answer.content
        return " ".join(str(message) for message in get_messages(answer.wsgi_request))

    told = at_once(*(lambda browser=browser: press(browser) for browser in people))
    assert not [each for each in told if isinstance(each, Exception)], told
    return told


def times(verb):
    return JournalEntry.objects.filter(verb=verb).count()


class TestIllDoIt:
    def test_is_one_persons_and_the_other_seven_are_told(self, people, callum):
        told = all_press(people, reverse("followup:claim", args=[duty(callum, "call-home").pk]))
        assert sum("A colleague has it" in words for words in told) == EIGHT - 1
        assert times("duty.claimed") == 1


class TestTheSameCall:
    def test_is_kept_of_everybody_and_all_but_the_first_are_told(self, people, callum):
        call = duty(callum, "call-home")
        number = callum.contacts.get().numbers.get().pk
        address = f"{reverse('followup:attempt', args=[call.pk])}?n={number}&seen=0"
        told = all_press(people, address, {"outcome": "no_answer"})
        assert ContactAttempt.objects.filter(outcome="no_answer").count() == EIGHT
        assert sum("rang about the same pupil" in words for words in told) == EIGHT - 1

    def test_meets_the_duty_once(self, people, callum):
        call = duty(callum, "call-home")
        number = callum.contacts.get().numbers.get().pk
        all_press(people, f"{reverse('followup:attempt', args=[call.pk])}?n={number}", {"outcome": "voicemail"})
        met = JournalEntry.objects.filter(verb="duty.met", about=f"pupil:{callum.pk}").values_list("facts", flat=True)
        assert sum("call-home" in str(facts) for facts in met) == 1
        assert duty(callum, "call-home").state == Duty.State.MET


class TestHereNow:
    def test_is_one_mark_and_the_other_seven_are_told(self, people, callum):
        told = all_press(people, reverse("followup:here", args=[duty(callum, "call-home").pk]))
        assert code_of(callum) == "L"
        assert line_of(callum).marks.count() == 2
        assert sum("is not marked away any more" in words for words in told) == EIGHT - 1


class TestToldThem:
    def test_tells_all_but_the_first_that_the_school_knew(self, people, callum):
        told = all_press(
            people, reverse("followup:told", args=[duty(callum, "tell-the-school").pk]), {"outcome": "told_the_school"}
        )
        assert Counter("knew already" in words for words in told) == {True: EIGHT - 1, False: 1}
        assert ContactAttempt.objects.filter(outcome="told_the_school").count() >= EIGHT


class TestAWholeMorning:
    def test_leaves_no_row_behind_and_loses_no_call(self, people, forge):
        pupils = [a_pupil(group=forge) for _ in range(6)]
        for pupil in pupils:
            marked(pupil)
        calls = {pupil: duty(pupil, "call-home").pk for pupil in pupils}

        def work(browser):
            for pupil, call in calls.items():
                browser.post(reverse("followup:claim", args=[call]))
                number = pupil.contacts.get().numbers.get().pk
                browser.post(f"{reverse('followup:attempt', args=[call])}?n={number}&seen=0", {"outcome": "no_answer"})
            return len(calls)

        came = at_once(*(lambda browser=browser: work(browser) for browser in people))
        assert came == [len(calls)] * EIGHT
        assert ContactAttempt.objects.count() == EIGHT * len(calls)
        assert not Duty.objects.filter(pk__in=calls.values(), closed_at=None).exists()
