"""Texts home: to whom, in which words, and what they count for."""

from __future__ import annotations

import re

import pytest

from firstbell.duties.models import Duty
from firstbell.followup.home.calls import people_of
from firstbell.followup.home.texting import NoText, draft_texts, may_text, text_home, text_settled
from firstbell.followup.models import ContactAttempt
from firstbell.followup.tests.mornings import MONDAY, PRIYA, at, duty, marked
from firstbell.notices import links
from firstbell.notices.commands import record_check
from firstbell.notices.links import NoLink
from firstbell.notices.models import ParentLink
from firstbell.outbox.models import Message
from firstbell.outbox.wording import load
from firstbell.people.tests.pages import signed_in, text
from firstbell.provisions.models import PolicyVersion
from tests.builders import a_contact, a_provision, a_pupil, day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts_leave(settings):
    settings.PRACTICE = True


@pytest.fixture
def callum():
    """A pupil not here and nothing heard, at a provision with a number of its own."""
    pupil = a_pupil("Callum Tarn", provision=a_provision(phone="+441632960100"))
    marked(pupil)
    return pupil


def contact_of(pupil):
    return pupil.contacts.order_by("priority").first()


def texts(pupil, clock="09:06", contact=None):
    return text_home(duty(pupil, "call-home"), (contact or contact_of(pupil)).pk, by=PRIYA, at=at(clock))


def settles(message, state="accepted", clock="09:06"):
    Message.objects.filter(pk=message.pk).update(state=state)
    message.refresh_from_db()
    text_settled(message, at(clock))


def may(pupil):
    allowed = may_text(pupil.provision_id, day(MONDAY))
    return [allowed(person) for person in people_of([pupil.pk])[pupil.pk]]


class TestWhoMayBeTexted:
    def test_is_a_contact_with_a_mobile_and_no_warning(self, callum):
        a_contact(callum, name="Len Tarn", safety="warning", warning="Read the note first")
        a_contact(callum, name="Dot Tarn").numbers.update(kind="home")
        assert may(callum) == [True, False, False]

    def test_is_nobody_where_no_text_can_leave(self, callum, settings, django_assert_num_queries):
        settings.PRACTICE = False
        with django_assert_num_queries(0):
            assert may_text(callum.provision_id, day(MONDAY))(None) is False

    def test_is_nobody_where_the_policy_says_so(self, callum):
        version = PolicyVersion.objects.get(provision=callum.provision)
        text = version.text.replace("text_home = true", "text_home = false")
        PolicyVersion.objects.create(
            provision=callum.provision,
            starts_on=day("2026-11-01"),
            preset="",
            text=text,
            made_at=at("08:00"),
            made_by="x",
        )
        assert may(callum) == [False]
        with pytest.raises(NoText, match="Ring instead"):
            texts(callum)

    def test_is_nobody_where_there_is_no_number_of_ours_to_ring(self, callum):
        callum.provision.phone = ""
        callum.provision.save(update_fields=["phone"])
        assert may(callum) == [False]

    def test_asks_one_statement_for_a_whole_board(self, callum, django_assert_num_queries):
        may(callum)
        with django_assert_num_queries(1):
            may_text(callum.provision_id, day(MONDAY))


class TestAText:
    def test_names_no_child_and_carries_a_link_and_our_number(self, callum):
        text = texts(callum)
        assert "Callum" not in text.text + text.subject
        assert "01632 960100" in text.text
        secret = re.search(r"/r/([\w-]+)/", text.text)[1]
        assert links.find(secret).pupil == callum

    def test_goes_at_once_to_the_mobile(self, callum):
        text = texts(callum)
        assert (text.channel, text.state) == ("sms", "queued")
        assert text.to_address == contact_of(callum).numbers.get().number

    def test_pressed_twice_goes_once_and_its_link_lives(self, callum):
        first, second = texts(callum), texts(callum, clock="09:07")
        assert first.pk == second.pk
        assert ParentLink.objects.filter(replaced_at=None).count() == 1

    def test_that_was_lost_can_be_sent_anew(self, callum):
        settles(texts(callum), "failed")
        assert Message.objects.count() == 1
        assert texts(callum, clock="09:08").state == "queued"
        assert Message.objects.count() == 2

    def test_is_in_english_until_the_language_was_checked(self, callum):
        callum.contacts.update(language="Polish")
        assert texts(callum).language == "en"

    def test_is_in_their_language_with_its_english_twin(self, callum):
        callum.contacts.update(language="Polish")
        record_check(
            callum.provision_id, "pl", load("pl").words_hash, checked_by="Ola Nowak", checked_on=day("2026-11-20"),
            by=PRIYA, at=at("08:00"),
        )  # fmt: skip
        text = texts(callum)
        assert text.language == "pl"
        assert "Państwa dziecka jeszcze nie ma" in text.text
        assert "Your child is not here yet" in text.english

    @pytest.mark.parametrize("safety", ["warning", "never"])
    def test_never_goes_to_a_contact_with_a_warning(self, callum, safety):
        callum.contacts.update(safety=safety, warning="Court order")
        with pytest.raises(NoLink):
            texts(callum)
        assert not Message.objects.exists()

    def test_never_goes_to_another_pupils_contact(self, callum):
        with pytest.raises(NoText):
            texts(callum, contact=contact_of(a_pupil()))


