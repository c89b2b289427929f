"""What has changed since somebody looked, and the sessions to look at: for rooms above that judge pupils by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.registers.models import RegisterLine, WeekTally
from firstbell.registers.queries.coded import coded

ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class Changed:
    """A placement some of whose marks changed. weeks: the rows that say so, each with since when."""

    provision_id: int
    pupil_id: int
    placement_id: int
    weeks: tuple[tuple[int, datetime], ...]


@dataclass(frozen=True)
class Sheet:
    """A pupil's expected sessions, first to last, each with its placement.

    unfinished: days with a session that nobody has marked. imported: sessions that came with history from elsewhere.
    """

    sessions: list[tuple[int, MarkedSession]] = field(default_factory=list)
    unfinished: set[date] = field(default_factory=set)
    imported: set[tuple[date, Session]] = field(default_factory=set)

    def of_placement(self, placement_id: int) -> tuple[MarkedSession, ...]:
        return tuple(each for whose, each in self.sessions if whose == placement_id)

    @property
    def all(self) -> tuple[MarkedSession, ...]:
        return tuple(each for _, each in self.sessions)


def to_look_at(most: int) -> list[Changed]:
    """Return at most so many placements whose counts changed, longest waiting first. One statement, from an index."""
    waiting = WeekTally.objects.filter(look_again_since__isnull=False).order_by("look_again_since", "pk")
    ids = ("placement__pupil__provision_id", "placement__pupil_id", "placement_id")
    found: dict[tuple[int, int, int], list[tuple[int, datetime]]] = {}
    for pk, since, *whose in waiting.values_list("pk", "look_again_since", *ids)[:ROWS_AT_ONCE]:
        key = (whose[0], whose[1], whose[2])
        if key in found or len(found) < most:
            found.setdefault(key, []).append((pk, since))
    return [Changed(*key, tuple(weeks)) for key, weeks in found.items()]


def looked_at(changed: Iterable[Changed]) -> None:
    """Take placements off the list. A week that changed again since it was read stays on it."""
    by_instant: dict[datetime, list[int]] = defaultdict(list)
    for placement in changed:
        for pk, since in placement.weeks:
            by_instant[since].append(pk)
    for since, weeks in by_instant.items():
        WeekTally.objects.filter(pk__in=weeks, look_again_since=since).update(look_again_since=None)


def sheets(pupil_ids: Collection[int], span: Span) -> dict[int, Sheet]:
    """Return what the register says of these pupils in a span. One statement."""
    lines = RegisterLine.objects.filter(pupil_id__in=pupil_ids, expected=True, dropped_at=None, placement__isnull=False)
    further = ("pupil_id", "placement_id", "register__on", "register__imported")
    found: dict[int, Sheet] = defaultdict(Sheet)
    for marked, (pupil_id, placement_id, on, imported) in coded(lines, span, *further):
        sheet = found[pupil_id]
        if marked is None:
            sheet.unfinished.add(on)
            continue
        sheet.sessions.append((placement_id, marked))
        if imported:
            sheet.imported.add((on, marked.session))
    return dict(found)
