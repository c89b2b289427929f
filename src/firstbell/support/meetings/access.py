"""Which meetings a person may reach: those of the cases they may read."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.support.cases import access
from firstbell.support.cases.models import Case
from firstbell.support.meetings.models import Invitee, Meeting


def meeting_to_see(staff: Staff, meeting_id: int) -> Meeting:
    """Return a meeting of a case that this person reads. Raises Http404."""
    found = Meeting.objects.select_related("case__pupil__provision", "case__owner")
    return get_object_or_404(found.filter(case__in=access.cases(staff)), pk=meeting_id)


def meeting_to_change(staff: Staff, meeting_id: int) -> Meeting:
    """Return a meeting that this person may arrange and send for: the office alone. Raises Http404."""
    found = Meeting.objects.select_related("case__pupil__provision", "case__owner")
    cases = access.cases(staff) if access.sees_all(staff) else Case.objects.none()
    return get_object_or_404(found.filter(case__in=cases), pk=meeting_id)


def invitee(staff: Staff, invitee_id: int) -> Invitee:
    """Return somebody asked to a meeting that this person may send for. Raises Http404."""
    found = Invitee.objects.select_related("meeting__case__pupil__provision")
    cases = access.cases(staff) if access.sees_all(staff) else Case.objects.none()
    return get_object_or_404(found.filter(meeting__case__in=cases), pk=invitee_id)
