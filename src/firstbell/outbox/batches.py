"""Several messages sent by one press: seen first, never more than the policy's cap, and taken back by one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.outbox.commands import TooLate, note
from firstbell.outbox.models import Batch, Message
from firstbell.provisions.queries import policy_on
from firstbell.units import unit_of_work

State = Message.State


class TooMany(Refused):
    """More messages than one press may send. It may be a slip: then nobody outside has seen it."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__(
            f"These are {count} messages, and one press sends {most} at most.",
            "Nothing was sent. They still go by themselves at their time.",
            f"Choose {most} or fewer, or change the most at once in the policy.",
        )


@dataclass(frozen=True)
class Preview:
    """What one press would send, to be read before it. seconds: for how long it can be taken back."""

    messages: Sequence[Message]
    words: str
    seconds: int
    most: int

    @property
    def is_too_many(self) -> bool:
        return len(self.messages) > self.most


def preview(messages: Sequence[Message], at: datetime) -> Preview:
    """Return what sending these messages, which still wait, would mean. Raises Refused where there is none."""
    waiting = [message for message in messages if message.state in Message.WAITING]
    if not waiting:
        raise Refused("None of these messages waits any more.", "Nothing was sent.", "Look at Messages for each.")
    rules = policy_on(waiting[0].provision_id, london_day(at)).messages
    return Preview(waiting, in_words(waiting), rules.undo_seconds, rules.most_at_once)


def in_words(messages: Sequence[Message]) -> str:
    """Return to how many, about how many: "3 schools about 4 pupils", "2 families"."""
    schools = len({message.commissioner_id for message in messages if message.commissioner_id})
    others = sum(1 for message in messages if not message.commissioner_id)
    to = [_count(schools, "school", "schools"), _count(others, "family", "families")]
    about = _count(sum(message.about for message in messages), "pupil", "pupils")
    return " and ".join(filter(None, to)) + (f" about {about}" if about else "")


def release_many(messages: Sequence[Message], *, by: Actor, at: datetime) -> Batch:
    """Let several waiting messages go together, after the policy's short wait in which `undo` takes them back.

    A message that somebody let go meanwhile is left out. Raises Refused above the policy's cap, and where none is left.
    """
    seen = preview(messages, at)
    if seen.is_too_many:
        raise TooMany(len(seen.messages), seen.most)
    goes_at = at + timedelta(seconds=seen.seconds)
    provision_id = seen.messages[0].provision_id
    with unit_of_work():
        batch = Batch.objects.create(
            provision_id=provision_id, proposed_by=by.name, proposed_at=at, goes_at=goes_at, count=0
        )
        for message in seen.messages:
            waiting = Message.objects.filter(pk=message.pk, provision_id=provision_id, state__in=Message.WAITING)
            if waiting.update(state=State.QUEUED, next_try_at=goes_at, held_by="", batch=batch):
                batch.count += 1
                note(message, State.QUEUED, by=by, at=at, words="Sent together with others.")
        if not batch.count:
            raise TooLate(seen.messages[0], "sent")
        batch.save(update_fields=["count"])
        _journal("batch.proposed", batch, by=by, at=at)
    return batch


def undo(batch: Batch, *, by: Actor, at: datetime) -> int:
    """Take back every message of a batch that has not begun to go, and hold it. Returns how many. Raises Refused."""
    with unit_of_work():
        back = list(Message.objects.filter(batch=batch, state=State.QUEUED, tries=0).select_related("provision"))
        taken = 0
        for message in back:
            still = Message.objects.filter(pk=message.pk, state=State.QUEUED, tries=0)
            if still.update(state=State.HELD, next_try_at=None, held_by=by.name):
                taken += 1
                note(message, State.HELD, by=by, at=at, words="Taken back before it went.")
        if not taken:
            raise Refused(
                "These messages have gone.", "They can no longer be taken back.", "Ring them if something is wrong."
            )
        Batch.objects.filter(pk=batch.pk).update(undone_by=by.name, undone_at=at)
        _journal("batch.undone", batch, by=by, at=at, taken=taken)
    return taken


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _journal(verb: str, batch: Batch, *, by: Actor, at: datetime, **facts: object) -> None:
    facts = {"count": batch.count, "goes_at": batch.goes_at} | facts
    journal.write(verb, facts, by=by, at=at, provision_id=batch.provision_id, about=f"batch:{batch.pk}")
