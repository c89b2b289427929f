"""Reads the signed-in person with everything a request needs to know about them, in one statement."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db import connection

from firstbell.accounts.models import Membership, User
from firstbell.accounts.staff import Standing
from firstbell.provisions.models import Provision, Site

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
OWN_FIELDS = ("id", "password", "email", "name", "is_active")
# Every page of everybody begins with this statement, so it is written out: to build it anew took 2 ms each time.
STATEMENT = f"""
SELECT u.id, u.password, u.email, u.name, u.is_active,
       EXISTS (SELECT 1 FROM {Authenticator._meta.db_table} f WHERE f.user_id = u.id AND f.type IN (%s, %s)),
       m.id, m.role, m.starts_on, m.ends_on, p.id, p.name, s.id
  FROM {User._meta.db_table} u
  LEFT JOIN {Membership._meta.db_table} m ON m.user_id = u.id AND m.ended_at IS NULL
  LEFT JOIN {Provision._meta.db_table} p ON p.id = m.provision_id AND p.archived_at IS NULL
  LEFT JOIN {Site._meta.db_table} s ON s.provision_id = p.id AND s.archived_at IS NULL
 WHERE u.id = %s AND u.is_active
"""


class StaffBackend(AuthenticationBackend):
    """allauth's sign-in by email; `get_user` adds `user.standings` and `user.second_factor`."""

    def get_user(self, user_id: Any) -> User | None:
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, [*FACTORS, user_id])
            rows = cursor.fetchall()
        if not rows:
            return None
        own = rows[0][: len(OWN_FIELDS)]
        user = User.from_db(connection.alias, OWN_FIELDS, own)
        user.second_factor = bool(rows[0][len(OWN_FIELDS)])
        user.standings = _standings([row[len(OWN_FIELDS) + 1 :] for row in rows])
        return user


def _standings(rows: list[tuple[Any, ...]]) -> tuple[Standing, ...]:
    """Fold the rows, one for each membership and site, into one standing for each membership."""
    kept: dict[int, tuple[tuple[int, str, str, date, date | None], list[int]]] = {}
    for number, role, starts_on, ends_on, provision_id, name, site_id in rows:
        if provision_id is None:
            continue
        _, sites = kept.setdefault(number, ((provision_id, name, role, starts_on, ends_on), []))
        if site_id is not None:
            sites.append(site_id)
    return tuple(
        Standing(provision_id, name, tuple(sorted(sites)), role, starts_on, ends_on)
        for (provision_id, name, role, starts_on, ends_on), sites in kept.values()
    )
