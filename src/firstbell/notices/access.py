"""Which notices a member of staff may reach: those about pupils they may see."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.notices.models import Evidence, Notice
from firstbell.people import access as people
from firstbell.provisions.models import Provision


def notices(staff: Staff) -> QuerySet[Notice]:
    return Notice.objects.filter(pupil__in=people.pupils(staff))


def evidence(staff: Staff, pupil_id: int, evidence_id: int) -> Evidence:
    """Return a paper of a pupil whom a person may see. Raises Http404."""
    return get_object_or_404(
        Evidence.objects.filter(notice__in=notices(staff)).select_related("notice__pupil"),
        pk=evidence_id,
        notice__pupil_id=pupil_id,
    )


def any_notice(staff: Staff, notice_id: int) -> Notice:
    """Return a notice, withdrawn or not. Raises Http404."""
    return get_object_or_404(notices(staff).select_related("pupil__provision"), pk=notice_id)


def may_grant_leave(staff: Staff, notice: Notice) -> bool:
    """True for the head of a provision that is a school; others record what the main school decided (R-090)."""
    return notice.pupil.provision.kind == Provision.Kind.SCHOOL and staff.has(Role.HEAD)


def notice(staff: Staff, notice_id: int) -> Notice:
    """Return a notice that still stands. Raises Http404."""
    return get_object_or_404(notices(staff).select_related("pupil__provision"), pk=notice_id, withdrawn_at=None)
