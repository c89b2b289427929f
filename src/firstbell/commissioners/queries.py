"""One day for a referring school or council: its own pupils' marks, what was done, and which code to enter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell.clock import LONDON
from firstbell.commissioners.access import Scope
from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.proposal import Proposal, propose
from firstbell.followup.models import ContactAttempt
from firstbell.policy import national_on
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine
from firstbell.ui.cells import Cell, cell_of

SESSION_NAMES = {"AM": "Morning", "PM": "Afternoon"}


@dataclass(frozen=True)
class Step:
    """One thing that happened, in words, with its London time."""

    at: datetime
    words: str
    is_done: bool = True


@dataclass(frozen=True)
class SessionOfPupil:
    """One session of one pupil: the mark, the steps taken and the code proposed for the school's own register."""

    session: str
    expected_at: datetime
    cell: Cell | None
    state: str
    steps: tuple[Step, ...]
    proposal: Proposal | None


@dataclass(frozen=True)
class PupilOfTheDay:
    """One of their pupils who was expected on the day."""

    pupil_id: int
    name: str
    upn: str
    sessions: tuple[SessionOfPupil, ...]


@dataclass(frozen=True)
class TheirDay:
    """What the page shows. `placed` counts their pupils with a place here on the day, expected or not."""

    names: tuple[str, ...]
    on: date
    pupils: tuple[PupilOfTheDay, ...]
    placed: int


def their_day(scope: Scope, on: date) -> TheirDay:
    """Return the day of every pupil in scope. Three statements at any size."""
    lines = list(
        scope.lines(on)
        .select_related("register", "pupil", "current_mark", "placement")
        .order_by("pupil__legal_first_name", "pupil__legal_last_name", "pupil_id", "register__session")
    )
    attempts = list(
        ContactAttempt.objects.filter(pupil_id__in={line.pupil_id for line in lines}, on=on)
        .select_related("contact")
        .order_by("made_at", "pk")
    )
    pupils: dict[int, list[RegisterLine]] = {}
    for line in lines:
        pupils.setdefault(line.pupil_id, []).append(line)
    placed = scope.placements().filter(starts_on__lte=on).exclude(ends_on__lt=on).values("pupil_id").distinct().count()
    return TheirDay(
        names=scope.names,
        on=on,
        pupils=tuple(_pupil(theirs, attempts) for theirs in pupils.values()),
        placed=placed,
    )


def _pupil(lines: list[RegisterLine], attempts: list[ContactAttempt]) -> PupilOfTheDay:
    pupil = lines[0].pupil
    return PupilOfTheDay(
        pupil_id=pupil.pk,
        name=pupil.name,
        upn=pupil.upn,
        sessions=tuple(
            _session(line, [a for a in attempts if a.pupil_id == pupil.pk and a.session == line.register.session])
            for line in lines
        ),
    )


def _session(line: RegisterLine, attempts: list[ContactAttempt]) -> SessionOfPupil:
    mark = line.current_mark
    register = line.register
    codes = codes_of(register.code_set, register.provision_id, register.on)
    code = codes.get(mark.code_key) if mark else None
    steps = [Step(line.starts_at.astimezone(LONDON), f"Expected at {line.starts_at.astimezone(LONDON):%H:%M}", False)]
    if mark and code:
        steps.append(Step(mark.recorded_at.astimezone(LONDON), f"Marked {cell_of(code).word} by {mark.seen_by}"))
    steps += [Step(a.made_at.astimezone(LONDON), _call(a)) for a in attempts]
    return SessionOfPupil(
        session=SESSION_NAMES[line.register.session],
        expected_at=line.starts_at.astimezone(LONDON),
        cell=cell_of(code) if code else None,
        state=_state(code, mark.minutes_late if mark else None, line.contested),
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        proposal=_proposal(line, code) if code else None,
    )


def _call(attempt: ContactAttempt) -> str:
    """A call as a school may read it: who and the outcome, never a number or a private note."""
    outcome = Outcome(attempt.outcome).label
    who = attempt.contact.relationship.lower() if attempt.contact and attempt.contact.relationship else attempt.spoke_to
    return f"{outcome}: {who}" + (f", {attempt.reason}" if attempt.reason else "")


def _state(code: Code | None, minutes_late: int | None, contested: bool) -> str:
    if contested:
        return "Two answers; treated as not seen until settled"
    if code is None:
        return "Not marked yet"
    return f"{code.description}, {minutes_late} minutes" if minutes_late else code.description


def _proposal(line: RegisterLine, code: Code) -> Proposal:
    placement = line.placement
    return propose(
        code,
        registration=placement.registration if placement else "elsewhere",
        national=national_on(line.register.on),
        activity=placement.activity if placement else "",
    )
