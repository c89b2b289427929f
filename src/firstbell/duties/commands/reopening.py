"""Open again what was met by something that turned out not to hold, such as an email that came back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from firstbell import journal
from firstbell.duties.models import Duty
from firstbell.journal import Actor, Entry
from firstbell.units import unit_of_work


def reopen(duties: Iterable[Duty], *, reason: str, by: Actor, at: datetime) -> list[Duty]:
    """Open again those of these duties that are met, and return them; the rest stay as they are.

    When, how and by whom each had been met stays in the journal. A duty whose time has passed meanwhile is judged late
    by the worker's next turn.
    """
    keys = [duty.pk for duty in duties]
    if not keys:
        return []
    with unit_of_work():
        met = list(Duty.objects.select_for_update().filter(pk__in=keys, state=Duty.State.MET).order_by("pk"))
        entries = [_entry(duty, reason, by, at) for duty in met]
        Duty.objects.filter(pk__in=[duty.pk for duty in met], state=Duty.State.MET).update(**Duty.TO_DO_AGAIN)
        for duty in met:
            duty.state, duty.outcome, duty.closed_at, duty.closed_by = Duty.State.OPEN, "", None, ""
        journal.write_many(entries)
    return met


def _entry(duty: Duty, reason: str, by: Actor, at: datetime) -> Entry:
    return Entry(
        "duty.reopened",
        {
            "duty": duty.pk,
            "rule": duty.rule,
            "on": duty.on,
            "session": duty.session,
            "reason": reason,
            "was_met_at": duty.closed_at,
            "was_met_by": duty.closed_by,
            "was_met_through": duty.outcome,
        },
        by=by,
        at=at,
        provision_id=duty.provision_id,
        about=duty.subject,
    )
