"""Mail that comes back, as mail servers write it (RFC 3464), and what the message it speaks of learns from it."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from firstbell.config import program
from firstbell.journal.models import JournalEntry
from firstbell.outbox.bounces import taking
from firstbell.outbox.bounces.addresses import number_in, number_of, return_path
from firstbell.outbox.bounces.reading import read_report
from firstbell.outbox.channels.smtp import Smtp
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.test_sending import GOES, a_queued_message, state_of
from tests.builders import london

pytestmark = pytest.mark.django_db
LATER = london("2026-11-23 09:41")
BOUNCES = "bounces@alderyard.example"

REPORT = """\
From: MAILER-DAEMON@mx.netherfold.example
To: {to}
Subject: {subject}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=utf-8

I could not deliver your message.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.netherfold.example
{envelope}
Final-Recipient: rfc822; attendance@netherfold.example
Action: {action}
Status: {status}
Remote-MTA: dns; store.netherfold.example
Diagnostic-Code: smtp; {reason}

--=_b
Content-Type: {kind}

{returned}
--=_b--
"""


def a_report(
    message,
    *,
    action="failed",
    status="5.1.1",
    reason="550 no such mailbox",
    to=BOUNCES,
    envelope="X-None: x\n",
    kind="message/rfc822",
    returned=None,
    subject="Undelivered Mail Returned to Sender",
):
    if returned is None:
        returned = f"From: a@alderyard.example\nMessage-ID: {message.message_id}\nSubject: x\n\nText\n"
    return REPORT.format(
        to=to, subject=subject, envelope=envelope, action=action, status=status, reason=reason, kind=kind,
        returned=returned,
    ).encode()  # fmt: skip


NOTHING_RETURNED = {"kind": "text/plain", "returned": "The message is not included.\n"}


@pytest.fixture
def message(settings):
    settings.BOUNCES_ADDRESS = BOUNCES
    gone = a_queued_message()
    Message.objects.filter(pk=gone.pk).update(state="accepted", next_try_at=None, accepted_at=GOES)
    gone.refresh_from_db()
    return gone


class TestTheAddressMailComesBackTo:
    def test_names_the_message_and_is_signed(self, message):
        address = return_path(message.message_id)
        assert address.startswith("bounces+") and address.endswith("@alderyard.example")
        assert number_in(f"<{address}>") == number_of(message.message_id)

    def test_that_somebody_made_up_names_nothing(self, message):
        assert number_in(f"bounces+{number_of(message.message_id)}.0123456789ab@alderyard.example") == ""

    def test_is_the_sender_where_none_is_set_up(self, message, settings):
        settings.BOUNCES_ADDRESS, settings.DEFAULT_FROM_EMAIL = "", "attendance@alderyard.example"
        assert return_path(message.message_id) == "attendance@alderyard.example"

    def test_goes_with_the_envelope_and_reports_are_asked_for_where_the_server_gives_them(self, message):
        said = []
        answers = SimpleNamespace(
            has_extn=lambda name: name == "dsn",
            mail=lambda sender, options: said.append((sender, options)) or (250, b"ok"),
            rcpt=lambda to, options: said.append((to, options)) or (250, b"ok"),
            data=lambda content: (250, b"queued"),
            putcmd=lambda verb: None,
        )
        from firstbell.outbox.sending import _mail

        Smtp("mx.example", 25)._hand_over(answers, _mail(message))
        assert said == [
            (return_path(message.message_id), ["RET=HDRS", f"ENVID={message.message_id.strip('<>')}"]),
            (message.to_address, ["NOTIFY=SUCCESS,FAILURE,DELAY"]),
        ]


class TestAReportThatItFailed:
    def test_brings_the_message_back_with_the_servers_words(self, message, heard):
        told = taking.take(a_report(message), LATER)
        assert told is not None and told[0].pk == message.pk
        kept = Message.objects.get(pk=message.pk)
        assert kept.state == "bounced"
        assert kept.server_reply == "5.1.1 550 no such mailbox (store.netherfold.example)"
        assert heard == [(message.pk, "bounced")]

    @pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822-headers"])
    def test_finds_it_by_returned_headers_alone(self, message, kind):
        headers = f"Message-ID: {message.message_id}\nSubject: x\n"
        taking.take(a_report(message, kind=kind, returned=headers), LATER)
        assert state_of(message) == "bounced"

    def test_finds_it_by_the_address_where_nothing_was_returned(self, message):
        taking.take(a_report(message, to=f"<{return_path(message.message_id)}>", **NOTHING_RETURNED), LATER)
        assert state_of(message) == "bounced"

    def test_finds_it_by_the_envelopes_id(self, message):
        envelope = f"Original-Envelope-Id: {message.message_id.strip('<>')}\n"
        taking.take(a_report(message, envelope=envelope, **NOTHING_RETURNED), LATER)
        assert state_of(message) == "bounced"

    def test_may_be_exims_header_with_the_mail_behind_it(self, message):
        raw = (
            f"From: Mail Delivery System <Mailer-Daemon@mx.example>\nTo: {return_path(message.message_id)}\n"
            "X-Failed-Recipients: attendance@netherfold.example\nSubject: Mail delivery failed\n\nIt failed.\n"
        )
        taking.take(raw.encode(), LATER)
        assert Message.objects.get().server_reply == "Their mail server sent it back: Mail delivery failed"

    def test_that_comes_twice_is_told_once(self, message, heard):
        taking.take(a_report(message), LATER)
        taking.take(a_report(message), LATER)
        assert len(heard) == 1


class TestOtherReports:
    def test_of_delivery_make_it_delivered(self, message):
        taking.take(a_report(message, action="delivered", status="2.0.0", reason="250 in the mailbox"), LATER)
        assert (state_of(message), Message.objects.get().delivered_at) == ("delivered", LATER)

    def test_of_a_delay_are_noted_and_no_more(self, message, heard):
        taking.take(a_report(message, action="delayed", status="4.4.1", reason="no answer yet"), LATER)
        assert (state_of(message), heard) == ("accepted", [])
        assert JournalEntry.objects.filter(verb="message.delayed").count() == 1

    def test_that_it_was_passed_on_say_nothing_of_delivery(self, message):
        assert taking.take(a_report(message, action="relayed", status="2.0.0"), LATER) is None
        assert state_of(message) == "accepted"


class TestAMailThatIsNoReport:
    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\xff\xfe\x00garbage without headers",
            b"From: office@netherfold.example\nTo: bounces@alderyard.example\nSubject: Out of office\n\nMonday.\n",
            b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nAction:\n",
            b"Content-Type: message/delivery-status\n\n\n\n",
        ],
    )
    def test_changes_nothing(self, message, raw):
        assert taking.take(raw, LATER) is None

    def test_to_the_signed_address_is_no_bounce_either(self, message):
        raw = f"From: a@netherfold.example\nTo: {return_path(message.message_id)}\nSubject: Thank you\n\nThanks.\n"
        assert read_report(raw.encode()) is None

    def test_about_another_systems_mail_is_not_ours(self, message):
        other = a_report(message, returned="Message-ID: <0123456789abcdef0123456789abcdef@other.example>\n\n")
        assert taking.take(other, LATER) is None


class TestTheWatchedFolder:
    @pytest.fixture
    def folder(self, tmp_path, settings, monkeypatch):
        (tmp_path / "new").mkdir()
        settings.BOUNCES_FOLDER = str(tmp_path)
        monkeypatch.setattr(taking, "_left", set())
        return tmp_path

    def test_is_read_and_what_was_told_is_moved(self, message, folder):
        (folder / "new" / "1.mx.example").write_bytes(a_report(message))
        assert taking.take_folder(LATER) == 1
        assert state_of(message) == "bounced"
        assert [path.name for path in (folder / "cur").iterdir()] == ["1.mx.example:2,S"]
        assert taking.left_over() == 0

    def test_keeps_what_speaks_of_no_message_and_counts_it(self, message, folder):
        (folder / "new" / "2.mx.example").write_bytes(b"Subject: Hello\n\nHello.\n")
        assert taking.take_folder(LATER) == 0
        assert taking.left_over() == 1

    def test_that_is_not_there_is_no_fault(self, settings, tmp_path):
        settings.BOUNCES_FOLDER = str(tmp_path / "none")
        assert (taking.take_folder(LATER), taking.left_over()) == (0, 0)


class TestTheCommand:
    @pytest.fixture
    def piped(self, monkeypatch):
        def put(raw):
            monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

        return put

    def test_takes_a_mail_from_the_mail_servers_pipe(self, message, piped, capsys):
        piped(a_report(message))
        assert program.main(["bounced"]) == 0
        assert capsys.readouterr().out == "The message to Netherfold Academy of 2026-11-23: bounced.\n"

    def test_refuses_what_is_no_report(self, message, piped, capsys):
        piped(b"Subject: Hello\n\nHello.\n")
        assert program.main(["bounced"]) == 1
        assert "not a report about a message of ours" in capsys.readouterr().err


class TestThroughARealServer:
    def test_the_address_it_left_from_names_it(self, settings, mail_server):
        school = mail_server()
        settings.BOUNCES_ADDRESS = BOUNCES
        sent = a_queued_message()
        send_due(GOES)
        assert number_in(school.senders[0]) == number_of(sent.message_id)
