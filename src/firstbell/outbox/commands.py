"""A message's life until it is sent: drafted, held, changed, let go, cancelled. Each step is a row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.db.models import F

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.outbox.channels import Attachment
from firstbell.outbox.heeding import heed
from firstbell.outbox.models import Batch, Message, MessageAttachment, MessageEvent
from firstbell.units import unit_of_work

State = Message.State
Channel = Message.Channel
NO_ADDRESS = "No email address is kept for them. Ring them, and add one on their page."
NO_NUMBER = "No mobile number is kept for them. Ring them, and add one on the pupil’s page."
POST = Actor.system("post")


class TooLate(Refused):
    """The message is past the point where this can still be done."""

    def __init__(self, message: Message, verb: str) -> None:
        super().__init__(
            f"The message to {message.to_name} is “{message.get_state_display().lower()}” and can no longer be {verb}.",
            "Nothing was changed.",
            "Ring them if something in it is wrong.",
        )


@dataclass(frozen=True)
class Recipient:
    """To whom. Derived from the placement, never typed. address: an email address, or a number: +447700900123."""

    commissioner_id: int | None
    name: str
    address: str


@dataclass(frozen=True)
class Content:
    """What it says. No pupil's name stands in the subject, which a text has none of.

    english: what staff read where the text is in another language. about: how many pupils it speaks of.
    """

    subject: str
    text: str
    html: str = ""
    language: str = "en"
    english: str = ""
    about: int = 0


def draft(
    *,
    provision_id: int,
    key: str,
    purpose: str,
    to: Recipient,
    on: date,
    content: Content,
    due_at: datetime,
    by: Actor,
    at: datetime,
    session: str = "",
    deadline_at: datetime | None = None,
    channel: str = Channel.EMAIL,
    attachments: Sequence[Attachment] = (),
    batch: Batch | None = None,
) -> Message:
    """Draft a message, or return the one that this key already has.

    due_at: when it goes unless a person holds it. deadline_at: no retry after it; then the phone. Without an address
    it is at once a message that failed: whoever drafted it sees the state and tells people to ring.
    """
    missing = "" if to.address else NO_NUMBER if channel == Channel.SMS else NO_ADDRESS
    with unit_of_work():
        message, made = Message.objects.get_or_create(
            provision_id=provision_id,
            key=key,
            defaults={
                "commissioner_id": to.commissioner_id,
                "purpose": purpose,
                "on": on,
                "session": session,
                "channel": channel,
                "batch": batch,
                "to_name": to.name,
                "to_address": to.address,
                "subject": content.subject,
                "text": content.text,
                "html": content.html,
                "language": content.language,
                "english": content.english,
                "about": content.about,
                "message_id": new_message_id(),
                "drafted_at": at,
                "due_at": due_at,
                "deadline_at": deadline_at,
                "state": State.FAILED if missing else State.DRAFTED,
                "server_reply": missing,
            },
        )
        if made:
            _attach(message, attachments, drawing=1)
            note(message, message.state, by=by, at=at, words=message.server_reply)
    return message


def redraw(
    message: Message, content: Content, *, by: Actor, at: datetime, attachments: Sequence[Attachment] | None = None
) -> bool:
    """Draw a waiting message again from the log, unless a person has put their own words in it. True if it changed.

    attachments: the files that go with it from now on; None leaves those that it has.
    """
    words = {"subject": content.subject, "text": content.text, "html": content.html, "about": content.about}
    files = attachments is not None and tuple(attachments) != attachments_of(message)
    if not files and all(getattr(message, name) == value for name, value in words.items()):
        return False
    drawing = message.drawing + files
    with unit_of_work():
        changed = Message.objects.filter(
            pk=message.pk, state__in=Message.WAITING, edited_by="", drawing=message.drawing
        ).update(**words, drawing=drawing)
        if changed:
            _attach(message, attachments or () if files else (), drawing=drawing)
            _journal("message.changed", message, {"drawn": "from the log"}, by=by, at=at)
            message.drawing = drawing
    return bool(changed)


def attachments_of(message: Message) -> tuple[Attachment, ...]:
    """Return the files that go with a message as it stands, in their order."""
    kept = MessageAttachment.objects.filter(message=message, drawing=message.drawing).order_by("pk")
    return tuple(Attachment(file.name, file.content_type, bytes(file.content)) for file in kept)


def edit(
    message: Message, *, text: str, by: Actor, at: datetime, subject: str = "", leave_out_files: bool = False
) -> None:
    """Put a person's own words in a held message. It goes as plain text, and the log no longer changes it.

    A text in another language has an English twin no longer: whoever wrote it reads what they wrote.
    """
    with unit_of_work():
        changed = Message.objects.filter(pk=message.pk, state=State.HELD).update(
            subject=subject,
            text=text,
            html="",
            english="",
            edited_by=by.name,
            drawing=F("drawing") + int(leave_out_files),
        )
        if not changed:
            raise TooLate(message, "changed")
        words = "Words changed" + (", files left out" if leave_out_files else "")
        MessageEvent.objects.create(message=message, state=State.HELD, at=at, by=by.name, words=words)
        _journal("message.changed", message, {"subject": subject, "files_left_out": leave_out_files}, by=by, at=at)


def hold(message: Message, *, by: Actor, at: datetime) -> None:
    """Keep a draft back. The duty it serves goes on counting, and so does the phone (SS-17). Raises TooLate."""
    _move(message, [State.DRAFTED], State.HELD, "held", by=by, at=at, held_by=by.name)


def release(message: Message, *, by: Actor, at: datetime, goes_at: datetime | None = None) -> None:
    """Let a message go, held or not yet due. goes_at: when, if not now. Raises TooLate."""
    _move(message, Message.WAITING, State.QUEUED, "sent", by=by, at=at, next_try_at=goes_at or at, held_by="")


def queue(message: Message, *, by: Actor, at: datetime) -> bool:
    """Put a draft out to be sent because its time has come; False where somebody held it meanwhile."""
    try:
        _move(message, [State.DRAFTED], State.QUEUED, "sent", by=by, at=at, next_try_at=at)
    except TooLate:
        return False
    return True


def cancel(message: Message, *, reason: str, by: Actor, at: datetime) -> None:
    """Take back a message that has not gone. Raises TooLate."""
    before = (*Message.WAITING, *Message.TO_SEND)
    _move(message, before, State.CANCELLED, "cancelled", by=by, at=at, words=reason, next_try_at=None)


def delivered(message: Message, words: str, at: datetime) -> bool:
    """Record that the other side says it was delivered; words: their own. False where that was known, or it came back.

    It may be the first that is heard of a message whose acceptance was lost on the way: then it is not sent again.
    """
    before = (State.ACCEPTED, State.IN_FLIGHT, State.RETRYING, State.FAILED)
    return _settle(message, before, State.DELIVERED, words, at, delivered_at=at, accepted_at=message.accepted_at or at)


def bounced(message: Message, words: str, at: datetime) -> bool:
    """Record that a message came back after it was taken; words: the other side's own. False where that was known."""
    before = (State.ACCEPTED, State.DELIVERED, State.IN_FLIGHT, State.RETRYING)
    return _settle(message, before, State.BOUNCED, words, at, fault=Message.Fault.PERMANENT)


