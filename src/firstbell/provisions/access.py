"""Which settings a person may reach: those of the provision they signed in to."""

from __future__ import annotations

from typing import Protocol

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.provisions.models import ClosedDay, Group, PolicyVersion, Provision, SessionTime, Site, Term


class Reader(Protocol):
    """The signed-in person, of whom this room needs only this."""

    @property
    def provision_id(self) -> int: ...

    def has(self, *roles: str) -> bool: ...


CHANGES_SETTINGS = ("head", "administrator")


def may_change(staff: Reader) -> bool:
    """True for those who may change settings and policy; others read them."""
    return staff.has(*CHANGES_SETTINGS)


def provision(staff: Reader) -> Provision:
    return get_object_or_404(Provision, pk=staff.provision_id)


def sites(staff: Reader) -> QuerySet[Site]:
    return Site.objects.filter(provision_id=staff.provision_id)


def site(staff: Reader, site_id: int) -> Site:
    """Return a site, archived or not. Raises Http404."""
    return get_object_or_404(sites(staff), pk=site_id)


def session_time(staff: Reader, time_id: int) -> SessionTime:
    """Return a session's times from a day on. Raises Http404."""
    times = SessionTime.objects.filter(site__provision_id=staff.provision_id).select_related("site")
    return get_object_or_404(times, pk=time_id)


def groups(staff: Reader) -> QuerySet[Group]:
    return Group.objects.filter(site__provision_id=staff.provision_id).select_related("site")


def group(staff: Reader, group_id: int) -> Group:
    """Return a group, archived or not. Raises Http404."""
    return get_object_or_404(groups(staff), pk=group_id)


def terms(staff: Reader) -> QuerySet[Term]:
    return Term.objects.filter(provision_id=staff.provision_id)


def term(staff: Reader, term_id: int) -> Term:
    """Return a term. Raises Http404."""
    return get_object_or_404(terms(staff), pk=term_id)


def closed_days(staff: Reader) -> QuerySet[ClosedDay]:
    return ClosedDay.objects.filter(provision_id=staff.provision_id, archived_at=None)


def closed_day(staff: Reader, closed_day_id: int) -> ClosedDay:
    """Return a closure that still stands. Raises Http404."""
    return get_object_or_404(closed_days(staff), pk=closed_day_id)


def policy_versions(staff: Reader) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(provision_id=staff.provision_id)
