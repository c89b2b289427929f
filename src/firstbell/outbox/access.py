"""Which messages a person may see: those of their own provision."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.outbox.models import Batch, Message, MessageAttachment


def message_of(staff: Staff, message_id: int) -> Message:
    """Return a message of the person's provision. Raises Http404."""
    return get_object_or_404(
        Message.objects.select_related("provision"), pk=message_id, provision_id=staff.provision_id
    )


def messages_of(staff: Staff, ids: Collection[int]) -> QuerySet[Message]:
    """Return those of these messages that are of the person's provision."""
    return Message.objects.filter(pk__in=ids, provision_id=staff.provision_id).order_by("due_at", "pk")


def batch_of(staff: Staff, batch_id: int) -> Batch:
    """Return a batch of the person's provision. Raises Http404."""
    return get_object_or_404(Batch, pk=batch_id, provision_id=staff.provision_id)


def attachment_of(staff: Staff, message_id: int, file_id: int) -> MessageAttachment:
    """Return a file that goes with a message of the person's provision. Raises Http404."""
    ours = MessageAttachment.objects.filter(message__provision_id=staff.provision_id, drawing=F("message__drawing"))
    return get_object_or_404(ours, message_id=message_id, pk=file_id)
