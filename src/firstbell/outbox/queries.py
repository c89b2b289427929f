"""Messages as the pages show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import Length

from firstbell.domain.school_time import london_day
from firstbell.outbox.batches import in_words
from firstbell.outbox.bounces.taking import left_over
from firstbell.outbox.models import Batch, Message, MessageAttachment, MessageEvent

State = Message.State

# Tone and icon of each state; the words say the same.
LOOKS = {
    State.DRAFTED: ("", "note"),
    State.HELD: ("wait", "pause"),
    State.QUEUED: ("told", "sending"),
    State.IN_FLIGHT: ("told", "sending"),
    State.RETRYING: ("wait", "clock"),
    State.ACCEPTED: ("good", "double"),
    State.DELIVERED: ("good", "double"),
    State.BOUNCED: ("bad", "alert"),
    State.FAILED: ("bad", "call"),
    State.CANCELLED: ("soft", "cross"),
}


# Whom people read where Firstbell acted by itself, and where the other side told us.
OURSELVES = {"worker": "Firstbell", "post": "Their side"}
LIST_CHARACTERS = 90
# A text has no server of theirs: it is the provider that takes it.
TAKEN = "Taken by the provider"


@dataclass(frozen=True)
class Row:
    """One message of a list. words: its state as people say it; at: the moment that state speaks of."""

    id: int
    to_name: str
    subject: str
    words: str
    tone: str
    icon: str
    at: datetime
    is_text: bool
    files: int


@dataclass(frozen=True)
class DayOfMessages:
    """The messages about a day, the latest first; how many of them wait; what keeps messages from leaving.

    set_up_fault: what a server said today of our own set-up, empty where nothing is wrong. unread: how
    many mails came back that are about no message of ours.
    """

    rows: list[Row]
    waiting: int
    set_up_fault: str
    unread: int


@dataclass(frozen=True)
class File:
    """A file that goes with a message. size: in bytes."""

    id: int
    name: str
    size: int


@dataclass(frozen=True)
class Step:
    """One step of a message's life. is_done and is_bad shape its sign on the trail."""

    at: datetime
    words: str
    by: str
    said: str
    is_done: bool
    is_bad: bool


@dataclass(frozen=True)
class Page:
    """One message with its trail, and what may still be done with it."""

    message: Message
    row: Row
    steps: list[Step]
    files: list[File]
    is_text: bool
    may_undo: bool
    may_hold: bool
    may_release: bool
    may_edit: bool
    may_cancel: bool


def can_text() -> bool:
    """Return whether texts can leave: a provider is set up, or this is the practice provision."""
    return bool(settings.PRACTICE or settings.TEXTS.url)


class Stands(Protocol):
    """What a message's state is told from."""

    state: str
    tries: int
    held_by: str


def state_words(message: Stands) -> str:
    """Return the state as people say it: "Trying again, 4th time"."""
    if message.state == State.RETRYING:
        return f"Trying again, {_nth(message.tries + 1)} time"
    if message.state == State.HELD and message.held_by:
        return f"Held by {message.held_by}"
    return State(message.state).label


def row_of(message: Message) -> Row:
    tone, icon = LOOKS[State(message.state)]
    at = message.delivered_at or message.accepted_at or message.next_try_at or message.due_at
    is_text = message.channel == Message.Channel.SMS
    subject = message.subject or shortened(message.english or message.text)
    files = getattr(message, "files", 0)
    words = TAKEN if is_text and message.state == State.ACCEPTED else state_words(message)
    return Row(message.pk, message.to_name, subject, words, tone, icon, at, is_text, files)


def messages_of_day(provision_id: int, day: date, at: datetime) -> DayOfMessages:
    """Return the messages about a day, with what staff must know about messages at `at`."""
    same = Count("attachments", filter=Q(attachments__drawing=F("drawing")))
    found = Message.objects.filter(provision_id=provision_id, on=day).annotate(files=same).order_by("-due_at", "-pk")
    shown = list(found.defer("html"))
    waiting = sum(message.state in Message.WAITING for message in shown)
    return DayOfMessages([row_of(each) for each in shown], waiting, set_up_fault(at, [provision_id]), left_over())


def waiting_messages(provision_id: int, day: date) -> list[Message]:
    """Return the messages about a day that still wait, the next to go first."""
    waiting = Message.objects.filter(provision_id=provision_id, on=day, state__in=Message.WAITING)
    return list(waiting.order_by("due_at", "pk"))


def set_up_fault(at: datetime, provision_ids: Collection[int]) -> str:
    """Return what a server or provider said today of our own set-up; empty where messages of these provisions leave.

    A message that was accepted since then shows that it is mended.
    """
    today = Message.objects.filter(provision_id__in=provision_ids, on=london_day(at))
    wrong = (
        today.filter(fault=Message.Fault.TECHNICAL, state__in=(State.RETRYING, State.FAILED)).order_by("-pk").first()
    )
    if wrong is None:
        return ""
    said = MessageEvent.objects.filter(message=wrong).latest("pk")
    mended = today.filter(channel=wrong.channel, accepted_at__gt=said.at).exists()
    return "" if mended else said.words


def shortened(text: str) -> str:
    """Return the beginning of a text, for a list."""
    line = " ".join(text.split())
    return line if len(line) <= LIST_CHARACTERS else f"{line[:LIST_CHARACTERS].rsplit(' ', 1)[0]} …"


def page_of(message: Message) -> Page:
    is_text = message.channel == Message.Channel.SMS
    steps = [
        Step(
            at=event.at,
            words=TAKEN if is_text and event.state == State.ACCEPTED else event.get_state_display(),
            by=OURSELVES.get(event.by, event.by),
            said=event.words,
            is_done=event.state in Message.GONE,
            is_bad=event.state in Message.LOST,
        )
        for event in message.events.all()
    ]
    waits = message.state in Message.WAITING
    kept = MessageAttachment.objects.filter(message=message, drawing=message.drawing).annotate(size=Length("content"))
    return Page(
        message=message,
        row=row_of(message),
        steps=steps,
        files=[File(file.pk, file.name, file.size) for file in kept.defer("content")],
        is_text=is_text,
        may_undo=message.batch_id is not None and message.state == State.QUEUED and not message.tries,
        may_hold=message.state == State.DRAFTED,
        may_release=waits,
        may_edit=message.state == State.HELD,
        may_cancel=waits or message.state in Message.TO_SEND,
    )


@dataclass(frozen=True)
class BatchPage:
    """Messages that go together. seconds_left: until they go; 0 once they have gone or were taken back."""

    batch: Batch
    words: str
    rows: list[Row]
    seconds_left: int
    may_undo: bool


def batch_page(batch: Batch, at: datetime) -> BatchPage:
    sent = list(batch.messages.order_by("pk"))
    back = [message for message in sent if message.state == State.QUEUED and not message.tries]
    left = max(0, round((batch.goes_at - at).total_seconds())) if back else 0
    return BatchPage(batch, in_words(sent), [row_of(message) for message in sent], left, bool(back))


def _nth(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
