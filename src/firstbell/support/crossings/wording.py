"""The words of a letter about attendance: what happened, the dates, what would help. Never a threat, never a fine.

Written for whoever reads it: home hears what was missed and that we want to help, the school also the codes and what
it may have to do. No pupil's name stands in a subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.template.loader import render_to_string

from firstbell.domain.duties import Fact
from firstbell.domain.school_time import london_day, long_date
from firstbell.domain.tallies import shown
from firstbell.outbox.commands import Content
from firstbell.provisions.models import Provision
from firstbell.provisions.phones import shown as shown_number
from firstbell.support.crossings.models import Crossing, Letter

HALVES = {"AM": "morning", "PM": "afternoon"}
WHOLE_DAY = "morning and afternoon"


@dataclass(frozen=True)
class Words:
    """A letter in its parts. dates: each date of the list, in words; before and after: what stands around it."""

    subject: str
    greeting: str
    before: tuple[str, ...]
    heading: str
    dates: tuple[str, ...]
    after: tuple[str, ...]
    sender: tuple[str, ...]

    @property
    def text(self) -> str:
        listed = "\n".join(f"- {line}" for line in self.dates)
        parts = [self.greeting, *self.before, *([f"{self.heading}\n{listed}"] if listed else []), *self.after]
        return "\n\n".join([*parts, "\n".join(self.sender)]) + "\n"

    def content(self, provision: Provision) -> Content:
        """Return subject, text and HTML of an email."""
        html = render_to_string("support/crossings/mail/letter.html", {"words": self, "provision": provision})
        return Content(subject=self.subject, text=self.text, html=html, about=1)


def words_of(crossing: Crossing, *, to: str, name: str, language: str, on: date, school: str) -> Words:
    """Return a letter that tells of a crossing. school: whom else we tell, empty for nobody."""
    pupil, provision = crossing.pupil, crossing.provision
    if to == Letter.To.HOME:
        after = [
            f"There can be many reasons: health, worries, the journey, things at home or here. You and "
            f"{pupil.first_name} know best what would help, so please tell us. We will look for a way together.",
            "If one of these dates is not right, tell us and we will put it right.",
        ]
        if school:
            after.insert(1, f"We tell {school} the same, so that everybody who can help knows.")
        if language:
            after.append(f"You speak {language}? Tell us, and we will find somebody who can explain this letter.")
        return Words(
            subject=f"{provision.name}: a letter about attendance, {on.day} {on:%B}",
            greeting=f"Dear {name},",
            before=(_opening_home(crossing), *_sums(crossing, pupil.first_name)),
            heading=_heading(crossing),
            dates=dates_of(crossing, with_codes=False),
            after=tuple(after),
            sender=_sender(provision),
        )
    born = f", born {long_date(pupil.born_on)}" if pupil.born_on else ""
    return Words(
        subject=f"{provision.name}: attendance of one of your pupils, {on.day} {on:%B}",
        greeting=f"To {name},",
        before=(
            f"This is about {pupil.name}{born}. {_opening_school(crossing)}",
            *_sums(crossing, pupil.first_name),
        ),
        heading=_heading(crossing),
        dates=dates_of(crossing, with_codes=True),
        after=(*_after_school(crossing), "Please tell us what you know, and what has helped before. We plan together."),
        sender=_sender(provision),
    )


def correction_of(letter: Letter, on: date) -> Words:
    """Return what puts a letter right that has gone: the register was mended, and it never was so."""
    crossing = letter.crossing
    pupil, provision = crossing.pupil, crossing.provision
    is_home = letter.to == Letter.To.HOME
    who = pupil.first_name if is_home else pupil.name
    return Words(
        subject=f"{provision.name}: a letter about attendance put right, {on.day} {on:%B}",
        greeting=f"{'Dear' if is_home else 'To'} {letter.to_name},",
        before=(
            f"We wrote to you about {who} on {long_date(london_day(letter.written_at))}: {crossing.line}.",
            "The register has been put right since, and that was not so. We are sorry. You need do nothing.",
        ),
        heading="",
        dates=(),
        after=("If you have a question about it, please ask us.",),
        sender=_sender(provision),
    )


def dates_of(crossing: Crossing, *, with_codes: bool) -> tuple[str, ...]:
    """Return the sessions that caused a crossing, a line for each day."""
    return day_lines(crossing.figures["sessions"], with_codes=with_codes)


def day_lines(sessions: Iterable[tuple[str, str, str]], *, with_codes: bool) -> tuple[str, ...]:
    """Return sessions, (day, AM or PM, code), as a line for each day."""
    days: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for on, session, code in sessions:
        days[date.fromisoformat(on)].append((session, code))
    lines = []
    for on, marked in sorted(days.items()):
        halves = WHOLE_DAY if len(marked) == 2 else HALVES[marked[0][0]]
        codes = ", ".join(dict.fromkeys(code.partition("#")[0] for _, code in marked))
        lines.append(f"{on:%A} {long_date(on)}, {halves}" + (f": {codes}" if with_codes else ""))
    return tuple(lines)


def percent_words(figures: Mapping[str, Any]) -> str:
    """Return the percentage with as many decimals as it takes to see on which side of the line it lies."""
    if figures.get("percent") is None:
        return ""
    percent = Fraction(*figures["percent"])
    line = Fraction(*figures["line_percent"]) if figures.get("line_percent") else None
    for places in (1, 2, 3):
        said = shown(percent, places)
        if line is None or percent == line or Fraction(said.rstrip("%")) != line:
            return said
    return said


def _sums(crossing: Crossing, called: str) -> tuple[str, ...]:
    figures = crossing.figures
    if crossing.fact != Fact.ATTENDANCE_BELOW:
        return ()
    missed = figures["possible"] - figures["attended"]
    since = long_date(date.fromisoformat(figures["starts_on"]))
    return (
        f"Since {since} there were {figures['possible']} sessions, mornings and afternoons. {called} came to "
        f"{figures['attended']} of them, which is {percent_words(figures)}, and missed {missed}.",
    )


def _opening_home(crossing: Crossing) -> str:
    called = crossing.pupil.first_name
    match crossing.fact:
        case Fact.ATTENDANCE_BELOW:
            return f"We write because {called}’s attendance here is {crossing.line}. We would like to help."
        case Fact.LATE_SESSIONS:
            return f"We write because {called} has often come late: {crossing.line}. We would like to help."
        case Fact.ILLNESS_DAYS:
            return f"We are sorry that {called} has been ill so often: {crossing.line}. We would like to help."
        case _:
            return f"We have missed {called}: {crossing.line}. We would like to help."


def _opening_school(crossing: Crossing) -> str:
    if crossing.fact == Fact.ATTENDANCE_BELOW:
        return f"Attendance here is {crossing.line}."
    return f"Our register shows {crossing.line}."


def _after_school(crossing: Crossing) -> tuple[str, ...]:
    match crossing.fact:
        case Fact.UNAUTHORISED_SESSIONS:
            return (
                "An N among them may still change when its reason becomes known; you will hear from us if it does.",
                "You decide what follows. We offer support first, and ask you to join in.",
            )
        case Fact.UNAUTHORISED_DAYS_IN_A_ROW:
            return ("You may have to tell the council of this. You hold the register and decide.",)
        case Fact.ILLNESS_DAYS:
            return ("You may have to tell the council of this, and can ask for help with lessons meanwhile.",)
        case _:
            return ("We talk with home about what would help.",)


def _heading(crossing: Crossing) -> str:
    return {
        Fact.LATE_SESSIONS: "These were the late sessions:",
        Fact.ILLNESS_DAYS: "These were the days:",
    }.get(Fact(crossing.fact), "These were the sessions missed:")


def _sender(provision: Provision) -> tuple[str, ...]:
    number = shown_number(provision.phone) if provision.phone else ""
    return ("With kind regards", provision.name, *([f"Ring us: {number}"] if number else []))
