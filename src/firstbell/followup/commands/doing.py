"""What is done with one tap or a few words: a duty that a person says is done, a pupil who is here now."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from firstbell import journal
from firstbell.domain.duties import Discharge, Fact
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_time
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.registers import commands as registers
from firstbell.registers.models import RegisterLine, SignOut
from firstbell.units import unit_of_work

BY_HAND = (Discharge.DONE, Discharge.CONFIRMED, Discharge.RECEIPT)
"""What a person may say by a word of their own; the others come of calls, marks and messages."""


class DoneAlready(Refused):
    """Somebody did it meanwhile, or it is no longer needed."""

    def __init__(self, duty: Duty) -> None:
        when = f" at {london_time(duty.closed_at):%H:%M}" if duty.closed_at else ""
        what = "was done" if duty.state == Duty.State.MET else "ended"
        super().__init__(
            f"“{duty.sentence}” {what} meanwhile, by {duty.closed_by}{when}.",
            "What you did was not logged a second time.",
            "Look at the board as it is now.",
        )


class NotByHand(Refused):
    """The duty is met by a call, a mark or a message, not by saying so."""

    def __init__(self, duty: Duty) -> None:
        super().__init__(
            f"“{duty.sentence}” is not done by saying so.",
            "It is met by what its row offers. Nothing was changed.",
            "Go back to the board and choose there.",
        )


class NoLine(Refused):
    """The pupil is on no register of the day."""

    def __init__(self, duty: Duty) -> None:
        super().__init__(
            f"{duty.pupil.name} is on no register of this session any more.",
            "There is no line to record the arrival on. Nothing was changed.",
            "Open the register and add the pupil as one who turned up.",
        )


class Meetable(Protocol):
    """A duty, as far as what meets it."""

    @property
    def met_by(self) -> str: ...


def done_by(duty: Meetable) -> Discharge | None:
    """Return what a person's word comes to for this duty, None where it takes more than a word."""
    return next((each for each in BY_HAND if each in duty.met_by.split()), None)


def record_done(duty: Duty, words: str, *, by: Actor, at: datetime) -> None:
    """Meet a duty because a person says that it is done. words: what was done, empty where nobody is asked.

    Of two people who say so at once the second is told. Raises DoneAlready, NotByHand.
    """
    outcome = done_by(duty)
    if outcome is None:
        raise NotByHand(duty)
    with unit_of_work():
        if not meet_these([duty], outcome=outcome, by=by, at=at):
            duty.refresh_from_db()
            raise DoneAlready(duty)
        if words:
            facts = {"duty": duty.pk, "rule": duty.rule, "on": duty.on, "session": duty.session, "words": words}
            journal.write("duty.described", facts, by=by, at=at, provision_id=duty.provision_id, about=duty.subject)


def here_now(duty: Duty, *, by: Actor, at: datetime) -> None:
    """Record that the pupil of a duty is here: late by the clock, or back again who had left without leave.

    Raises NoLine and what `registers.arrived` raises.
    """
    if duty.fact == Fact.LEFT_WITHOUT_LEAVE:
        for left in SignOut.objects.filter(pupil_id=duty.pupil_id, on=duty.on, returned_at=None):
            registers.sign_in(left, at, by=by, at=at)
        return
    lines = RegisterLine.objects.filter(
        pupil_id=duty.pupil_id, register__on=duty.on, register__provision_id=duty.provision_id, dropped_at=None
    )
    rows = list(lines.order_by("register__starts_at", "pk").values_list("pk", "register__ends_at"))
    if not rows:
        raise NoLine(duty)
    registers.arrived(next((pk for pk, ends_at in rows if at <= ends_at), rows[-1][0]), by=by, at=at)
