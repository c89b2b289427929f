"""One day for a referring school or council: its own pupils' marks, what was done, and which code to enter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from firstbell.clock import LONDON
from firstbell.commissioners.access import Scope
from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.proposal import Proposal, propose
from firstbell.followup.models import ContactAttempt, SchoolAnswer
from firstbell.followup.schools.purposes import ABSENCES
from firstbell.outbox.models import Message
from firstbell.policy import national_on
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine
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
class Mail:
    """An email to them that their server took. read: who said when that it was read, empty while nobody did.

    asks: there is something to answer in it.
    """

    id: int
    at: datetime
    words: str
    read: str
    asks: bool


@dataclass(frozen=True)
class TheirDay:
    """What the page shows. `placed` counts their pupils with a place here on the day, expected or not.

    tallies: each session in words, "Morning: 1 here, 1 late, 1 with no reason yet".
    """

    names: tuple[str, ...]
    on: date
    pupils: tuple[PupilOfTheDay, ...]
    placed: int
    tallies: tuple[str, ...]
    mails: tuple[Mail, ...]


def their_day(scope: Scope, on: date) -> TheirDay:
    """Return the day of every pupil in scope. Five statements at any size, six where emails were sent."""
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
    answers = list(scope.answers(on).select_related("commissioner").order_by("recorded_at", "pk"))
    placed = scope.placements().filter(starts_on__lte=on).exclude(ends_on__lt=on).values("pupil_id").distinct().count()
    return TheirDay(
        names=scope.names,
        on=on,
        pupils=tuple(_pupil(theirs, attempts, answers) for theirs in pupils.values()),
        placed=placed,
        tallies=tuple(_tallies(lines)),
        mails=tuple(_mail(each) for each in _mails(scope, on)),
    )


def _mails(scope: Scope, on: date) -> list[Message]:
    taken = scope.messages().filter(on=on).select_related("receipt").prefetch_related("told_pupils")
    return list(taken.order_by("accepted_at", "pk"))


def _mail(message: Message) -> Mail:
    receipt = getattr(message, "receipt", None)
    who = f" by {receipt.said_by}" if receipt and receipt.said_by else ""
    at = (message.accepted_at or message.due_at).astimezone(LONDON)
    return Mail(
        id=message.pk,
        at=at,
        words=f"{SESSION_NAMES[message.session]}: {_told(message)}",
        read=f"Read{who} at {receipt.read_at.astimezone(LONDON):%H:%M}" if receipt else "",
        asks=message.purpose == ABSENCES,
    )


def _told(message: Message) -> str:
    """What an email said of how many: "2 not here, 1 came late"."""
    counts = Counter(told.get_says_display() for told in message.told_pupils.all())
    return ", ".join(f"{count} {says.lower()}" for says, count in counts.items()) or "nobody"


def _tallies(lines: list[RegisterLine]) -> Iterator[str]:
    """Each session's pupils by what the register says, in words."""
    for session, name in SESSION_NAMES.items():
        counts: Counter[str] = Counter()
        for line in lines:
            if line.register.session == session:
                counts[_where(line)] += 1
        if counts:
            yield f"{name}: " + ", ".join(f"{counts[word]} {word}" for word in WHERE if counts[word])


WHERE = ("here", "late", "with no reason yet", "away, and we know why", "with two answers", "not marked yet")


def _where(line: RegisterLine) -> str:
    code = _code(line)
    if line.contested:
        return "with two answers"
    if code is None:
        return "not marked yet"
    if code.is_late:
        return "late"
    if code.is_present:
        return "here"
    return "with no reason yet" if code.awaits_reason else "away, and we know why"


def _code(line: RegisterLine) -> Code | None:
    mark, register = line.current_mark, line.register
    if mark is None or not mark.code_key:
        return None
    return codes_of(register.code_set, register.provision_id, register.on).get(mark.code_key)


def _pupil(lines: list[RegisterLine], attempts: list[ContactAttempt], answers: list[SchoolAnswer]) -> PupilOfTheDay:
    pupil = lines[0].pupil
    return PupilOfTheDay(
        pupil_id=pupil.pk,
        name=pupil.name,
        upn=pupil.upn,
        sessions=tuple(
            _session(
                line,
                [a for a in attempts if a.pupil_id == pupil.pk and a.session == line.register.session],
                [a for a in answers if a.pupil_id == pupil.pk and a.session == line.register.session],
            )
            for line in lines
        ),
    )


def _session(line: RegisterLine, attempts: list[ContactAttempt], answers: list[SchoolAnswer]) -> SessionOfPupil:
    mark, code = line.current_mark, _code(line)
    steps = [Step(line.starts_at.astimezone(LONDON), f"Expected at {line.starts_at.astimezone(LONDON):%H:%M}", False)]
    if mark and code:
        by = mark.recorded_by if mark.source == Mark.Source.CALL else mark.seen_by
        cell = cell_of(code)
        steps.append(Step(mark.recorded_at.astimezone(LONDON), f"Marked {cell.letter}, {cell.word}, by {by}"))
    steps += [Step(a.made_at.astimezone(LONDON), _call(a)) for a in attempts]
    steps += [Step(a.recorded_at.astimezone(LONDON), _answered(a)) for a in answers]
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


def _answered(answer: SchoolAnswer) -> str:
    """What they answered, as they said it."""
    who = f"{answer.given_by}, {answer.commissioner.name}" if answer.given_by else answer.commissioner.name
    said = f": {answer.words}" if answer.words else ""
    return f"{who} answered “{answer.get_answer_display()}”{said}"


def _state(code: Code | None, minutes_late: int | None, contested: bool) -> str:
    if contested:
        return "Two answers; treated as not seen until settled"
    if code is None:
        return "Not marked yet"
    word = cell_of(code).word
    word = f"{word[:1].upper()}{word[1:]}"
    return f"{word}, {minutes_late} minutes" if minutes_late else word


def _proposal(line: RegisterLine, code: Code) -> Proposal:
    placement = line.placement
    return propose(
        code,
        registration=placement.registration if placement else "elsewhere",
        national=national_on(line.register.on),
        activity=placement.activity if placement else "",
    )
