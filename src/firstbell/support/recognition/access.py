"""Whose recognitions a person may see and give: those of their provision, in a role that sees pupils."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.people import access as people
from firstbell.support.recognition.models import Recognition

WRITES_HOME = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def recognitions(staff: Staff) -> QuerySet[Recognition]:
    """Return the recognitions of the provision's pupils; none for a role that sees no pupils."""
    return Recognition.objects.filter(provision_id=staff.provision_id, pupil__in=people.pupils(staff))


def recognition(staff: Staff, recognition_id: int) -> Recognition:
    """Return one recognition. Raises Http404."""
    return get_object_or_404(recognitions(staff).select_related("pupil"), pk=recognition_id)


def chosen(staff: Staff, keys: Collection[int]) -> list[Recognition]:
    """Return those of these that the person may see and that still hold, in the order of names."""
    found = recognitions(staff).filter(pk__in=keys).exclude(state=Recognition.State.NO_LONGER)
    return sorted(found.select_related("pupil", "provision"), key=lambda each: each.pupil.name.casefold())


def may_write_home(staff: Staff) -> bool:
    return staff.has(*WRITES_HOME)
