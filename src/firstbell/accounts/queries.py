"""Who has access, who is invited, and where somebody is signed in: values for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Exists, Max, OuterRef, QuerySet

from firstbell.accounts.backend import FACTORS
from firstbell.accounts.models import GroupTutor, Invitation, Membership, Role, SignIn, User
from firstbell.accounts.staff import RANK
from firstbell.provisions.models import Group


@dataclass(frozen=True)
class Person:
    """Somebody with access. `roles` in words, by rank; `ends_on` where it is known when the access runs out."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    ends_on: date | None
    second_factor: bool
    last_sign_in_at: datetime | None


@dataclass(frozen=True)
class OpenSignIn:
    """One sign-in of one's own history."""

    began_at: datetime
    ended_at: datetime | None
    device: str
    here: bool
    open: bool


def people_with_access(memberships: QuerySet[Membership], today: date) -> list[Person]:
    """Return who may do something today or later, by name. memberships: those of one provision."""
    factor = Exists(Authenticator.objects.filter(user=OuterRef("user"), type__in=FACTORS))
    rows = (
        memberships.filter(ended_at=None, user__is_active=True)
        .exclude(ends_on__lt=today)
        .select_related("user")
        .annotate(factor=factor, last=Max("user__sign_ins__began_at"))
        .order_by("user__name", "user_id")
    )
    together: dict[int, list[Membership]] = {}
    for membership in rows:
        together.setdefault(membership.user_id, []).append(membership)
    return [_person(held) for held in together.values()]


def _person(held: list[Membership]) -> Person:
    first, ends = held[0], [membership.ends_on for membership in held]
    return Person(
        id=first.user_id,
        name=first.user.name,
        email=first.user.email,
        roles=tuple(str(Role(role).label) for role in sorted({each.role for each in held}, key=RANK.__getitem__)),
        ends_on=None if None in ends else max(ends),
        second_factor=first.factor,
        last_sign_in_at=first.last,
    )


def roles_of(memberships: QuerySet[Membership], user: User, today: date) -> tuple[str, ...]:
    """Return the roles a person holds today, by rank; empty where their access has ended."""
    held = memberships.filter(user=user, ended_at=None).exclude(ends_on__lt=today)
    return tuple(sorted(held.values_list("role", flat=True), key=RANK.__getitem__))


def has_factor(user: User) -> bool:
    """True if the person has a passkey or an app set up."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def group_choices(provision_id: int) -> list[tuple[int, str]]:
    """Return the provision's groups by name, with their site where there are several."""
    groups = list(
        Group.objects.filter(site__provision_id=provision_id, archived_at=None, site__archived_at=None)
        .select_related("site")
        .order_by("site__name", "name")
    )
    several = len({group.site_id for group in groups}) > 1
    return [(group.pk, f"{group.name}, {group.site.name}" if several else group.name) for group in groups]


def groups_of(user: User, provision_id: int) -> list[int]:
    """Return the groups of the provision whose tutor this person is."""
    own = GroupTutor.objects.filter(user=user, group__site__provision_id=provision_id)
    return list(own.values_list("group_id", flat=True))


def open_invitations(invitations: QuerySet[Invitation], at: datetime) -> list[Invitation]:
    """Return the invitations that still work."""
    return list(invitations.filter(used_at=None, withdrawn_at=None, expires_at__gt=at))


def sign_ins_of(user: User, session_key: str, limit: int = 20) -> list[OpenSignIn]:
    """Return a person's last sign-ins, newest first. session_key: this one's."""
    rows = list(SignIn.objects.filter(user=user)[:limit])
    kept = set(
        Session.objects.filter(session_key__in=[row.session_key for row in rows]).values_list("session_key", flat=True)
    )
    return [
        OpenSignIn(
            began_at=row.began_at,
            ended_at=row.ended_at,
            device=row.device,
            here=row.session_key == session_key,
            open=row.ended_at is None and row.session_key in kept,
        )
        for row in rows
    ]
