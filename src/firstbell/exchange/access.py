"""Which sent files somebody may see: those of the provision, of the kinds their roles may bring in."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.exchange.kinds import HANDLES_PUPILS, Kind, kinds_for
from firstbell.exchange.models import Upload
from firstbell.provisions.sections import PUPILS, SETTINGS


def kinds(staff: Staff) -> tuple[Kind, ...]:
    return kinds_for(staff.roles)


def section(staff: Staff) -> str:
    """The row of pages that ours stand in for this person."""
    return PUPILS if staff.has(*HANDLES_PUPILS) else SETTINGS


def uploads(staff: Staff) -> QuerySet[Upload]:
    return Upload.objects.filter(provision_id=staff.provision_id, kind__in=kinds(staff))


def upload(staff: Staff, upload_id: int) -> Upload:
    """Return a sent file. Raises Http404 for one of another provision or of a kind this person may not see."""
    return get_object_or_404(uploads(staff), pk=upload_id)
