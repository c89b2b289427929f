"""Send what is due: claimed, sent outside any transaction, and only then recorded."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db.models import QuerySet

from firstbell.journal import Actor
from firstbell.outbox.channels import Accepted, Mail, NotAccepted, email_channel
from firstbell.outbox.commands import attachments_of, note
from firstbell.outbox.heeding import heed
from firstbell.outbox.models import Message
from firstbell.units import unit_of_work

State = Message.State
WORKER = Actor.system("worker")
LADDER_SECONDS = (5, 15, 30, 60, 120, 240)
LEASE = timedelta(minutes=2)
AT_ONCE = 20


def send_due(at: datetime) -> int:
    """Send every message whose time has come and return how many were tried.

    1. Read what is due from its own index: queued, to be tried again, or left in flight by a sender that died.
    2. Claim each with a lease by a conditional update; one row changed means it is ours.
    3. Send it, outside any transaction.
    4. Record what the server said, and in the same unit of work do what follows: the duty it served is met.
    A sender that dies between 3 and 4 leaves a message that is sent once more with the same Message-ID.
    """
    tried = 0
    for message in due(at).select_related("provision")[:AT_ONCE]:
        if _claim(message, at):
            _send(message, at)
            tried += 1
    return tried


def due(at: datetime) -> QuerySet[Message]:
    """Return the messages whose time has come: to be sent, to be tried again, or left in flight."""
    return Message.objects.filter(next_try_at__lte=at).order_by("next_try_at")


def _claim(message: Message, at: datetime) -> bool:
    with unit_of_work():
        won = Message.objects.filter(pk=message.pk, state=message.state, next_try_at=message.next_try_at).update(
            state=State.IN_FLIGHT, lease_until=at + LEASE, next_try_at=at + LEASE, tries=message.tries + 1
        )
    message.tries += 1
    return bool(won)


def _send(message: Message, at: datetime) -> None:
    began = time.monotonic()
    try:
        answer: Accepted | NotAccepted = email_channel().send(_mail(message))
    except NotAccepted as refused:
        answer = refused
    except ValueError as unfit:
        answer = NotAccepted(f"It cannot be written as an email: {unfit}", permanent=True)
    now = at + timedelta(seconds=time.monotonic() - began)
    with unit_of_work():
        if isinstance(answer, Accepted):
            _record(message, State.ACCEPTED, answer.server, answer.reply, now, accepted_at=now)
        elif (again := next_try(message, answer, now)) is not None:
            _record(message, State.RETRYING, answer.server, answer.words, now, next_try_at=again)
        else:
            _record(message, State.FAILED, answer.server, answer.words, now)
        if message.state in (State.ACCEPTED, State.FAILED):
            heed(message, now)


def next_try(message: Message, refused: NotAccepted, at: datetime) -> datetime | None:
    """Return when to try again, None for never: the refusal is final, the ladder ends, or the deadline is reached.

    The last try stands at the deadline itself, so that a server that comes back late is still used.
    """
    if refused.permanent or message.tries > len(LADDER_SECONDS):
        return None
    again = at + timedelta(seconds=LADDER_SECONDS[message.tries - 1])
    if message.deadline_at is None:
        return again
    return min(again, message.deadline_at) if at < message.deadline_at else None


def _record(message: Message, state: str, server: str, words: str, at: datetime, **fields: datetime | None) -> None:
    changes = {"next_try_at": None, "lease_until": None, "server": server[:200], "server_reply": words[:500]} | fields
    ours = Message.objects.filter(pk=message.pk, state=State.IN_FLIGHT, tries=message.tries)
    if not ours.update(state=state, **changes):
        return  # The lease ended while we waited, and another sender has it now.
    message.state, message.server, message.server_reply = state, server, words
    note(message, state, by=WORKER, at=at, words=f"{server}: {words}" if server else words)


def _mail(message: Message) -> Mail:
    return Mail(
        sender_name=message.provision.name,
        reply_to=message.provision.email,
        to_name=message.to_name,
        to_address=message.to_address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        message_id=message.message_id,
        attachments=attachments_of(message),
    )
