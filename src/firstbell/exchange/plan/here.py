"""What a provision already has, as plain values: read once, so that planning touches no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from firstbell.domain.codes import CodeSet
from firstbell.people.commands import ContactFacts, FlagFacts, PupilFacts
from firstbell.placements.commands import CommissionerFacts, LinkPersonFacts

MIDDAY, AFTER_LUNCH = time(12, 0), time(13, 0)


@dataclass(frozen=True)
class Clock:
    """A session's wall-clock times."""

    starts_time: time
    ends_time: time


@dataclass(frozen=True)
class GroupHere:
    """A group with the session times of its site: {"AM": Clock, "PM": Clock}."""

    id: int
    name: str
    site_id: int
    clocks: dict[str, Clock] = field(default_factory=dict, hash=False)

    @property
    def morning_ends(self) -> time:
        return self.clocks["AM"].ends_time if "AM" in self.clocks else MIDDAY

    @property
    def afternoon_starts(self) -> time:
        return self.clocks["PM"].starts_time if "PM" in self.clocks else AFTER_LUNCH


@dataclass(frozen=True)
class WeekSlot:
    """One session of a week, in a group. Times only where they are the pupil's own."""

    weekday: int
    session: str
    group_id: int
    starts_time: time | None = None
    ends_time: time | None = None


@dataclass(frozen=True)
class ContactHere:
    id: int
    facts: ContactFacts


@dataclass(frozen=True)
class PlacementHere:
    """week: the pattern now (or on its first day, if that is still to come)."""

    id: int
    commissioner_id: int
    starts_on: date
    ends_on: date | None
    note: str
    week: tuple[WeekSlot, ...]


@dataclass(frozen=True)
class PupilHere:
    id: int
    facts: PupilFacts
    flags: tuple[FlagFacts, ...] = ()
    contacts: tuple[ContactHere, ...] = ()
    placements: tuple[PlacementHere, ...] = ()
    archived: bool = False

    @property
    def name(self) -> str:
        return f"{self.facts.legal_first_name} {self.facts.legal_last_name}"


@dataclass(frozen=True)
class LinkPersonHere:
    id: int
    facts: LinkPersonFacts


@dataclass(frozen=True)
class CommissionerHere:
    id: int
    facts: CommissionerFacts
    people: tuple[LinkPersonHere, ...] = ()
    archived: bool = False


@dataclass(frozen=True)
class TermHere:
    id: int
    name: str
    starts_on: date
    ends_on: date
    break_starts_on: date | None
    break_ends_on: date | None


@dataclass(frozen=True)
class ClosedHere:
    id: int
    kind: str
    name: str
    starts_on: date
    ends_on: date
    site_id: int | None


@dataclass(frozen=True)
class Here:
    """A provision's own rows. marks: code by (pupil, day, session), only for an import of past registers."""

    pupils: tuple[PupilHere, ...] = ()
    commissioners: tuple[CommissionerHere, ...] = ()
    groups: tuple[GroupHere, ...] = ()
    sites: tuple[tuple[int, str], ...] = ()
    terms: tuple[TermHere, ...] = ()
    closed: tuple[ClosedHere, ...] = ()
    own_code_set: str = ""
    own_codes: CodeSet | None = field(default=None, hash=False)
    marks: dict[tuple[int, date, str], str] = field(default_factory=dict, hash=False)

    def group(self, group_id: int) -> GroupHere:
        return next(group for group in self.groups if group.id == group_id)
