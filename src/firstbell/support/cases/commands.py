"""Open and close a support case."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.support.cases.models import Case
from firstbell.units import unit_of_work


def open_case(pupil: Pupil, *, why: str, by: Actor, at: datetime) -> Case:
    """Open a pupil's support case, or return the one that is open."""
    with unit_of_work():
        case, made = Case.objects.get_or_create(
            pupil=pupil,
            closed_at=None,
            defaults={
                "provision_id": pupil.provision_id,
                "why": why,
                "opened_on": london_day(at),
                "opened_at": at,
                "opened_by": by.name,
            },
        )
        if made:
            facts = {"case": case.pk, "why": why}
            about = f"pupil:{pupil.pk}"
            journal.write("support-case.opened", facts, by=by, at=at, provision_id=pupil.provision_id, about=about)
    return case
