"""Which duties and messages a person may act on: those of their own provision, about pupils."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.duties.models import Duty
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner


def duty_to_do(staff: Staff, duty_id: int) -> Duty:
    """Return a duty about a pupil of the person's provision. Raises Http404."""
    duties = Duty.objects.filter(provision_id=staff.provision_id, pupil__isnull=False)
    return get_object_or_404(duties.select_related("pupil", "commissioner"), pk=duty_id)


def commissioner(staff: Staff, commissioner_id: int) -> Commissioner:
    """Return a commissioner of the person's provision. Raises Http404."""
    return get_object_or_404(Commissioner, pk=commissioner_id, provision_id=staff.provision_id)


def drafts(staff: Staff, message_ids: list[int]) -> list[Message]:
    """Return those of these messages that are drafts of the person's provision."""
    return list(
        Message.objects.filter(provision_id=staff.provision_id, pk__in=message_ids, state=Message.State.DRAFTED)
    )
