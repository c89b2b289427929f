"""A pupil's sessions written straight into the register, so that a year of them costs four statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from firstbell.domain.school_time import Session
from firstbell.people.models import Pupil
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import PolicyVersion
from firstbell.registers.models import Mark, Register, RegisterLine, WeekTally
from firstbell.support.crossings.watching import watch
from tests.builders import a_week
from tests.support.times import london

AM, PM = Session.AM, Session.PM
STARTS = {AM: "09:00", PM: "13:00"}
ENDS = {AM: "12:00", PM: "15:00"}


def school_days(pupil: Pupil, since: str, count: int) -> list[date]:
    calendar = provisions.calendar(pupil.provision_id)
    first = date.fromisoformat(since)
    days = [first] if calendar.is_school_day(first) else []
    while len(days) < count:
        days.append(calendar.add_school_days(days[-1] if days else first - timedelta(days=1), 1))
    return days


def sessions(pupil: Pupil, codes: str | Sequence[str], since: str = "2026-09-02", *, imported: bool = False) -> date:
    """Write these codes, morning and afternoon in turn from a day on, and ask for a look. Returns the last day."""
    placement = pupil.placements.first()
    group = placement.slots.first().group
    slots = [(on, half) for on in school_days(pupil, since, (len(codes) + 1) // 2) for half in (AM, PM)][: len(codes)]
    made = Register.objects.bulk_create(
        Register(
            provision_id=pupil.provision_id,
            site=group.site,
            group=group,
            on=on,
            session=half,
            code_set=provisions.policy_on(pupil.provision_id, on).own_code_set(on).name,
            starts_at=london(f"{on} {STARTS[half]}"),
            closes_at=london(f"{on} {STARTS[half]}") + timedelta(minutes=30),
            ends_at=london(f"{on} {ENDS[half]}"),
            imported=imported,
        )
        for on, half in slots
    )
    lines = RegisterLine.objects.bulk_create(
        RegisterLine(
            register=register,
            pupil=pupil,
            placement=placement,
            expected=True,
            starts_at=register.starts_at,
            closes_at=register.starts_at + timedelta(minutes=30),
        )
        for register in made
    )
    marks = Mark.objects.bulk_create(a_mark(line, code) for line, code in zip(lines, codes, strict=True))
    for line, mark in zip(lines, marks, strict=True):
        line.current_mark = mark
    RegisterLine.objects.bulk_update(lines, ["current_mark"])
    look_again(pupil)
    return slots[-1][0]


def a_mark(line: RegisterLine, code: str) -> Mark:
    said = {"seen_by": "Builder", "recorded_by": "Builder", "recorded_by_role": "tutor"}
    return Mark(line=line, code_key=code, tap_id=uuid4(), recorded_at=line.starts_at, **said)


def amend(pupil: Pupil, on: date | str, half: str, code: str) -> None:
    """Put another mark in the place of the one that counts, and ask for a look."""
    line = RegisterLine.objects.get(pupil=pupil, register__on=on, register__session=half)
    line.current_mark = a_mark(line, code)
    line.current_mark.save()
    line.save(update_fields=["current_mark"])
    look_again(pupil)


def another_policy(pupil: Pupil, on: date | str, old: str, new: str) -> None:
    """Put the policy in force with another line in it."""
    kept = pupil.provision.policy_versions.get()
    PolicyVersion.objects.create(
        provision=pupil.provision,
        starts_on=on,
        preset=kept.preset,
        text=kept.text.replace(old, new),
        made_at=london(f"{on} 12:00"),
        made_by="Builder",
    )


def look_again(pupil: Pupil) -> None:
    """Ask for a look, as a saved mark does."""
    waiting = WeekTally.objects.filter(placement__pupil=pupil)
    if not waiting.exists():
        a_week(pupil)
    waiting.update(look_again_since=london("2026-09-01 09:00"))


def seen_on(on: date | str, clock: str = "15:30") -> int:
    """Let the worker look on a day."""
    return watch(london(f"{on} {clock}"))
