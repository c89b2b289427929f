"""Which duties and messages a person may act on: those of their own provision, about pupils."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.domain.duties import DutyKind, Fact, Owner
from firstbell.duties.models import Duty
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner

SAFEGUARDING = Q(kind=DutyKind.ALERT_THE_SAFEGUARDING_LEAD) | Q(fact=Fact.CONCERN_RAISED)
PASSED_TO_THE_HEAD = Q(owner_role=Owner.HEAD) & ~Q(fact=Fact.CONCERN_RAISED)


class Guarded(Protocol):
    """A duty, as far as who may see it."""

    @property
    def fact(self) -> str: ...
    @property
    def owner_role(self) -> str: ...


def sees(staff: Staff, duty: Guarded) -> bool:
    """Whether a person sees what a safeguarding duty is about: the safeguarding lead alone.

    The head does where nobody took it up and it passed to the head. A concern that was raised passes to nobody.
    """
    if staff.has(Role.SAFEGUARDING_LEAD):
        return True
    return staff.has(Role.HEAD) and duty.owner_role == Owner.HEAD and duty.fact != Fact.CONCERN_RAISED


def duties(staff: Staff) -> QuerySet[Duty]:
    """Return the duties of the person's provision that they may see."""
    found = Duty.objects.filter(provision_id=staff.provision_id).select_related("pupil", "commissioner")
    if staff.has(Role.SAFEGUARDING_LEAD):
        return found
    return found.filter(~SAFEGUARDING | PASSED_TO_THE_HEAD) if staff.has(Role.HEAD) else found.exclude(SAFEGUARDING)


def duty(staff: Staff, duty_id: int) -> Duty:
    """Return a duty of the person's provision. Raises Http404."""
    return get_object_or_404(duties(staff), pk=duty_id)


def duty_to_do(staff: Staff, duty_id: int) -> Duty:
    """Return a duty about a pupil of the person's provision. Raises Http404."""
    return get_object_or_404(duties(staff).filter(pupil__isnull=False), pk=duty_id)


def commissioner(staff: Staff, commissioner_id: int) -> Commissioner:
    """Return a commissioner of the person's provision. Raises Http404."""
    return get_object_or_404(Commissioner, pk=commissioner_id, provision_id=staff.provision_id)


def drafts(staff: Staff, message_ids: list[int]) -> list[Message]:
    """Return those of these messages that are drafts of the person's provision."""
    return list(
        Message.objects.filter(provision_id=staff.provision_id, pk__in=message_ids, state=Message.State.DRAFTED)
    )
