"""A morning at Stepping Stones as tests tell it: absences marked, calls made, emails drafted."""

from __future__ import annotations

from uuid import uuid4

from firstbell.domain.contact import Outcome
from firstbell.domain.marks import Choice
from firstbell.duties.models import Duty
from firstbell.followup import commands
from firstbell.followup.commands import Call, Logged
from firstbell.journal import Actor
from firstbell.registers import commands as registers
from firstbell.registers.commands.answers import Tap
from firstbell.registers.models import RegisterLine
from tests.builders import a_register, day, london

MONDAY = "2026-11-23"
PRIYA = Actor("staff", None, "Priya Nair", "attendance_lead")
TUTOR = Actor("staff", None, "Sam Okoro", "tutor")


def at(clock, on=MONDAY):
    return london(f"{on} {clock}")


def line_of(pupil, session="AM", on=MONDAY):
    return RegisterLine.objects.select_related("current_mark").get(
        pupil=pupil, register__on=day(on), register__session=session
    )


def marked(pupil, choice=Choice.AWAY, *, clock="09:03", session="AM", on=MONDAY, code=""):
    """Mark a pupil in the register of the session; not here unless told otherwise."""
    a_register(pupil, on, session)
    tap = Tap(uuid4(), line_of(pupil, session, on).pk, None if code else choice, code_key=code)
    registers.record_mark(tap, by=TUTOR, at=at(clock, on))


def code_of(pupil, session="AM"):
    mark = line_of(pupil, session).current_mark
    return mark.code_key if mark else ""


def duty(pupil, kind, session="AM"):
    return Duty.objects.get(pupil=pupil, kind=kind, session=session)


def rings(pupil, outcome, *, clock="09:08", by=PRIYA, contact=None, **said) -> Logged:
    """Somebody rings a contact of the pupil, the first unless told otherwise, and logs what came of it."""
    contact = contact or pupil.contacts.order_by("priority").first()
    about = Duty.objects.filter(pupil=pupil, kind__in=commands.HOME).order_by("due_at").first()
    number = contact.numbers.first()
    call = Call(Outcome(outcome), contact, number.number if number else "", **said)
    return commands.log_attempt(about, call, by=by, at=at(clock))
