"""Which entries of lists a person may reach: those their own provision added."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.support.choices.models import SupportChoice


def choice(staff: Staff, choice_id: int) -> SupportChoice:
    """Return an entry that the provision added, on the list or off it. Raises Http404."""
    return get_object_or_404(SupportChoice, pk=choice_id, provision_id=staff.provision_id)
