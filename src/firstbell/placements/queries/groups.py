"""Groups with their tutors and pupils."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from firstbell.accounts.models import GroupTutor
from firstbell.placements.models import Slot
from firstbell.provisions.models import Group


@dataclass(frozen=True)
class GroupRow:
    """A group with its tutors' names and how many pupils' weeks name it today."""

    id: int
    name: str
    site: str
    tutors: str
    pupils: int
    is_archived: bool


def group_list(groups: QuerySet[Group], today: date) -> list[GroupRow]:
    """Return the groups by site and name, archived ones last. Three statements for any number."""
    tutors = Prefetch("group_tutors", GroupTutor.objects.select_related("user").order_by("user__name"))
    in_force = Slot.objects.filter(
        Q(until_on=None) | Q(until_on__gte=today),
        Q(placement__ends_on=None) | Q(placement__ends_on__gte=today),
        from_on__lte=today,
        placement__starts_on__lte=today,
        placement__archived_at=None,
        placement__pupil__archived_at=None,
        group__in=groups,
    )
    counts = dict(
        in_force.order_by()
        .values("group_id")
        .annotate(n=Count("placement__pupil_id", distinct=True))
        .values_list("group_id", "n")
    )
    rows = [
        GroupRow(
            id=group.pk,
            name=group.name,
            site=group.site.name,
            tutors=", ".join(tutor.user.name for tutor in group.group_tutors.all()),
            pupils=counts.get(group.pk, 0),
            is_archived=group.archived_at is not None,
        )
        for group in groups.select_related("site").prefetch_related(tutors)
    ]
    return sorted(rows, key=lambda row: (row.is_archived, row.site.casefold(), row.name.casefold()))
