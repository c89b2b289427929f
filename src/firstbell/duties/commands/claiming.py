"""Say "I'll do it", so that two people do not ring the same mother."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from firstbell import journal
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.units import unit_of_work

CLAIMED_MINUTES = 3


def claim(duty: Duty, *, by: Actor, at: datetime, take_over: bool = False) -> bool:
    """Claim a duty for three minutes and return True; False where a colleague has it, or it is done.

    take_over: although a colleague has it. Of two people who press at once, one has it.
    """
    mine_or_free = Q(state=Duty.State.OPEN) | Q(claimed_until__lte=at) | Q(claimed_by_id=by.id, claimed_by=by.name)
    with unit_of_work():
        waiting = Duty.objects.filter(pk=duty.pk, state__in=Duty.WAITING)
        won = (waiting if take_over else waiting.filter(mine_or_free)).update(
            state=Duty.State.CLAIMED,
            claimed_by=by.name,
            claimed_by_id=by.id,
            claimed_until=at + timedelta(minutes=CLAIMED_MINUTES),
        )
        if won:
            facts = {
                "duty": duty.pk,
                "rule": duty.rule,
                "on": duty.on,
                "session": duty.session,
                "taken_over": take_over,
            }
            journal.write("duty.claimed", facts, by=by, at=at, provision_id=duty.provision_id, about=duty.subject)
    return bool(won)
