"""Send what is due: claimed, sent outside any transaction, and only then recorded."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import QuerySet

from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.outbox import quiet
from firstbell.outbox.channels import Accepted, Fault, Mail, NotAccepted, channel_for
from firstbell.outbox.commands import TooLate, attachments_of, cancel, kept, note
from firstbell.outbox.heeding import heed
from firstbell.outbox.ladder import PACE, Pace, next_try
from firstbell.outbox.models import Message
from firstbell.provisions.queries import policy_on
from firstbell.units import unit_of_work

log = logging.getLogger("firstbell.outbox")

State = Message.State
WORKER = Actor.system("worker")
AT_ONCE = 20
LONGEST_TURN = timedelta(seconds=20)
TOO_LATE_IN_THE_DAY = "Its day was over before texts may be sent again."


def send_due(at: datetime, *, pace: Pace = PACE, at_once: int = AT_ONCE) -> int:
    """Send every message whose time has come and return how many were tried, at most `at_once`.

    Where the server is slow it returns early: whoever asks for signs of life hears of it, and the rest is still due.

    1. Read what is due from its own index: queued, to be tried again, or left in flight by a sender that died.
    2. Claim each with a lease by a conditional update; one row changed means it is ours.
    3. Send it, outside any transaction.
    4. Record what the server said, and in the same unit of work do what follows: the duty it served is met.
    A sender that dies between 3 and 4 leaves a message that is sent once more with the same Message-ID.
    """
    began, tried = time.monotonic(), 0
    for message in due(at).select_related("provision")[:at_once]:
        now = at + timedelta(seconds=time.monotonic() - began)
        if now - at > LONGEST_TURN:
            break
        if not _waits_for_the_morning(message, now) and _claim(message, now, pace):
            _send(message, now, pace)
            tried += 1
    return tried


def due(at: datetime) -> QuerySet[Message]:
    """Return the messages whose time has come: to be sent, to be tried again, or left in flight."""
    return Message.objects.filter(next_try_at__lte=at).order_by("next_try_at")


def _waits_for_the_morning(message: Message, at: datetime) -> bool:
    """In the policy's quiet hours, put a text off until they end; one whose day is over by then is cancelled."""
    if message.channel != Message.Channel.SMS or message.state == State.IN_FLIGHT:
        return False
    rules = policy_on(message.provision_id, london_day(at)).messages
    until = quiet.ends_at(at, rules.quiet_from_time, rules.quiet_until_time)
    if until is None:
        return False
    if london_day(until) > message.on:
        with suppress(TooLate):  # Somebody took it back, or another sender saw it first.
            cancel(message, reason=TOO_LATE_IN_THE_DAY, by=WORKER, at=at)
        return True
    with unit_of_work():
        ours = Message.objects.filter(pk=message.pk, state=message.state, next_try_at=message.next_try_at)
        if ours.update(next_try_at=until):
            note(message, message.state, by=WORKER, at=at, words="Quiet hours: it waits until they end.")
    return True


def _claim(message: Message, at: datetime, pace: Pace) -> bool:
    until = at + pace.lease
    with unit_of_work():
        won = Message.objects.filter(pk=message.pk, state=message.state, next_try_at=message.next_try_at).update(
            state=State.IN_FLIGHT, lease_until=until, next_try_at=until, tries=message.tries + 1
        )
    message.tries += 1
    return bool(won)


def _send(message: Message, at: datetime, pace: Pace) -> None:
    began = time.monotonic()
    try:
        answer: Accepted | NotAccepted = channel_for(message.channel).send(_mail(message))
    except NotAccepted as refused:
        answer = refused
    except ValueError as unfit:
        answer = NotAccepted(f"It cannot be written as an email: {unfit}", Fault.PERMANENT)
    now = at + timedelta(seconds=time.monotonic() - began)
    try:
        with unit_of_work():
            if _record(message, answer, now, pace) and message.state in (State.ACCEPTED, State.FAILED):
                heed(message, now)
    except Exception:
        # What the server said is kept in any case: forgotten, the same mail would go out again and again.
        log.exception("What follows message %s could not be done.", message.pk)
        with unit_of_work():
            _record(message, answer, now, pace)
        raise


def _record(message: Message, answer: Accepted | NotAccepted, at: datetime, pace: Pace) -> bool:
    """Write what came of a try; False where its lease had ended and another sender has the message now."""
    changes: dict[str, object] = {"next_try_at": None, "lease_until": None, "server": kept(answer.server, 200)}
    if isinstance(answer, Accepted):
        words, state = kept(answer.reply), State.ACCEPTED
        changes |= {"accepted_at": at, "fault": "", "provider_id": kept(answer.provider_id, 120)}
    else:
        again = None if answer.final else next_try(message.tries, at, message.deadline_at, pace)
        words, state = kept(answer.words), State.FAILED if again is None else State.RETRYING
        changes |= {"next_try_at": again, "fault": answer.fault}
    ours = Message.objects.filter(pk=message.pk, state=State.IN_FLIGHT, tries=message.tries)
    if not ours.update(state=state, server_reply=words, **changes):
        return False
    message.state, message.server, message.server_reply = state, answer.server, words
    note(message, state, by=WORKER, at=at, words=f"{answer.server}: {words}" if answer.server else words)
    return True


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
