"""Taking registers in tests, in the words of the field."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from firstbell.domain.marks import Choice
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.registers import commands
from firstbell.registers.commands import Tap
from firstbell.registers.models import Mark, Register, RegisterLine
from tests.builders import a_group, a_pupil, a_register, a_site, a_user
from tests.support.times import london

DAY = "2026-11-23"


def person(name: str) -> Actor:
    """A tutor who may mark, with an account of their own."""
    user = a_user(name)
    return Actor("staff", user.pk, name, "tutor")


def a_class(count: int = 3, on: str = DAY, session: str = "AM", **fields: Any) -> tuple[Register, list[Pupil]]:
    """A group of pupils and their register of one session, open and blank."""
    group = a_group(a_site())
    pupils = [a_pupil(group=group, **fields) for _ in range(count)]
    return a_register(pupils[0], on, session), pupils


def line_of(pupil: Pupil, on: str = DAY, session: str = "AM") -> RegisterLine:
    return RegisterLine.objects.get(pupil=pupil, register__on=on, register__session=session)


def a_tap(pupil: Pupil, choice: str, on: str = DAY, session: str = "AM", **fields: Any) -> Tap:
    """A tap of somebody whose page shows the line as it is now."""
    line = line_of(pupil, on, session)
    return Tap(
        fields.pop("id", uuid4()), line.pk, Choice(choice), seen=fields.pop("seen", line.current_mark_id), **fields
    )


def mark(pupil: Pupil, choice: str, at: str | datetime, by: Actor, **fields: Any) -> commands.Recorded:
    instant = london(at) if isinstance(at, str) else at
    return commands.record_mark(a_tap(pupil, choice, **fields), by=by, at=instant)


def code_of(pupil: Pupil, on: str = DAY, session: str = "AM") -> str:
    """The code that counts for a pupil's session, empty for a blank line."""
    current = line_of(pupil, on, session).current_mark
    return current.code_key if current else ""


def marks_of(pupil: Pupil, on: str = DAY, session: str = "AM") -> list[Mark]:
    return list(line_of(pupil, on, session).marks.order_by("pk"))
