"""What a mail server's refusal means: for good, for now, or that our own set-up is wrong."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.urls import reverse

from firstbell.outbox import queries
from firstbell.outbox.channels import NotAccepted
from firstbell.outbox.channels.smtp import Smtp
from firstbell.outbox.models import Message
from firstbell.outbox.sending import _mail, send_due
from firstbell.outbox.tests.servers import School, free_port, serving
from firstbell.outbox.tests.test_sending import GOES, a_queued_message
from tests.builders import a_member

pytestmark = pytest.mark.django_db


def talking(lines, *, pause=0.0):
    """Run a server that says these lines, one for each of ours, whatever it hears. Return its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk():
        line, _ = listener.accept()
        with line, listener:
            for said in lines:
                for byte in [said[i : i + 1] for i in range(len(said))] if pause else [said]:
                    try:
                        line.sendall(byte)
                    except OSError:
                        return
                    time.sleep(pause)
                line.recv(4096)

    threading.Thread(target=talk, daemon=True).start()
    return listener.getsockname()[1]


@pytest.fixture
def own_certificate(tmp_path):
    """Return the context of a server that signed its certificate itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    text, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (tmp_path / "key").write_bytes(key.private_bytes(text, serialization.PrivateFormat.PKCS8, plain))
    (tmp_path / "certificate").write_bytes(made.public_bytes(text))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate", tmp_path / "key")
    return context


@contextmanager
def encrypting(context, security):
    """Run a school's server that encrypts: from the first byte (tls), or when asked to (starttls)."""
    school = School()
    school.port = free_port()
    ways = {"tls": {"ssl_context": context}, "starttls": {"tls_context": context}}
    with serving(Controller(school, hostname="127.0.0.1", port=school.port, **ways[security])):
        yield school


def refusal(channel):
    with pytest.raises(NotAccepted) as refused:
        channel.send(_mail(a_queued_message()))
    return refused.value


class TestOurOwnSetUp:
    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            ([b"554 you are not welcome\r\n"], "554 you are not welcome"),
            ([b"220 hello\r\n", b"250 mx\r\n", b"530 5.7.0 sign in first\r\n"], "530 5.7.0 sign in first"),
            ([b"220 hello\r\n", b"250 mx\r\n", b"250 ok\r\n", b"535 wrong\r\n"], "535 wrong"),
        ],
        ids=["greeting", "sender", "recipient"],
    )
    def test_is_what_a_server_means_that_does_not_let_us_in(self, lines, words):
        refused = refusal(Smtp("127.0.0.1", talking(lines), timeout_seconds=1))
        assert (refused.fault, refused.words, refused.final) == ("technical", words, False)

    def test_is_a_password_that_is_refused(self):
        lines = [b"220 hello\r\n", b"250-mx\r\n250 AUTH PLAIN\r\n", b"535 5.7.8 wrong password\r\n"]
        refused = refusal(Smtp("127.0.0.1", talking(lines), user="a", password="b", timeout_seconds=1))
        assert (refused.fault, refused.words) == ("technical", "535 5.7.8 wrong password")

    def test_is_encryption_that_the_server_does_not_offer(self):
        port = talking([b"220 hello\r\n", b"250 mx\r\n"])
        assert refusal(Smtp("127.0.0.1", port, security="starttls", timeout_seconds=1)).fault == "technical"

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_is_a_certificate_that_nobody_vouches_for(self, security, own_certificate):
        """A real handshake with a server that signed for itself: the mail stays here."""
        with encrypting(own_certificate, security) as school:
            refused = refusal(Smtp("127.0.0.1", school.port, security=security, timeout_seconds=2))
        assert (refused.fault, school.taken) == ("technical", [])
        assert "certificate is not trusted" in refused.words

    def test_is_a_name_that_no_server_has(self):
        assert refusal(Smtp("no-such-host.invalid", 25, timeout_seconds=1)).fault in ("technical", "temporary")


class TestTheLine:
    @pytest.mark.parametrize(
        "lines",
        [
            [b"\x00\xff\x80\r\n"],
            [b"220 hello\r\n", b"what?\r\n", b"who?\r\n"],
            [b"220 hello\r\n", b"250 mx\r\n", b"\xff\xff\xff\xff\r\n"],
            [b"220 hello\r\n", b"250 mx\r\n", b"9" * 9000 + b"\r\n"],
            [b"220 hello\r\n"],
            [b""],
        ],
        ids=["no greeting", "no answer to ours", "noise", "an endless line", "cut", "silence"],
    )
    def test_that_makes_no_sense_is_for_now(self, lines):
        refused = refusal(Smtp("127.0.0.1", talking(lines), timeout_seconds=0.5))
        assert refused.fault == "temporary"

    def test_that_says_a_byte_at_a_time_is_cut_off(self):
        port = talking([b"220 " + b"hello " * 200 + b"\r\n"], pause=0.05)
        began = time.monotonic()
        refused = refusal(Smtp("127.0.0.1", port, timeout_seconds=1, longest_seconds=0.5))
        assert (refused.fault, time.monotonic() - began < 5) == ("temporary", True)


class TestStaff:
    @pytest.fixture
    def page(self, client, clock_runs_from):
        clock_runs_from("2026-11-23 09:20")

        def of(message):
            user = a_member(message.provision, "attendance_lead")
            client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
            return client.get(reverse("outbox:list")).content.decode()

        return of

    def test_are_told_on_the_messages_page_until_it_is_mended(self, mail_server, page):
        mail_server(MAIL=["535 5.7.8 wrong password"])
        message = a_queued_message()
        send_due(GOES)
        assert Message.objects.get().fault == "technical"
        assert "our own set-up is wrong" in page(message) and "535 5.7.8 wrong password" in page(message)
        send_due(Message.objects.get().next_try_at)
        assert "our own set-up is wrong" not in page(message)

    def test_are_told_nothing_where_a_server_is_only_away(self, mail_server, settings):
        mail_server()
        settings.EMAIL_PORT = free_port()
        message = a_queued_message()
        send_due(GOES)
        assert queries.set_up_fault(GOES, [message.provision_id]) == ""
