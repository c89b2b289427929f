"""The ways out of the building, a folder each. A channel sends one mail and says what the other side answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from firstbell.outbox.models import Message

Fault = Message.Fault


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail. name: without a pupil's name."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail or text to one address, complete. message_id: with its angle brackets; the same at every try.

    to_address: an email address, or for a text a number in E.164. A text has neither subject, HTML nor attachments.
    """

    sender_name: str
    reply_to: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """The other side took the mail. server: the hop that answered; reply: its own words.

    provider_id: what the provider calls the message, by which its receipts find it; empty where it gave none.
    """

    server: str
    reply: str
    provider_id: str = ""


class NotAccepted(Exception):
    """The other side did not take the mail; words: its own.

    fault: permanent (the same answer would come again), temporary, or technical (our own set-up is wrong, which staff
    are told). final: not tried again; of itself only where the fault is permanent.
    """

    def __init__(self, words: str, fault: Fault, *, server: str = "", final: bool | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.fault = fault
        self.server = server
        self.final = fault == Fault.PERMANENT if final is None else final


class Channel(Protocol):
    """Sends one mail. Raises NotAccepted."""

    def send(self, mail: Mail) -> Accepted: ...


def channel_for(kind: str) -> Channel:
    """Return the way out for emails or for texts. In practice nothing leaves the machine, whatever is set.

    Raises NotAccepted where none is set up.
    """
    if settings.PRACTICE:
        from firstbell.outbox.channels.practice import PracticeMailbox

        return PracticeMailbox()
    if kind == Message.Channel.SMS:
        from firstbell.outbox.channels.sms import TextProvider

        return TextProvider.from_settings()
    if settings.MAIL_CHANNEL != "smtp":
        from firstbell.outbox.channels.provider import MailProvider

        return MailProvider()
    from firstbell.outbox.channels.smtp import Smtp

    return Smtp.from_settings()
