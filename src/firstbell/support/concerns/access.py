"""Who reads concerns: the safeguarding lead of the provision, and nobody else (SS-33)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.support.concerns.models import Concern


def concerns(staff: Staff) -> QuerySet[Concern]:
    """Return the concerns of the provision to its safeguarding lead; none to anybody else, whoever raised them."""
    if not staff.has(Role.SAFEGUARDING_LEAD):
        return Concern.objects.none()
    return Concern.objects.filter(provision_id=staff.provision_id).select_related("pupil")


def concern(staff: Staff, concern_id: int) -> Concern:
    """Return a concern. Raises Http404."""
    return get_object_or_404(concerns(staff), pk=concern_id)
