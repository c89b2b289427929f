"""The person behind a request: who, at which provision, in which roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from firstbell.accounts.models import Role
from firstbell.journal import Actor

RANK = {role: place for place, role in enumerate(Role.values)}


@dataclass(frozen=True)
class Standing:
    """One membership, not ended, at a provision that is not archived."""

    provision_id: int
    provision_name: str
    site_ids: tuple[int, ...]
    role: str
    starts_on: date
    ends_on: date | None

    def on(self, day: date) -> bool:
        """True while it holds. `day` is the London day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Staff:
    """A signed-in person at one provision. `roles` in order of rank; `provisions` are all they may choose from."""

    user_id: int
    name: str
    email: str
    roles: tuple[str, ...]
    provision_id: int
    provision_name: str
    site_ids: tuple[int, ...]
    provisions: tuple[tuple[int, str], ...]
    second_factor: bool

    @property
    def role(self) -> str:
        """The highest role held."""
        return self.roles[0]

    @property
    def role_name(self) -> str:
        return str(Role(self.role).label)

    @property
    def actor(self) -> Actor:
        """Who the journal names: name and roles as they are now."""
        return Actor("staff", self.user_id, self.name, ", ".join(self.roles))

    def has(self, *roles: str) -> bool:
        """True if the person holds any of the roles."""
        return not set(roles).isdisjoint(self.roles)


def staff_of(user: object, today: date, chosen_provision_id: int | None = None) -> Staff | None:
    """Return the person at the provision they chose (else the first by name), or None without a role today.

    user: as the backend read it, so that this asks the database nothing. today: the London day.
    """
    standings = [standing for standing in getattr(user, "standings", ()) if standing.on(today)]
    if not standings:
        return None
    provisions = dict(sorted({(s.provision_id, s.provision_name) for s in standings}, key=lambda pair: pair[1]))
    here = chosen_provision_id if chosen_provision_id in provisions else next(iter(provisions))
    held = [standing for standing in standings if standing.provision_id == here]
    return Staff(
        user_id=user.pk,
        name=user.name,
        email=user.email,
        roles=tuple(sorted({standing.role for standing in held}, key=RANK.__getitem__)),
        provision_id=here,
        provision_name=provisions[here],
        site_ids=held[0].site_ids,
        provisions=tuple(provisions.items()),
        second_factor=user.second_factor,
    )
