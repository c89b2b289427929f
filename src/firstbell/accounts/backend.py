"""Reads the signed-in person with everything a request needs to know about them, in one statement."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from firstbell.accounts.models import User
from firstbell.accounts.staff import Standing

OWN_FIELDS = tuple(field.attname for field in User._meta.concrete_fields)
STANDING_FIELDS = (
    "memberships__id",
    "memberships__role",
    "memberships__starts_on",
    "memberships__ends_on",
    "memberships__ended_at",
    "memberships__provision_id",
    "memberships__provision__name",
    "memberships__provision__archived_at",
    "memberships__provision__sites__id",
    "memberships__provision__sites__archived_at",
)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffBackend(AuthenticationBackend):
    """allauth's sign-in by email; `get_user` adds `user.standings` and `user.second_factor`."""

    def get_user(self, user_id: Any) -> User | None:
        rows = list(
            User.objects.filter(pk=user_id, is_active=True)
            .order_by()
            .annotate(factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)))
            .values_list(*OWN_FIELDS, "factor", *STANDING_FIELDS)
        )
        if not rows:
            return None
        width = len(OWN_FIELDS)
        user = User.from_db("default", OWN_FIELDS, rows[0][:width])
        user.second_factor = bool(rows[0][width])
        user.standings = _standings([row[width + 1 :] for row in rows])
        return user


def _standings(rows: list[tuple[Any, ...]]) -> tuple[Standing, ...]:
    """Fold the rows, one for each membership and site, into one standing for each membership."""
    kept: dict[int, list[Any]] = {}
    for number, role, starts_on, ends_on, ended_at, provision_id, name, archived_at, site_id, site_archived_at in rows:
        if number is None:
            continue
        ended = ended_at is not None or archived_at is not None
        _, sites = kept.setdefault(number, [(provision_id, name, role, starts_on, ends_on, ended), set()])
        if site_id is not None and site_archived_at is None:
            sites.add(site_id)
    return tuple(
        Standing(provision_id, name, tuple(sorted(sites)), role, starts_on, ends_on, ended)
        for (provision_id, name, role, starts_on, ends_on, ended), sites in kept.values()
    )
