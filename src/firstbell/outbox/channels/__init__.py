"""The ways out of the building. A channel sends one mail and says what the other side answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail. name: without a pupil's name."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail to one address, complete. message_id: with its angle brackets; the same at every try."""

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
    """The other side took the mail. server: the hop that answered; reply: its own words."""

    server: str
    reply: str


class NotAccepted(Exception):
    """The other side did not take the mail. permanent: trying again would get the same answer."""

    def __init__(self, words: str, *, permanent: bool, server: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.permanent = permanent
        self.server = server


class Channel(Protocol):
    """Sends one mail. Raises NotAccepted."""

    def send(self, mail: Mail) -> Accepted: ...


def email_channel() -> Channel:
    """Return the way for emails. In the practice provision nothing leaves the machine, whatever else is set."""
    if settings.PRACTICE:
        from firstbell.outbox.channels.practice import PracticeMailbox

        return PracticeMailbox()
    from firstbell.outbox.channels.smtp import Smtp

    return Smtp.from_settings()
