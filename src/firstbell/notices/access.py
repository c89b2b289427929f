"""Which notices a member of staff may reach: those about pupils they may see."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.notices.models import Notice
from firstbell.people import access as people


def notices(staff: Staff) -> QuerySet[Notice]:
    return Notice.objects.filter(pupil__in=people.pupils(staff))


def notice(staff: Staff, notice_id: int) -> Notice:
    """Return a notice that still stands. Raises Http404."""
    return get_object_or_404(notices(staff).select_related("pupil"), pk=notice_id, withdrawn_at=None)
