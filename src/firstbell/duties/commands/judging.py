"""Say of each duty, the moment its time has passed, that it is late."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.duties.models import Duty
from firstbell.journal import Actor, Entry
from firstbell.units import unit_of_work

AT_ONCE = 200
WORKER = Actor.system("worker")


def judge(at: datetime, *, by: Actor = WORKER) -> int:
    """Mark as late what is past its time and still waits; return how many.

    It stays to be done: a miss is never hidden and never closes by itself. Each row is judged once, by one conditional
    update, so several workers may try. Reads only rows that are due, from their own index.
    """
    due = Duty.objects.filter(state__in=Duty.WAITING, was_late=False, due_at__lt=at).order_by("due_at")
    late = list(due.values_list("pk", flat=True)[:AT_ONCE])
    if not late:
        return 0
    with unit_of_work():
        rows = list(Duty.objects.filter(pk__in=late, state__in=Duty.WAITING, was_late=False))
        Duty.objects.filter(pk__in=[duty.pk for duty in rows], was_late=False).update(was_late=True)
        journal.write_many(
            [
                Entry(
                    "duty.late",
                    {"duty": d.pk, "rule": d.rule, "on": d.on, "session": d.session, "due_at": d.due_at},
                    by=by,
                    at=at,
                    provision_id=d.provision_id,
                    about=d.subject,
                )
                for d in rows
            ]
        )
    return len(rows)
