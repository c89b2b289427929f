"""The worker among ten thousand open duties: how soon it acts, and how it asks."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import connection

from firstbell import clock
from firstbell.config.bench.inside.plans import captured, plan_of, table_scans
from firstbell.domain.school_time import london_day
from firstbell.duties.models import Duty
from firstbell.worker import loop

MOST_SECONDS = 30
LOOK_SECONDS = 0.02
APART_SECONDS = 0.3


def add_duties(provision: int, pupils: int, count: int) -> None:
    """Open duties of the coming weeks, as a provision gathers them."""
    now = clock.now()
    Duty.objects.bulk_create(
        (
            _duty(provision, f"pupil:{number % pupils + 1}", f"kept:{number}", now + timedelta(hours=2 + number % 400))
            for number in range(count)
        ),
        batch_size=1000,
    )


def seconds_late(provision: int, count: int) -> list[float]:
    """Open duties that fall due one after another, and return how long after its time each was acted on.

    The worker of a running server acts; this only looks.
    """
    first = clock.now() + timedelta(seconds=2)
    due = [first + timedelta(seconds=APART_SECONDS * number) for number in range(count)]
    waiting = {
        duty.pk: duty.due_at
        for duty in Duty.objects.bulk_create(_duty(provision, "pupil:1", f"soon:{at}", at) for at in due)
    }
    found = []
    until = time.monotonic() + MOST_SECONDS
    while waiting and time.monotonic() < until:
        for pk in Duty.objects.filter(pk__in=list(waiting), was_late=True).values_list("pk", flat=True):
            found.append((clock.now() - waiting.pop(pk)).total_seconds())
        time.sleep(LOOK_SECONDS)
    return found + [float(MOST_SECONDS)] * len(waiting)


def scans() -> list[str]:
    """Return what one turn of the worker reads from end to end: tables that grow, by no index of what waits."""
    now = clock.now()
    loop.turn(now)
    asked = captured(lambda: loop.turn(now + timedelta(seconds=10)))
    return table_scans(connection, {plan for sql in asked for plan in plan_of(connection, sql)})


def _duty(provision: int, subject: str, occasion: str, due_at: object) -> Duty:
    now = clock.now()
    return Duty(
        provision_id=provision, rule="bench", kind="review", fact="review_date", subject=subject, on=london_day(now),
        session="AM", occasion=occasion[:40], owner_role="attendance_lead", met_by="decided",
        sentence="Review the plan", opened_at=now, due_at=due_at,
    )  # fmt: skip
