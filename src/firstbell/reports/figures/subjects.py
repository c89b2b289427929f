"""Whose attendance a page shows, as far as its reader may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse

from firstbell.accounts.staff import Staff
from firstbell.people import access as people
from firstbell.people.models import Pupil
from firstbell.placements import access as placements
from firstbell.provisions.models import Group, Site
from firstbell.registers.queries import By, Scope


@dataclass(frozen=True)
class Subject:
    """Whom a page is about. pupil: None for many. breakdowns: what their counts are also told by."""

    name: str
    scope: Scope
    pupil: Pupil | None = None
    breakdowns: tuple[By, ...] = ()


def of_pupil(staff: Staff, pupil_id: int) -> Subject:
    """Raises Http404, as each of these does."""
    return of_this_pupil(people.pupil(staff, pupil_id))


def of_this_pupil(pupil: Pupil) -> Subject:
    return Subject(pupil.name, Scope(pupil.provision_id, pupil_ids=[pupil.pk]), pupil)


def of_group(staff: Staff, group_id: int) -> Subject:
    """A group that is no longer in use still has figures."""
    group = get_object_or_404(Group, site__provision_id=staff.provision_id, pk=group_id)
    return Subject(group.name, Scope(staff.provision_id, group_id=group.pk))


def of_site(staff: Staff, site_id: int) -> Subject:
    site = get_object_or_404(Site, provision_id=staff.provision_id, pk=site_id)
    return Subject(site.name, Scope(staff.provision_id, site_id=site.pk), breakdowns=(By.GROUP,))


def of_commissioner(staff: Staff, commissioner_id: int) -> Subject:
    """Only the sessions under its own placements: the same pupil may also come for another."""
    commissioner = placements.commissioner(staff, commissioner_id)
    return Subject(commissioner.name, Scope(staff.provision_id, commissioner_id=commissioner.pk))


def pictures_of(subject: Subject) -> str:
    """Return the address of a subject's pictures; of a site there are those of its provision."""
    if subject.pupil:
        return reverse("reports:pupil_pictures", args=[subject.pupil.pk])
    group, school = subject.scope.group_id, subject.scope.commissioner_id
    whose = f"?whose=group-{group}" if group else f"?whose=school-{school}" if school else ""
    return reverse("reports:pictures") + whose


def of_provision(staff: Staff) -> Subject:
    return Subject(staff.provision_name, Scope(staff.provision_id), breakdowns=(By.SITE, By.GROUP, By.COMMISSIONER))