class TestWhatATextCountsFor:
    def test_is_nothing_until_the_provider_took_it(self, callum):
        texts(callum)
        assert not ContactAttempt.objects.exists()

    def test_is_a_contact_attempt_by_whoever_sent_it(self, callum):
        settles(texts(callum))
        made = ContactAttempt.objects.get()
        assert (made.outcome, made.made_by, made.contact) == ("text_sent", "Priya Nair", contact_of(callum))

    def test_is_no_call_home_where_the_policy_does_not_take_texts(self, callum):
        settles(texts(callum))
        assert duty(callum, "call-home").state == Duty.State.OPEN

    def test_is_a_call_home_where_the_policy_takes_texts(self, callum):
        Duty.objects.filter(kind="call-home").update(met_by="no-answer spoke text")
        settles(texts(callum))
        assert (duty(callum, "call-home").state, duty(callum, "call-home").outcome) == ("met", "text")

    def test_is_taken_back_when_the_text_comes_back(self, callum):
        Duty.objects.filter(kind="call-home").update(met_by="no-answer spoke text")
        message = texts(callum)
        settles(message)
        settles(message, "bounced", "09:09")
        assert duty(callum, "call-home").state == Duty.State.OPEN

    def test_leaves_the_number_to_be_rung(self, callum):
        settles(texts(callum))
        assert duty(callum, "reach-someone").state == Duty.State.OPEN


class TestSeveralTexts:
    def test_are_drafted_one_for_each_pupil_and_wait(self, callum):
        other = a_pupil("Maya Reed", provision=callum.provision)
        marked(other)
        unsafe = a_pupil("Idris Cole", provision=callum.provision)
        unsafe.contacts.update(safety="never", warning="Court order")
        marked(unsafe)
        due = Duty.objects.filter(kind="call-home")
        drafted = draft_texts(due, by=PRIYA, at=at("09:06"))
        assert [message.state for message in drafted] == ["drafted", "drafted"]
        assert {message.about for message in drafted} == {1}


class TestTheBoard:
    def test_offers_a_text_to_whom_it_may_go_and_sends_it_with_one_press(self, callum, clock_stands_at):
        clock_stands_at(f"{MONDAY} 09:06")
        client = signed_in(callum.provision)
        address = f"/board/duty/{duty(callum, 'call-home').pk}/text/{contact_of(callum).pk}/"
        assert address in text(client.get("/board/"))
        assert client.post(address).status_code == 302
        assert Message.objects.get().purpose == "text-home"

    def test_offers_none_to_a_contact_with_a_warning(self, callum, clock_stands_at):
        clock_stands_at(f"{MONDAY} 09:06")
        callum.contacts.update(safety="warning", warning="Speak to her alone")
        assert "/text/" not in text(signed_in(callum.provision).get("/board/"))

    def test_has_an_answer_until_somebody_has_read_it(self, callum, clock_stands_at):
        clock_stands_at(f"{MONDAY} 09:20")
        secret = re.search(r"/r/([\w-]+)/", texts(callum).text)[1]
        said = links.Answer("ring", "Please ring", day(MONDAY), day(MONDAY))
        notice, _ = links.answer(links.find(secret), said, at=at("09:15"))
        client = signed_in(callum.provision)
        assert "Please ring" in text(client.get("/board/"))
        assert "Please ring" in text(client.get("/notices/answers/"))
        client.post(f"/notices/{notice.pk}/read/", {"code_key": "none"})
        assert "Every answer was read" in text(client.get("/notices/answers/"))
        assert "Replies to read" not in text(client.get("/board/"))

    def test_shows_several_texts_before_they_go_and_sends_them_together(self, callum, clock_stands_at):
        clock_stands_at(f"{MONDAY} 09:06")
        other = a_pupil("Maya Reed", provision=callum.provision)
        marked(other)
        client = signed_in(callum.provision)
        assert "Text 2 homes" in text(client.get("/board/"))
        page = client.post("/board/texts/", follow=True)
        assert "2 families" in text(page)
        assert not Message.objects.exclude(state="drafted").exists()
        ids = list(Message.objects.values_list("pk", flat=True))
        client.post("/messages/together/", {"message": ids})
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}

    def test_does_not_take_a_text_for_an_email_to_a_school(self, callum, clock_stands_at):
        clock_stands_at(f"{MONDAY} 09:06")
        draft_texts(Duty.objects.filter(kind="call-home"), by=PRIYA, at=at("08:40"))
        page = text(signed_in(callum.provision).get("/board/"))
        assert "Emails are not going out" not in page
        assert "Emails to schools: 1" not in page
