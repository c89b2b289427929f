"""Who tutors a group, and taking a group out of use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q

from firstbell import journal
from firstbell.accounts.models import GroupTutor, User
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.placements.models import Slot
from firstbell.provisions import commands as provisions
from firstbell.provisions.models import Group, Site
from firstbell.units import unit_of_work


class GroupInUse(Refused):
    """Pupils' weeks name the group, today or later."""

    def __init__(self, group: Group, pupils: int) -> None:
        count = "1 pupil comes" if pupils == 1 else f"{pupils} pupils come"
        super().__init__(
            f"{count} in {group.name}.",
            "They would be expected in a group that is not used.",
            "Change their weeks to another group first.",
        )


def make_group(site: Site, name: str, tutors: Collection[User], *, by: Actor, at: datetime) -> Group:
    """Add a group with its tutors. Raises NameTakenHere."""
    with unit_of_work():
        group = provisions.add_group(site, name, by=by, at=at)
        set_group_tutors(group, tutors, by=by, at=at)
    return group


def remake_group(group: Group, name: str, tutors: Collection[User], *, by: Actor, at: datetime) -> None:
    """Give a group a name and tutors. Raises NameTakenHere."""
    with unit_of_work():
        provisions.change_group(group, name, by=by, at=at)
        set_group_tutors(group, tutors, by=by, at=at)


def set_group_tutors(group: Group, tutors: Collection[User], *, by: Actor, at: datetime) -> None:
    """Make these people the tutors of a group. Anybody may still cover."""
    with unit_of_work():
        before = _names(group)
        GroupTutor.objects.filter(group=group).exclude(user__in=tutors).delete()
        kept = set(GroupTutor.objects.filter(group=group).values_list("user_id", flat=True))
        GroupTutor.objects.bulk_create(GroupTutor(group=group, user=user) for user in tutors if user.pk not in kept)
        after = _names(group)
        if before != after:
            journal.write(
                "group.tutors-changed",
                {"group": group.name, "changed": {"tutors": [before, after]}},
                by=by,
                at=at,
                provision_id=group.site.provision_id,
                about=f"group:{group.pk}",
            )


def retire_group(group: Group, *, reason: str, today: date, by: Actor, at: datetime) -> None:
    """Take a group out of use. Raises GroupInUse while a pupil's week names it."""
    with unit_of_work():
        named = Slot.objects.filter(
            Q(until_on=None) | Q(until_on__gte=today),
            Q(placement__ends_on=None) | Q(placement__ends_on__gte=today),
            group=group,
            placement__archived_at=None,
            placement__pupil__archived_at=None,
        )
        if pupils := named.values("placement__pupil_id").distinct().count():
            raise GroupInUse(group, pupils)
        provisions.archive_group(group, reason=reason, by=by, at=at)


def _names(group: Group) -> str:
    names = GroupTutor.objects.filter(group=group).values_list("user__name", flat=True)
    return ", ".join(sorted(names))
