"""Pass on a duty that nobody has taken as its time comes near."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from firstbell import journal
from firstbell.duties import queries
from firstbell.duties.models import Duty
from firstbell.journal import Actor, Entry
from firstbell.units import unit_of_work

AT_ONCE = 200
WORKER = Actor.system("worker")


def escalate(at: datetime, *, by: Actor = WORKER) -> int:
    """Give each duty that nobody has claimed as its time comes near to the next role, once; return how many.

    The first owner goes on seeing it: the next role sees it too. A claim that ran out counts as none. Reads only rows
    whose moment has come, from their own index.
    """
    near = list(queries.to_escalate(at).values_list("pk", flat=True)[:AT_ONCE])
    if not near:
        return 0
    with unit_of_work():
        rows = list(queries.to_escalate(at).filter(pk__in=near).select_for_update().order_by("pk"))
        keys = [duty.pk for duty in rows]
        Duty.objects.filter(pk__in=keys, closed_at=None, escalated_at=None).update(
            owner_role=F("escalates_to"), escalated_at=at
        )
        journal.write_many([_entry(duty, by, at) for duty in rows])
    return len(rows)


def _entry(duty: Duty, by: Actor, at: datetime) -> Entry:
    return Entry(
        "duty.escalated",
        {
            "duty": duty.pk,
            "rule": duty.rule,
            "on": duty.on,
            "session": duty.session,
            "due_at": duty.due_at,
            "owner": duty.owner_role,
            "to": duty.escalates_to,
        },
        by=by,
        at=at,
        provision_id=duty.provision_id,
        about=duty.subject,
    )
