"""Ring a school about its pupils (SS-16, SS-17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from firstbell import journal
from firstbell.domain.contact import Outcome
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.followup.commands.entries import entry_of
from firstbell.followup.models import ContactAttempt
from firstbell.journal import Actor
from firstbell.placements.models import Commissioner
from firstbell.units import unit_of_work


def tell_school(
    waiting: Sequence[Duty], commissioner: Commissioner, *, outcome: Outcome, spoke_to: str, by: Actor, at: datetime
) -> int:
    """Log a call to a school about its pupils' absences; told by phone meets the duty to tell them (SS-17).

    waiting: their duties to tell and to phone. Returns how many were met. One row for each pupil, so that each pupil's
    own history is whole.
    """
    with unit_of_work():
        about = {(duty.pupil_id, duty.on, duty.session): duty for duty in waiting}
        rows = [
            ContactAttempt(
                pupil_id=duty.pupil_id,
                duty=duty,
                commissioner=commissioner,
                on=duty.on,
                session=duty.session,
                spoke_to=spoke_to or commissioner.name,
                number=commissioner.phone,
                outcome=outcome,
                made_by=by.name,
                made_by_role=by.role[:40],
                made_at=at,
                recorded_at=at,
            )
            for duty in about.values()
        ]
        ContactAttempt.objects.bulk_create(rows)
        journal.write_many([entry_of(row, commissioner.provision_id, by, at) for row in rows])
        if outcome.discharge is None:
            return 0
        return len(meet_these(waiting, outcome=outcome.discharge, by=by, at=at))
