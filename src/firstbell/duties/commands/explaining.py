"""Say why a duty was late: asked once, answered once."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.units import unit_of_work

LONGEST = Duty._meta.get_field("late_reason").max_length


class ReasonEmpty(Refused):
    """Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "There is no reason yet.",
            "The duty stays visible as late, without one.",
            "Say in a few words why it was late.",
        )


class ReasonTooLong(Refused):
    """More was written than is kept."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"The reason is {length} characters long, and {LONGEST} are kept.",
            "Nothing was saved.",
            "Say it in fewer words.",
        )


class NotLate(Refused):
    """The duty's time has not passed."""

    def __init__(self, duty: Duty) -> None:
        super().__init__(f"“{duty.sentence}” is not late.", "There is nothing to explain.", "Go back to the board.")


class ReasonGiven(Refused):
    """Somebody has said why already."""

    def __init__(self, duty: Duty) -> None:
        super().__init__(
            f"{duty.late_reason_by} has already said why: {duty.late_reason}",
            "That stands. Yours was not saved.",
            "Add what is missing as a note to the next call.",
        )


def give_late_reason(duty: Duty, reason: str, *, by: Actor, at: datetime) -> None:
    """Keep why a duty was late (SS-14). Of two people who answer at once the first counts.

    Raises ReasonEmpty, ReasonTooLong, NotLate, ReasonGiven.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonEmpty
    if len(reason) > LONGEST:
        raise ReasonTooLong(len(reason))
    with unit_of_work():
        unexplained = Duty.objects.filter(pk=duty.pk, was_late=True, late_reason="")
        if not unexplained.update(late_reason=reason, late_reason_by=by.name, late_reason_at=at):
            duty.refresh_from_db()
            raise ReasonGiven(duty) if duty.late_reason else NotLate(duty)
        facts = {"duty": duty.pk, "rule": duty.rule, "on": duty.on, "session": duty.session, "reason": reason}
        journal.write("duty.explained", facts, by=by, at=at, provision_id=duty.provision_id, about=duty.subject)
