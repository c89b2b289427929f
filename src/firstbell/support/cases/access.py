"""Which cases a person may reach: the office all of its provision, a tutor those in which they have a part."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.support.cases.models import Action, Barrier, Case

OFFICE = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def sees_all(staff: Staff) -> bool:
    """Whether a person sees every case of the provision."""
    return staff.has(*OFFICE)


def cases(staff: Staff) -> QuerySet[Case]:
    """Return the cases a person may read. A tutor has a part in one as its owner, or with something to do in it."""
    found = Case.objects.filter(provision_id=staff.provision_id).select_related("pupil", "owner")
    if sees_all(staff):
        return found
    if not staff.has(Role.TUTOR):
        return found.none()
    theirs = Barrier.objects.filter(owner_id=staff.user_id).values("case_id")
    to_do = Action.objects.filter(owner_id=staff.user_id).values("case_id")
    return found.filter(Q(owner_id=staff.user_id) | Q(pk__in=theirs) | Q(pk__in=to_do))


def case_to_see(staff: Staff, case_id: int) -> Case:
    """Return a case, open or closed. Raises Http404."""
    return get_object_or_404(cases(staff), pk=case_id)


def case_to_change(staff: Staff, case_id: int) -> Case:
    """Return a case whose course this person decides: the office any, a tutor none. Raises Http404."""
    found = cases(staff) if sees_all(staff) else Case.objects.none()
    return get_object_or_404(found, pk=case_id)


def barrier_to_change(staff: Staff, barrier_id: int) -> Barrier:
    """Return a barrier of a case that this person may change. Raises Http404."""
    found = Barrier.objects.select_related("case__pupil").filter(case__in=cases(staff))
    return get_object_or_404(found if sees_all(staff) else found.none(), pk=barrier_id)


def action(staff: Staff, action_id: int) -> Action:
    """Return an action of a case that this person sees. Raises Http404."""
    return get_object_or_404(Action.objects.select_related("case__pupil").filter(case__in=cases(staff)), pk=action_id)
