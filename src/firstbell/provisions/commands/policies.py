"""Putting a policy in force from a day on. The versions before it stay, so each day is judged by its own rules."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from firstbell import journal, policy
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date
from firstbell.journal import Actor
from firstbell.provisions.models import PolicyVersion
from firstbell.units import unit_of_work


class PolicyDayPast(Refused):
    """A policy cannot begin before today: what was due on those days was judged by another one."""

    def __init__(self, today: date) -> None:
        super().__init__(
            f"That day is before today, {long_date(today)}.",
            "What fell due then was judged by the policy of its day, and stays so.",
            "Choose today or a later day.",
        )


def put_policy_in_force(
    provision_id: int, text: str, *, preset: str, starts_on: date, today: date, by: Actor, at: datetime
) -> PolicyVersion:
    """Put a policy in force from a day on. Raises policy.PolicyFaults with every fault, PolicyDayPast.

    text: the whole policy as TOML. preset: the shipped policy it started from.
    """
    parsed = policy.parse(text)
    with unit_of_work():
        versions = PolicyVersion.objects.filter(provision_id=provision_id)
        if starts_on < today and versions.exists():
            raise PolicyDayPast(today)
        version = PolicyVersion.objects.create(
            provision_id=provision_id, starts_on=starts_on, preset=preset, text=text, made_at=at, made_by=by.name
        )
        facts = {
            "policy": parsed.title,
            "preset": preset,
            "starts_on": starts_on,
            "text_sha256": sha256(text.encode()).hexdigest(),
        }
        about = f"provision:{provision_id}"
        journal.write("policy.changed", facts, by=by, at=at, provision_id=provision_id, about=about)
    return version
