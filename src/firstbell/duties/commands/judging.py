"""Say of each duty, the moment its time has passed, that it is late; and of a day that ended, what was missed."""

from __future__ import annotations

from datetime import date, datetime, time

from firstbell import journal
from firstbell.domain.duty_words import OF_ONE_DAY
from firstbell.domain.school_time import starts_at
from firstbell.duties import queries
from firstbell.duties.commands import following
from firstbell.duties.commands.rows import opening_entries
from firstbell.duties.models import Duty
from firstbell.inserting import insert
from firstbell.journal import Actor, Entry
from firstbell.units import unit_of_work

AT_ONCE = 200
WORKER = Actor.system("worker")


def judge(at: datetime, *, by: Actor = WORKER) -> int:
    """Mark as late what is past its time and still waits; return how many.

    It stays to be done: a miss is never hidden. What its rule says follows a miss opens with it. Each row is judged
    once, however many workers try. Reads only rows that are due, from their own index.
    """
    late = list(queries.past_their_time(at).values_list("pk", flat=True)[:AT_ONCE])
    if not late:
        return 0
    with unit_of_work():
        # PostgreSQL lets one worker in at a time; on SQLite the unit of work already does.
        waits = Duty.objects.filter(pk__in=late, closed_at=None, was_late=False)
        rows = list(waits.select_for_update().order_by("pk"))
        Duty.objects.filter(pk__in=[duty.pk for duty in rows], state__in=Duty.WAITING).update(was_late=True)
        opened = following.after_missed(rows, at)
        insert(opened, ignore_conflicts=True)
        journal.write_many([_entry("duty.late", duty, by, at) for duty in rows] + opening_entries(opened, by=by, at=at))
    return len(rows)


def end_days_before(provision_id: int, today: date, *, at: datetime, by: Actor = WORKER) -> int:
    """Close as missed what belonged to an earlier day and was never done; return how many.

    Nobody rings about Tuesday's morning on Wednesday: what is still unexplained opens its own duties on Wednesday.
    """
    midnight = starts_at(today, time(0, 0))
    with unit_of_work():
        rows = list(
            Duty.objects.select_for_update()
            .order_by("pk")
            .filter(
                provision_id=provision_id,
                closed_at=None,
                due_at__lt=midnight,
                on__lt=today,
                kind__in=OF_ONE_DAY,
            )
        )
        if rows:
            Duty.objects.filter(pk__in=[duty.pk for duty in rows], state__in=Duty.WAITING).update(
                state=Duty.State.MISSED, was_late=True, closed_at=at, closed_by=by.name, outcome="the day ended"
            )
            unjudged = [duty for duty in rows if not duty.was_late]
            follows = following.after_missed(unjudged, at) + following.again(rows, at, day_over=True)
            opened = [duty for duty in follows if duty.due_at >= midnight or duty.kind not in OF_ONE_DAY]
            insert(opened, ignore_conflicts=True)
            journal.write_many(
                [_entry("duty.missed", duty, by, at) for duty in rows] + opening_entries(opened, by=by, at=at)
            )
    return len(rows)


def _entry(verb: str, duty: Duty, by: Actor, at: datetime) -> Entry:
    return Entry(
        verb,
        {"duty": duty.pk, "rule": duty.rule, "on": duty.on, "session": duty.session, "due_at": duty.due_at},
        by=by,
        at=at,
        provision_id=duty.provision_id,
        about=duty.subject,
    )
