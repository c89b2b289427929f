"""Which roll calls a person may see and tick: everybody on the staff, those of their provision."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.registers.access import MARKS
from firstbell.registers.models import RollCall


def roll_call(staff: Staff, roll_id: int) -> RollCall:
    """Return one roll call. Raises Http404."""
    if not staff.has(*MARKS):
        raise Http404
    return get_object_or_404(RollCall.objects.select_related("site"), pk=roll_id, provision_id=staff.provision_id)
