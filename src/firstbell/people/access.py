"""Which pupils and contacts a member of staff may reach: those of their provision, in a role that sees pupils."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.people.models import Contact, Pupil

SEES_PUPILS = (Role.TUTOR, Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)
CHANGES_PUPILS = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def pupils(staff: Staff) -> QuerySet[Pupil]:
    """Return the provision's pupils; none for an administrator or a commissioner's contact."""
    if not staff.has(*SEES_PUPILS):
        return Pupil.objects.none()
    return Pupil.objects.filter(provision_id=staff.provision_id)


def pupil(staff: Staff, pupil_id: int) -> Pupil:
    """Return one pupil, archived or not. Raises Http404."""
    return get_object_or_404(pupils(staff), pk=pupil_id)


def contact(staff: Staff, contact_id: int) -> Contact:
    """Return a contact who is not archived. Raises Http404."""
    contacts = Contact.objects.filter(pupil__in=pupils(staff), archived_at=None).select_related("pupil")
    return get_object_or_404(contacts, pk=contact_id)


def former_contact(staff: Staff, contact_id: int) -> Contact:
    """Return a contact who is no longer rung, or already rung again. Raises Http404."""
    contacts = Contact.objects.filter(pupil__in=pupils(staff)).select_related("pupil")
    return get_object_or_404(contacts, pk=contact_id)


def may_change(staff: Staff) -> bool:
    """True for those who may change pupils and contacts; a tutor reads only."""
    return staff.has(*CHANGES_PUPILS)
