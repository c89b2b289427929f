"""The session email to a school: what its own pupils' absences are, what was done, what comes next (SS-16, SS-17)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string

from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.school_time import london_time, long_date
from firstbell.duties.models import Duty
from firstbell.followup.calls import attempts_of, by_whom, people_of, tried
from firstbell.followup.models import ContactAttempt
from firstbell.followup.ringing import Person, next_call
from firstbell.followup.rooms import SESSION_WORDS
from firstbell.outbox.commands import Content
from firstbell.policy import national_code
from firstbell.provisions.models import Provision
from firstbell.provisions.phones import shown
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries import of_day

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


@dataclass(frozen=True)
class About:
    """One pupil in the email: first name and initial only, when due, the mark, the log, what is next, the code."""

    name: str
    due: str
    mark: str
    done: str
    next: str
    code: str


@dataclass(frozen=True)
class Line:
    """What the register says of a pupil now: the code, and whether two people gave two answers."""

    code: Code | None
    contested: bool


@dataclass(frozen=True)
class Log:
    """Everything the emails of one session are drawn from."""

    people: dict[int, list[Person]]
    attempts: dict[int, list[ContactAttempt]]
    lines: dict[tuple[int, str], Line]


def read_log(provision_id: int, pupil_ids: Collection[int], day: date) -> Log:
    """Read what is known about these pupils today. Three statements."""
    rows = RegisterLine.objects.filter(of_day(day), pupil_id__in=pupil_ids, dropped_at=None)
    found = list(rows.select_related("register", "current_mark"))
    codes = {name: codes_of(name, provision_id, day) for name in {line.register.code_set for line in found}}
    lines = {
        (line.pupil_id, line.register.session): Line(
            codes[line.register.code_set].get(line.current_mark.code_key) if line.current_mark else None,
            line.contested,
        )
        for line in found
    }
    return Log(people_of(pupil_ids), attempts_of(pupil_ids, day), lines)


def content_of(duties: Sequence[Duty], log: Log, provision: Provision, reference: str, goes_at: datetime) -> Content:
    """Return subject, text and HTML for one school's pupils of one session.

    duties: the school's waiting duties to tell, of one session. goes_at: when it goes by itself; after the promised
    time it says that it is late.
    """
    first = duties[0]
    pupils = {duty.pupil_id: duty for duty in sorted(duties, key=lambda duty: (duty.starts_at or duty.due_at, duty.pk))}
    promised_at = min(duty.due_at for duty in duties)
    session = SESSION_WORDS[first.session]
    about = [_about(duty, log) for duty in pupils.values()]
    number = NUMBERS[len(about)] if len(about) < len(NUMBERS) else str(len(about))
    known = all(_is_known(log, duty) for duty in pupils.values())
    seen = (
        ("is" if len(about) == 1 else "are") + " not here"
        if known
        else ("has" if len(about) == 1 else "have") + " not been seen"
    )
    words = {
        "provision": provision,
        "phone": shown(provision.phone),
        "headline": f"{number} of your pupils {seen} this {session}",
        "day": f"{first.on:%A} {long_date(first.on)}, {session}",
        "promised": f"{london_time(promised_at):%H:%M}",
        "is_late": goes_at > promised_at,
        "about": about,
        "ask": "" if known else "Please do one thing: tell us if you know where they are.",
        "school": first.commissioner.name if first.commissioner else "",
        "address": settings.ADDRESS,
        "reference": reference,
    }
    return Content(
        subject=f"{provision.name}: {session} attendance, {first.on.day} {first.on:%B}",
        text=render_to_string("followup/mail/school_session.txt", words).strip() + "\n",
        html=render_to_string("followup/mail/school_session.html", words),
    )


def _line(log: Log, duty: Duty) -> Line:
    return log.lines.get((duty.pupil_id or 0, duty.session), Line(None, False))


def _is_known(log: Log, duty: Duty) -> bool:
    code = _line(log, duty).code
    return code is not None and code.explains_absence


def _about(duty: Duty, log: Log) -> About:
    pupil, line = duty.pupil, _line(log, duty)
    assert pupil is not None
    attempts = log.attempts.get(pupil.pk, [])
    return About(
        name=f"{pupil.first_name} {pupil.last_name[:1]}",
        due=f"{london_time(duty.starts_at):%H:%M}" if duty.starts_at else "",
        mark=_mark(line),
        done=" ".join(_said(each) for each in attempts if each.commissioner_id is None)
        or "No call has been logged yet.",
        next=_next(line, log.people.get(pupil.pk, []), attempts),
        code=_suggested(line, duty.on),
    )


def _mark(line: Line) -> str:
    if line.contested:
        return "Two answers; treated as not seen"
    if line.code is None or line.code.awaits_reason:
        return "Not here (N)"
    return f"{line.code.description} ({line.code.code})"


def _said(attempt: ContactAttempt) -> str:
    """One attempt as a sentence: "09:07 mother, engaged."."""
    words = Outcome(attempt.outcome).label.lower()
    if attempt.expected_at:
        words += f", expected {london_time(attempt.expected_at):%H:%M}"
    return f"{london_time(attempt.made_at):%H:%M} {by_whom(attempt)}, {words}."


def _next(line: Line, people: Sequence[Person], attempts: Sequence[ContactAttempt]) -> str:
    if line.contested:
        return "two staff gave two answers; we are settling it."
    if line.code is not None and line.code.explains_absence:
        return "nothing for today; we know the reason."
    if attempts and Outcome(attempts[-1].outcome) is Outcome.ON_THE_WAY:
        return "we check that they arrive, and ring again if they do not."
    call = next_call(people, tried(attempts))
    if call is None:
        return "everybody we may ring has been tried. Please ring us to agree what happens next."
    return f"we ring {call.person.relationship.lower() or 'the next contact'}, and ring you if we cannot reach anyone."


def _suggested(line: Line, day: date) -> str:
    if line.contested:
        return "none yet"
    if line.code is None or line.code.awaits_reason:
        return "N until the reason is known"
    national = national_code(line.code, day)
    if national is None:
        return "yours to decide"
    return f"{national.code}, {national.description[:1].lower()}{national.description[1:]}"
