"""Messages as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.conf import settings

from firstbell.outbox.models import Message

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


# Whom people read where Firstbell acted by itself.
OURSELVES = {"worker": "Firstbell"}


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
    at = message.accepted_at or message.next_try_at or message.due_at
    return Row(message.pk, message.to_name, message.subject, state_words(message), tone, icon, at)


def messages_of_day(provision_id: int, day: date) -> list[Row]:
    """Return the messages about a day, the latest first."""
    shown = Message.objects.filter(provision_id=provision_id, on=day).order_by("-due_at", "-pk").defer("text", "html")
    return [row_of(message) for message in shown]


def page_of(message: Message) -> Page:
    steps = [
        Step(
            at=event.at,
            words=event.get_state_display(),
            by=OURSELVES.get(event.by, event.by),
            said=event.words,
            is_done=event.state in Message.GONE,
            is_bad=event.state in Message.LOST,
        )
        for event in message.events.all()
    ]
    waits = message.state in Message.WAITING
    return Page(
        message=message,
        row=row_of(message),
        steps=steps,
        may_hold=message.state == State.DRAFTED,
        may_release=waits,
        may_edit=message.state == State.HELD,
        may_cancel=waits or message.state in Message.TO_SEND,
    )


def _nth(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
