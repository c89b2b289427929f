"""What an import will do, row by row: plain values that the commit carries out and the preview shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, time
from enum import StrEnum
from typing import Any, Protocol

from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan.here import WeekSlot
from firstbell.exchange.plan.problems import Problem
from firstbell.people.commands import ContactFacts, FlagFacts, PupilFacts
from firstbell.placements.commands import CommissionerFacts, LinkPersonFacts
from firstbell.provisions import phones


class Verb(StrEnum):
    """What becomes of a record."""

    ADD = "added"
    CHANGE = "changed"
    SAME = "unchanged"


class Step(Protocol):
    """One record of a file. what: its noun, singular."""

    row: int
    what: str

    @property
    def verb(self) -> Verb: ...
    @property
    def name(self) -> str: ...
    @property
    def details(self) -> list[str]: ...


def verb_of(known: object | None, differs: bool) -> Verb:
    if known is None:
        return Verb.ADD
    return Verb.CHANGE if differs else Verb.SAME


def differing(before: Any, after: Any) -> list[str]:
    """Return the facts that change, in words: “language: Polish”. before: None for a new record."""
    words = []
    for each in fields(after):
        new = getattr(after, each.name)
        old = each.default if before is None else getattr(before, each.name)
        if new in ("", None, (), False) or new == old:
            continue
        words.append(f"{each.name.replace('_on', '').replace('_', ' ')}: {_shown(new)}")
    return words


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
        case tuple():
            return ", ".join(
                f"{phones.shown(each.number)} ({each.note})" if each.note else phones.shown(each.number)
                for each in value
            )
        case _:
            return str(value)


@dataclass(frozen=True)
class ContactStep:
    """A contact of a pupil. before: what is here, None for a new one."""

    facts: ContactFacts
    contact_id: int | None = None
    before: ContactFacts | None = None

    @property
    def verb(self) -> Verb:
        return verb_of(self.before, self.before != self.facts)


@dataclass(frozen=True)
class SchoolStep:
    """A school or council, here (commissioner_id) or to be made. people: (id or None, before, after)."""

    row: int
    facts: CommissionerFacts
    commissioner_id: int | None = None
    before: CommissionerFacts | None = None
    restore: bool = False
    people: tuple[tuple[int | None, LinkPersonFacts | None, LinkPersonFacts], ...] = ()
    what = "school or council"

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def verb(self) -> Verb:
        differs = self.before != self.facts or self.restore or any(old != new for _, old, new in self.people)
        return verb_of(self.before, differs)

    @property
    def details(self) -> list[str]:
        people = [f"named person: {new.name}" for _, old, new in self.people if old != new]
        return differing(self.before, self.facts) + people


@dataclass(frozen=True)
class PlacementStep:
    """A placement by a school that is here (commissioner_id) or that this import makes (school_name).

    week: None to leave the pattern alone; it holds from from_on. ends_on, note: as they shall be.
    """

    starts_on: date
    commissioner_id: int | None = None
    school_name: str = ""
    council: bool = False
    placement_id: int | None = None
    ends_on: date | None = None
    note: str = ""
    before: tuple[date | None, str] | None = None
    week: tuple[WeekSlot, ...] | None = None
    week_words: str = ""
    week_before: tuple[WeekSlot, ...] = ()
    from_on: date | None = None

    @property
    def changes_week(self) -> bool:
        return self.week is not None and set(self.week) != set(self.week_before)

    @property
    def verb(self) -> Verb:
        return verb_of(self.before, self.before != (self.ends_on, self.note) or self.changes_week)

    @property
    def details(self) -> list[str]:
        words = []
        if self.placement_id is None:
            words.append(f"placed by {self.school_name} from {self.starts_on:%d/%m/%Y}")
        elif self.verb is Verb.CHANGE:
            words.append(f"placement by {self.school_name} changes")
        if self.changes_week:
            words.append(f"week: {self.week_words}")
        return words


@dataclass(frozen=True)
class PupilStep:
    """A pupil with contacts and placement. before: what is here, None for a new pupil."""

    row: int
    facts: PupilFacts
    flags: tuple[FlagFacts, ...] = ()
    pupil_id: int | None = None
    before: PupilFacts | None = None
    flags_before: tuple[FlagFacts, ...] = ()
    restore: bool = False
    contacts: tuple[ContactStep, ...] = ()
    placement: PlacementStep | None = None
    what = "pupil"

    @property
    def name(self) -> str:
        return f"{self.facts.legal_first_name} {self.facts.legal_last_name}"

    @property
    def changes_pupil(self) -> bool:
        return self.before != self.facts or set(self.flags) != set(self.flags_before) or self.restore

    @property
    def verb(self) -> Verb:
        parts = [*self.contacts, *([self.placement] if self.placement else [])]
        return verb_of(self.before, self.changes_pupil or any(part.verb is not Verb.SAME for part in parts))

    @property
    def details(self) -> list[str]:
        named = ("legal_first_name", "legal_last_name")
        words = [
            word
            for word in differing(self.before, self.facts)
            if self.before is not None or not word.startswith(tuple(name.replace("_", " ") for name in named))
        ]
        words += [flag.note or flag.kind for flag in self.flags if flag not in self.flags_before]
        for contact in self.contacts:
            if contact.verb is not Verb.SAME:
                changed = [word for word in differing(contact.before, contact.facts) if not word.startswith("name:")]
                words.append(f"contact {contact.facts.name} {contact.verb} ({'; '.join(changed)})")
        return words + (self.placement.details if self.placement else [])


@dataclass(frozen=True)
class TermStep:
    """A term with its half-term break."""

    row: int
    name: str
    starts_on: date
    ends_on: date
    break_starts_on: date | None = None
    break_ends_on: date | None = None
    term_id: int | None = None
    before: tuple[Any, ...] | None = None
    what = "term"

    @property
    def columns(self) -> tuple[Any, ...]:
        return (self.name, self.starts_on, self.ends_on, self.break_starts_on, self.break_ends_on)

    @property
    def verb(self) -> Verb:
        return verb_of(self.before, self.before != self.columns)

    @property
    def details(self) -> list[str]:
        words = [f"{self.starts_on:%d/%m/%Y} to {self.ends_on:%d/%m/%Y}"]
        if self.break_starts_on and self.break_ends_on:
            words.append(f"half-term {self.break_starts_on:%d/%m/%Y} to {self.break_ends_on:%d/%m/%Y}")
        return words


@dataclass(frozen=True)
class ClosureStep:
    """Days without sessions, at one site or all."""

    row: int
    kind: str
    name: str
    starts_on: date
    ends_on: date
    site_id: int | None = None
    known: bool = False
    what = "closure"

    @property
    def verb(self) -> Verb:
        return Verb.SAME if self.known else Verb.ADD

    @property
    def details(self) -> list[str]:
        return [f"{self.starts_on:%d/%m/%Y} to {self.ends_on:%d/%m/%Y}"]


@dataclass(frozen=True)
class MarkStep:
    """A past mark, in the code set it was written with."""

    row: int
    pupil_id: int
    pupil_name: str
    placement_id: int | None
    group_id: int
    on: date
    session: str
    code_set: str
    code_key: str
    minutes_late: int | None = None
    known: bool = False
    what = "mark"

    @property
    def name(self) -> str:
        return f"{self.pupil_name}, {self.on:%d/%m/%Y} {self.session}"

    @property
    def verb(self) -> Verb:
        return Verb.SAME if self.known else Verb.ADD

    @property
    def details(self) -> list[str]:
        return [self.code_key]


@dataclass(frozen=True)
class Plan:
    """What a file would do with the answers given so far. left_out: rows that stay out, at a person's word."""

    kind: Kind
    steps: tuple[Step, ...]
    schools: tuple[SchoolStep, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def open(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_open)

    @property
    def changes_nothing(self) -> bool:
        return all(step.verb is Verb.SAME for step in self.everything)

    @property
    def everything(self) -> tuple[Step, ...]:
        return (*self.schools, *self.steps)

    @property
    def counts(self) -> dict[str, Counter[Verb]]:
        """How many of each noun are added, changed or unchanged; contacts and placements too."""
        counted: dict[str, Counter[Verb]] = {}
        for what, verb in _counted(self.everything):
            counted.setdefault(what, Counter())[verb] += 1
        return counted


def _counted(steps: Iterable[Step]) -> Iterable[tuple[str, Verb]]:
    for step in steps:
        if not isinstance(step, PupilStep):
            yield step.what, step.verb
            continue
        yield "pupil", verb_of(step.before, step.changes_pupil)
        yield from (("contact", contact.verb) for contact in step.contacts)
        if step.placement:
            yield "placement", step.placement.verb
            if step.placement.week is not None:
                yield "week", Verb.ADD if step.placement.changes_week else Verb.SAME
