"""Which commissioners, placements and one-day changes a member of staff may reach: those of their provision."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Membership, Role, User
from firstbell.accounts.staff import Staff
from firstbell.people import access as people
from firstbell.placements.models import Commissioner, DayChange, LinkPerson, Placement, SchoolClosure, SchoolTerm
from firstbell.provisions.models import Group, Site

KEEPS_COMMISSIONERS = (*people.CHANGES_PUPILS, Role.ADMINISTRATOR)
TAKES_REGISTERS = (Role.TUTOR, Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def commissioners(staff: Staff) -> QuerySet[Commissioner]:
    return Commissioner.objects.filter(provision_id=staff.provision_id)


def commissioner(staff: Staff, commissioner_id: int) -> Commissioner:
    """Return one school or council, archived or not. Raises Http404."""
    return get_object_or_404(commissioners(staff), pk=commissioner_id)


def commissioner_in_use(staff: Staff, commissioner_id: int) -> Commissioner:
    """Return one school or council that is not archived. Raises Http404."""
    return get_object_or_404(commissioners(staff), pk=commissioner_id, archived_at=None)


def school_term(staff: Staff, school_term_id: int) -> SchoolTerm:
    """Return a term of a school that is not archived. Raises Http404."""
    terms = SchoolTerm.objects.filter(commissioner__in=commissioners(staff).filter(archived_at=None))
    return get_object_or_404(terms.select_related("commissioner"), pk=school_term_id)


def school_closure(staff: Staff, school_closure_id: int) -> SchoolClosure:
    """Return a closure of a school that is not archived. Raises Http404."""
    closures = SchoolClosure.objects.filter(commissioner__in=commissioners(staff).filter(archived_at=None))
    return get_object_or_404(closures.select_related("commissioner"), pk=school_closure_id)


def link_person(staff: Staff, link_person_id: int) -> LinkPerson:
    """Return a person at a commissioner who is not archived. Raises Http404."""
    people_there = LinkPerson.objects.filter(commissioner__in=commissioners(staff), archived_at=None)
    return get_object_or_404(people_there.select_related("commissioner"), pk=link_person_id)


def placement(staff: Staff, placement_id: int) -> Placement:
    """Return a placement of a pupil the person may see. Raises Http404."""
    placements = Placement.objects.filter(pupil__in=people.pupils(staff), archived_at=None)
    return get_object_or_404(placements.select_related("pupil", "commissioner", "main_school"), pk=placement_id)


def day_changes(staff: Staff) -> QuerySet[DayChange]:
    if not staff.has(*people.SEES_PUPILS):
        return DayChange.objects.none()
    return DayChange.objects.filter(provision_id=staff.provision_id)


def day_change(staff: Staff, change_id: int) -> DayChange:
    """Return a one-day change that still stands. Raises Http404."""
    return get_object_or_404(day_changes(staff), pk=change_id, cancelled_at=None)


def groups(staff: Staff) -> QuerySet[Group]:
    found = Group.objects.filter(site__provision_id=staff.provision_id, site__archived_at=None, archived_at=None)
    return found.select_related("site").order_by("site__name", "name")


def sites(staff: Staff) -> QuerySet[Site]:
    return Site.objects.filter(provision_id=staff.provision_id, archived_at=None)


def tutors(staff: Staff) -> QuerySet[User]:
    """Return the people who may take a register here."""
    here = Membership.objects.filter(provision_id=staff.provision_id, role__in=TAKES_REGISTERS, ended_at=None)
    return User.objects.filter(pk__in=here.values("user_id"), is_active=True)


def may_change_commissioners(staff: Staff) -> bool:
    return staff.has(*KEEPS_COMMISSIONERS)