def delayed(message: Message, words: str, at: datetime) -> None:
    """Note that the other side still has a message and goes on trying. Its state stays as it is."""
    words = kept(words)
    with unit_of_work():
        MessageEvent.objects.create(message=message, state=message.state, at=at, by=POST.name, words=words)
        _journal("message.delayed", message, {"words": words}, by=POST, at=at)


def _settle(message: Message, before: Collection[str], after: str, words: str, at: datetime, **fields: object) -> bool:
    with unit_of_work():
        ours = Message.objects.filter(pk=message.pk, state__in=before)
        if not ours.update(state=after, next_try_at=None, lease_until=None, server_reply=kept(words), **fields):
            return False
        message.refresh_from_db()
        note(message, after, by=POST, at=at, words=words)
        heed(message, at)
    return True


def _attach(message: Message, files: Sequence[Attachment], *, drawing: int) -> None:
    MessageAttachment.objects.bulk_create(
        MessageAttachment(
            message=message, drawing=drawing, name=file.name, content_type=file.content_type, content=file.content
        )
        for file in files
    )


def new_message_id() -> str:
    """Return a Message-ID of our own domain, with its angle brackets."""
    return message_id_of(uuid4().hex)


def message_id_of(number: str) -> str:
    """Return the Message-ID that a number has at the domain of today's sender."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"<{number}@{domain or 'localhost'}>"


def _move(
    message: Message,
    before: Collection[str],
    after: str,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    **fields: object,
) -> None:
    """Move a message on if it still stands where it may; one row changed means that it was us."""
    with unit_of_work():
        if not Message.objects.filter(pk=message.pk, state__in=before).update(state=after, **fields):
            message.refresh_from_db(fields=["state"])
            raise TooLate(message, verb)
        message.state = after
        note(message, after, by=by, at=at, words=words)


VERBS = {
    State.DRAFTED: "message.drafted",
    State.HELD: "message.held",
    State.QUEUED: "message.queued",
    State.RETRYING: "message.retried",
    State.ACCEPTED: "message.accepted",
    State.DELIVERED: "message.delivered",
    State.BOUNCED: "message.bounced",
    State.FAILED: "message.failed",
    State.CANCELLED: "message.cancelled",
}


def kept(words: str, longest: int = 500) -> str:
    """Return another system's words on one line, without what no database keeps or no page shows."""
    return " ".join("".join(each if each.isprintable() else " " for each in words).split())[:longest]


def note(message: Message, state: str, *, by: Actor, at: datetime, words: str = "") -> None:
    """Write one step of a message's life, as a row and into the journal."""
    words = kept(words)
    MessageEvent.objects.create(message=message, state=state, at=at, by=by.name, words=words)
    _journal(VERBS[State(state)], message, {"words": words} if words else {}, by=by, at=at)


def _journal(verb: str, message: Message, facts: dict[str, object], *, by: Actor, at: datetime) -> None:
    about = {"purpose": message.purpose, "on": message.on, "session": message.session, "to": message.to_address}
    journal.write(verb, about | facts, by=by, at=at, provision_id=message.provision_id, about=f"message:{message.pk}")
