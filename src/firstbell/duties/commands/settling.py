"""End duties: met by what was done, or withdrawn because nothing is left to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind, DutyState, settled_state, was_late
from firstbell.duties.commands import following
from firstbell.duties.commands.rows import opening_entries
from firstbell.duties.models import Duty
from firstbell.inserting import insert
from firstbell.journal import Actor, Entry
from firstbell.units import unit_of_work


def meet(
    kinds: Collection[DutyKind],
    subject: str,
    on: date,
    session: str | None = None,
    *,
    outcome: Discharge,
    by: Actor,
    at: datetime,
    commissioner_id: int | None = None,
) -> list[Duty]:
    """Meet the waiting duties of a subject that this outcome can meet under the rule that opened each.

    session: None for both sessions of the day. kinds: empty for all. commissioner_id: of those told apart, only these.
    Returns the duties met; a late one says so and stays visible as late (SS-14).
    """
    with unit_of_work():
        waiting = Duty.objects.filter(subject=subject, on=on, state__in=Duty.WAITING)
        if session is not None:
            waiting = waiting.filter(session=session)
        if kinds:
            waiting = waiting.filter(kind__in=list(kinds))
        if commissioner_id is not None:
            waiting = waiting.filter(commissioner_id=commissioner_id)
        return meet_these(waiting, outcome=outcome, by=by, at=at)


def meet_these(waiting: Iterable[Duty], *, outcome: Discharge, by: Actor, at: datetime) -> list[Duty]:
    """Meet those of these duties that wait and that this outcome can meet."""
    met = [duty for duty in waiting if duty.state in Duty.WAITING and outcome in duty.met_by.split()]
    for duty in met:
        duty.was_late = was_late(duty.due_at, at)
    return _close(met, {duty.pk: DutyState.MET for duty in met}, outcome=outcome, by=by, at=at)


def withdraw(duties: Iterable[Duty], *, reason: str, by: Actor, at: datetime) -> list[Duty]:
    """Let go of duties that nothing is left of: withdrawn before their time, uncounted; missed after it."""
    waiting = [duty for duty in duties if duty.state in Duty.WAITING]
    states = {duty.pk: settled_state(duty.due_at, moot_at=at) for duty in waiting}
    for duty in waiting:
        duty.was_late = was_late(duty.due_at, at)
    return _close(waiting, states, outcome=reason, by=by, at=at)


def _close(duties: list[Duty], states: dict[int, DutyState], *, outcome: str, by: Actor, at: datetime) -> list[Duty]:
    """Close each duty unless somebody else closed it meanwhile, and return those that were ours to close.

    What the policy says follows a duty that was met opens with it.
    """
    if not duties:
        return []
    with unit_of_work():
        waits = (
            Duty.objects.select_for_update().filter(pk__in=[duty.pk for duty in duties], closed_at=None).order_by("pk")
        )
        ours = set(waits.values_list("pk", flat=True))
        duties = [duty for duty in duties if duty.pk in ours]
        alike: dict[tuple[DutyState, bool], list[Duty]] = defaultdict(list)
        for duty in duties:
            alike[states[duty.pk], duty.was_late].append(duty)
        for (state, late), rows in alike.items():
            Duty.objects.filter(pk__in=[duty.pk for duty in rows], state__in=Duty.WAITING).update(
                state=state, was_late=late, outcome=outcome, closed_at=at, closed_by=by.name
            )
            for duty in rows:
                duty.state, duty.outcome, duty.closed_at, duty.closed_by = state, outcome, at, by.name
        opened = following.after_met([duty for duty in duties if duty.state == Duty.State.MET], at)
        insert(opened, ignore_conflicts=True)
        journal.write_many(
            [
                Entry(
                    f"duty.{duty.state}",
                    {
                        "duty": duty.pk,
                        "rule": duty.rule,
                        "on": duty.on,
                        "session": duty.session,
                        "outcome": outcome,
                        "due_at": duty.due_at,
                        "was_late": duty.was_late,
                    },
                    by=by,
                    at=at,
                    provision_id=duty.provision_id,
                    about=duty.subject,
                )
                for duty in duties
            ]
            + opening_entries(opened, by=by, at=at)
        )
    return duties
