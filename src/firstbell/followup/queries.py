"""What the page for logging a call shows, and what waits about one pupil."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.domain.codes import Code
from firstbell.duties.models import Duty
from firstbell.followup.calls import attempts_of, people_of
from firstbell.followup.forms import reasons
from firstbell.followup.models import ContactAttempt
from firstbell.followup.ringing import Person
from firstbell.provisions import queries as provisions


@dataclass(frozen=True)
class AttemptPage:
    """A duty with the people who may be rung, today's attempts and the reasons that can be given."""

    duty: Duty
    people: list[Person]
    attempts: list[ContactAttempt]
    reasons: list[Code]


def attempt_page(duty: Duty) -> AttemptPage:
    pupil_id = duty.pupil_id or 0
    codes = provisions.policy_on(duty.provision_id, duty.on).own_code_set(duty.on)
    return AttemptPage(
        duty=duty,
        people=people_of([pupil_id]).get(pupil_id, []),
        attempts=attempts_of([pupil_id], duty.on).get(pupil_id, []),
        reasons=reasons(codes, duty.on),
    )


def waiting_for(pupil_id: int) -> list[Duty]:
    """Return what waits about a pupil, least time left first."""
    return list(Duty.objects.filter(pupil_id=pupil_id, closed_at=None).order_by("due_at", "pk"))
