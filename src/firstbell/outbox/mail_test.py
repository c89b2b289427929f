"""The mail test: one mail to whoever asks, sent while they wait, with what the server said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from firstbell import journal
from firstbell.accounts.staff import Staff
from firstbell.outbox.channels import Mail, NotAccepted, channel_for
from firstbell.outbox.commands import new_message_id
from firstbell.outbox.models import Message

TEXT = (
    "This is a test from Firstbell.\n\n"
    "If you can read it, emails to schools can leave this machine through the mail server that is set up.\n"
    "Check that it is not in your junk folder: a school’s mail filter judges it the same way.\n"
)


@dataclass(frozen=True)
class Answer:
    """What came of a test. words: the server's own."""

    accepted: bool
    to_address: str
    server: str
    words: str


def way_out() -> str:
    """Return where mail leaves: the server and how it is protected, in words."""
    if settings.PRACTICE:
        return "The practice mailbox. Nothing leaves this machine."
    if settings.MAIL_CHANNEL != "smtp":
        return f"The provider {settings.MAIL_CHANNEL}, from {settings.DEFAULT_FROM_EMAIL}"
    if not settings.EMAIL_HOST:
        return "No mail server is set up, so no email can leave."
    protection = "TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else "no encryption"
    return f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}, {protection}, from {settings.DEFAULT_FROM_EMAIL}"


def send(staff: Staff, *, at: datetime) -> Answer:
    """Send a test to the person's own address and write it into the journal. Returns what the server said."""
    mail = Mail(
        sender_name=staff.provision_name,
        reply_to="",
        to_name=staff.name,
        to_address=staff.email,
        subject="Firstbell mail test",
        text=TEXT,
        html="",
        message_id=new_message_id(),
    )
    try:
        accepted = channel_for(Message.Channel.EMAIL).send(mail)
        answer = Answer(True, staff.email, accepted.server, accepted.reply)
    except NotAccepted as refused:
        answer = Answer(False, staff.email, refused.server, refused.words)
    facts = {"accepted": answer.accepted, "server": answer.server, "words": answer.words}
    about = f"provision:{staff.provision_id}"
    journal.write("mail.tested", facts, by=staff.actor, at=at, provision_id=staff.provision_id, about=about)
    return answer
