"""Raise a concern, and write what was done about it.

The journal says that a concern was raised and answered, when and by whom; what it says stands in the concern alone,
and no entry of the journal names the pupil.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from firstbell import journal
from firstbell.domain.duties import Discharge, Fact, Moments
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.provisions.queries import policy_on
from firstbell.support.concerns.models import Concern, ConcernEntry
from firstbell.support.concerns.queries import safeguarding_leads
from firstbell.units import unit_of_work

Kind = ConcernEntry.Kind
POLICY = Actor.system("policy")


class ConcernClosed(Refused):
    """The concern was closed, so nothing more is written in it."""

    def __init__(self) -> None:
        super().__init__(
            "This concern was closed.",
            "What you wrote was not kept.",
            "Open it again if there is more to do.",
        )


def raise_concern(pupil: Pupil, words: str, *, happened_on: date | None, by: Actor, at: datetime) -> Concern:
    """Raise a concern about a pupil, and alert the safeguarding lead at once (SS-33).

    What the policy makes due stands on their board; a mail that says nothing of it calls them there.
    """
    today = london_day(at)
    with unit_of_work():
        concern = Concern.objects.create(
            provision_id=pupil.provision_id,
            pupil=pupil,
            words=words,
            happened_on=happened_on,
            raised_by=by.name,
            raised_by_role=by.role[:120],
            raised_by_id=by.id,
            raised_at=at,
        )
        journal.write("concern.raised", {"concern": concern.pk}, by=by, at=at, **_about(concern))
        duties.open_because(
            Fact.CONCERN_RAISED,
            Moments(on=today, happened_at=at),
            policy_on(pupil.provision_id, today),
            provision_id=pupil.provision_id,
            pupil_id=pupil.pk,
            session="",
            occasion=occasion_of(concern.pk),
            at=at,
            by=POLICY,
        )
        for user_id, name, email in safeguarding_leads(pupil.provision_id, today):
            _call_to_the_board(concern, user_id, name, email, at)
    return concern


def write_entry(concern: Concern, kind: str, words: str, *, by: Actor, at: datetime) -> ConcernEntry:
    """Write that it was read, what was done, that it is closed or open again. The first of these meets the alert.

    Raises ConcernClosed.
    """
    with unit_of_work():
        Concern.objects.select_for_update().get(pk=concern.pk)
        if kind != Kind.REOPENED and is_closed(concern):
            raise ConcernClosed
        entry = ConcernEntry.objects.create(concern=concern, kind=kind, words=words, written_by=by.name, written_at=at)
        facts = {"concern": concern.pk, "kind": kind}
        journal.write("concern.noted", facts, by=by, at=at, **_about(concern))
        meet_these(alerts_of(concern), outcome=Discharge.DONE, by=by, at=at)
    return entry


def is_closed(concern: Concern) -> bool:
    """Whether the last entry about its course closed it."""
    last = ConcernEntry.objects.filter(concern=concern, kind__in=ConcernEntry.COURSE).order_by("-pk").first()
    return last is not None and last.kind == Kind.CLOSED


def alerts_of(concern: Concern) -> QuerySet[Duty]:
    """Return what waits of what the policy opened for a concern."""
    return Duty.objects.filter(
        pupil_id=concern.pupil_id, fact=Fact.CONCERN_RAISED, occasion=occasion_of(concern.pk), closed_at=None
    )


def occasion_of(concern_id: int) -> str:
    """Return the occasion of the duties of a concern: concern:5."""
    return f"concern:{concern_id}"


def _call_to_the_board(concern: Concern, user_id: int, name: str, email: str, at: datetime) -> None:
    """Write to a safeguarding lead that something waits, and not what: others see that a mail went to them."""
    message = outbox.draft(
        provision_id=concern.provision_id,
        key=f"board:{occasion_of(concern.pk)}:{user_id}",
        purpose="board",
        to=outbox.Recipient(None, name, email),
        on=london_day(at),
        content=outbox.Content(
            subject="Something on your board in Firstbell waits for you",
            text=f"{name},\n\nsomething on your board waits for you. Sign in to Firstbell and open the board now.\n",
        ),
        due_at=at,
        by=POLICY,
        at=at,
    )
    if message.state == Message.State.DRAFTED:
        outbox.release(message, by=POLICY, at=at)


def _about(concern: Concern) -> dict[str, Any]:
    return {"provision_id": concern.provision_id, "about": f"concern:{concern.pk}"}
