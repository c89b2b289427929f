"""Which messages a person may see: those of their own provision."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.outbox.models import Message


def message_of(staff: Staff, message_id: int) -> Message:
    """Return a message of the person's provision. Raises Http404."""
    return get_object_or_404(
        Message.objects.select_related("provision"), pk=message_id, provision_id=staff.provision_id
    )
