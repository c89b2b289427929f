"""Sending, against a real mail server that behaves as badly as they do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.journal import Actor
from firstbell.journal.models import JournalEntry
from firstbell.outbox import commands, heeding
from firstbell.outbox.ladder import PACE
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.servers import free_port
from tests.builders import a_provision, day, london

pytestmark = pytest.mark.django_db

PRIYA = Actor("staff", None, "Priya Nair", "attendance_lead")
GOES = london("2026-11-23 09:18")
DEADLINE = london("2026-11-23 09:25")


def a_message(provision=None, *, html="<p>Two of your pupils</p>", key="one", **fields):
    """A draft that goes at 09:18 and is not tried again after 09:25."""
    return commands.draft(
        provision_id=(provision or a_provision(name=f"Alder Yard {key}")).pk,
        key=key,
        purpose="session-absences",
        to=commands.Recipient(None, "Netherfold Academy", "attendance@netherfold.example"),
        on=day("2026-11-23"),
        session="AM",
        content=commands.Content("Alder Yard: morning attendance, 23 November", "Two of your pupils…", html),
        due_at=GOES,
        deadline_at=DEADLINE,
        by=PRIYA,
        at=london("2026-11-23 09:03"),
        **fields,
    )


def a_queued_message(**fields):
    message = a_message(**fields)
    commands.queue(message, by=PRIYA, at=GOES)
    return message


def state_of(message):
    return Message.objects.get(pk=message.pk).state


def send_until_it_ends(message, limit=20):
    """Let the worker come back whenever the message asks for it; return the instants of the tries."""
    tries = []
    for _ in range(limit):
        again = Message.objects.get(pk=message.pk).next_try_at
        if again is None:
            break
        tries.append(again)
        send_due(again)
    return tries


class TestAMessageThatIsAccepted:
    def test_is_sent_when_its_time_comes_and_not_before(self, mail_server):
        school = mail_server()
        a_queued_message()
        assert send_due(GOES - timedelta(seconds=1)) == 0
        assert send_due(GOES) == 1
        assert len(school.taken) == 1

    def test_keeps_the_hop_and_the_servers_own_words(self, mail_server):
        school = mail_server()
        message = a_queued_message()
        send_due(GOES)
        kept = Message.objects.get(pk=message.pk)
        assert (kept.state, kept.server, kept.server_reply) == (
            "accepted",
            f"127.0.0.1:{school.port}",
            "250 2.0.0 queued as Z1",
        )

    def test_carries_the_message_id_it_was_drafted_with(self, mail_server):
        school = mail_server()
        message = a_queued_message()
        send_due(GOES)
        assert school.taken[0]["Message-ID"] == message.message_id

    def test_travels_as_plain_text_with_an_html_twin(self, mail_server):
        school = mail_server()
        a_queued_message()
        send_due(GOES)
        parts = [part.get_content_type() for part in school.taken[0].walk() if not part.is_multipart()]
        assert parts == ["text/plain", "text/html"]

    def test_is_sent_once(self, mail_server):
        school = mail_server()
        a_queued_message()
        send_due(GOES)
        assert send_due(GOES + timedelta(minutes=1)) == 0
        assert len(school.taken) == 1

    def test_tells_what_waits_for_it_in_the_same_unit_of_work(self, mail_server, heard):
        mail_server()
        message = a_queued_message()
        send_due(GOES)
        assert heard == [(message.pk, "accepted")]

    def test_is_written_into_the_journal(self, mail_server):
        mail_server()
        message = a_queued_message()
        send_due(GOES)
        verbs = JournalEntry.objects.filter(about=f"message:{message.pk}").order_by("number")
        assert list(verbs.values_list("verb", flat=True)) == ["message.drafted", "message.queued", "message.accepted"]


class TestATemporaryRefusal:
    @pytest.mark.parametrize(
        "says",
        [
            {"MAIL": ["451 try later"]},
            {"RCPT": ["450 mailbox busy"]},
            {"DATA": ["452 no room just now"]},
            {"MAIL": ["drop"]},
            {"RCPT": ["drop"]},
            {"DATA": ["drop"]},
        ],
        ids=["4xx at MAIL", "4xx at RCPT", "4xx at DATA", "cut at MAIL", "cut at RCPT", "cut at DATA"],
    )
    def test_is_tried_again_after_five_seconds_and_accepted(self, mail_server, says):
        school = mail_server(**says)
        message = a_queued_message()
        send_due(GOES)
        again = Message.objects.get(pk=message.pk)
        assert again.state == "retrying"
        assert timedelta(seconds=5) <= again.next_try_at - GOES < timedelta(seconds=8)
        send_due(again.next_try_at)
        assert (state_of(message), len(school.taken)) == ("accepted", 1)

    def test_keeps_the_message_id_at_every_try(self, mail_server):
        school = mail_server(DATA=["451 later", "451 later"])
        message = a_queued_message()
        send_until_it_ends(message)
        assert [mail["Message-ID"] for mail in school.taken] == [message.message_id]

    def test_of_a_server_that_is_not_there_is_one_too(self, mail_server, settings):
        mail_server()
        settings.EMAIL_PORT = free_port()
        message = a_queued_message()
        send_due(GOES)
        assert state_of(message) == "retrying"

    def test_ends_at_the_deadline_with_the_phone(self, mail_server, settings):
        mail_server()
        settings.EMAIL_PORT = free_port()
        message = a_queued_message()
        tries = send_until_it_ends(message)
        assert state_of(message) == "failed"
        assert tries[-1] == DEADLINE
        assert len(tries) == PACE.tries


class TestAPermanentRefusal:
    @pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
    def test_ends_at_once_with_the_phone_and_the_servers_words(self, mail_server, verb):
        mail_server(**{verb: ["550 5.1.1 no such mailbox"]})
        message = a_queued_message()
        send_due(GOES)
        kept = Message.objects.get(pk=message.pk)
        assert (kept.state, kept.server_reply, kept.next_try_at) == ("failed", "550 5.1.1 no such mailbox", None)

    def test_of_a_provision_without_a_mail_server_says_what_to_do(self, settings):
        settings.PRACTICE, settings.EMAIL_HOST = False, ""
        message = a_queued_message()
        send_due(GOES)
        assert "Set FIRSTBELL_MAIL_HOST" in Message.objects.get(pk=message.pk).server_reply


class TestAnAnswerThatWasLost:
    def test_is_sent_once_more_with_the_same_message_id(self, mail_server):
        school = mail_server(DATA=["taken, then cut"])
        message = a_queued_message()
        send_until_it_ends(message)
        assert [mail["Message-ID"] for mail in school.taken] == [message.message_id] * 2
        assert state_of(message) == "accepted"


class TestWhatFollowsAMessage:
    def test_may_fail_and_the_servers_answer_is_kept_all_the_same(self, mail_server, monkeypatch):
        school = mail_server()
        message = a_queued_message()

        def broken(message, at):
            raise RuntimeError("the duty cannot be met")

        monkeypatch.setattr(heeding, "_heeds", [broken])
        with pytest.raises(RuntimeError):
            send_due(GOES)
        assert (state_of(message), len(school.taken)) == ("accepted", 1)
        assert send_due(GOES + timedelta(minutes=5)) == 0


class TestASenderThatDied:
    def test_leaves_its_message_to_the_next_one_when_the_lease_ends(self, mail_server):
        school = mail_server()
        message = a_queued_message()
        lease = GOES + timedelta(minutes=2)
        Message.objects.filter(pk=message.pk).update(state="in_flight", next_try_at=lease, lease_until=lease, tries=1)
        assert send_due(GOES + timedelta(minutes=1)) == 0
        assert send_due(lease) == 1
        assert (state_of(message), len(school.taken)) == ("accepted", 1)


class TestThePracticeProvision:
    def test_keeps_every_mail_on_this_machine(self, settings, mailoutbox):
        settings.EMAIL_HOST = "mail.example.org"
        message = a_queued_message()
        send_due(GOES)
        assert state_of(message) == "accepted"
        assert [mail.to for mail in mailoutbox] == [["Netherfold Academy <attendance@netherfold.example>"]]

    def test_sends_nothing_where_its_mailbox_is_not_set_up(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        message = a_queued_message()
        send_due(GOES)
        assert state_of(message) == "failed"
