"""What is due about no pupil: because it is a school day, or because the policy is to be looked at again."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.domain.duties import Fact, Moments
from firstbell.duties.commands import following
from firstbell.duties.commands.rows import opening_entries, row
from firstbell.duties.commands.scoped import RulesHere
from firstbell.duties.facts import day_subject
from firstbell.duties.models import Duty
from firstbell.inserting import insert
from firstbell.journal import Actor
from firstbell.policy import Policy
from firstbell.units import unit_of_work

POLICY = Actor.system("policy")


def open_day_duties(
    moments: Moments,
    policy: Policy,
    *,
    provision_id: int,
    at: datetime,
    by: Actor = POLICY,
    fact: Fact = Fact.SCHOOL_DAY,
    subject: str = "",
) -> list[Duty]:
    """Open what the policy asks for on each school day, such as closing it (SS-37). Doing it twice changes nothing.

    fact, subject: for what else falls due on a day and is about no pupil; without a subject it is about the day.
    """
    subject = subject or day_subject(moments.on)
    with unit_of_work():
        rules = RulesHere(policy, {fact}, moments.on).at()
        standing = Duty.objects.filter(provision_id=provision_id, subject=subject, on=moments.on)
        known = set(standing.values_list("rule", flat=True))
        new = [
            row(rule, rule.due_at(moments), subject, moments.on, "", provision_id, at)
            for rule in rules
            if rule.key not in known
        ]
        new += following.missed_at_birth(new, at, policy)
        insert(new, ignore_conflicts=True)
        journal.write_many(opening_entries(new, by=by, at=at))
    return new
