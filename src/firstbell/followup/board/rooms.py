"""The registers of the session, and where everyone is: one statement for both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.school_time import Session, london_time
from firstbell.prepared import Prepared
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine

SHOWN_BEFORE = timedelta(minutes=30)
SESSION_WORDS = {Session.AM: "morning", Session.PM: "afternoon"}


@dataclass(frozen=True)
class Room:
    """One register of the session. shape: missing, taken, clash, open or later; words say the same."""

    register_id: int
    name: str
    pupils: int
    shape: str
    icon: str
    words: str


@dataclass(frozen=True)
class SessionNow:
    """Where everyone of one session is. tally: (words, count, tone), the expected first."""

    session: str
    starts_at: datetime | None
    rooms: tuple[Room, ...]
    tally: tuple[tuple[str, int, str | None], ...]

    @property
    def word(self) -> str:
        return SESSION_WORDS[Session(self.session)]

    @property
    def missing(self) -> int:
        return sum(room.shape == "missing" for room in self.rooms)

    @property
    def expected_words(self) -> str:
        return f"Of {self.expected} expected"

    @property
    def expected(self) -> int:
        return self.tally[0][1]


class Counted(NamedTuple):
    """The lines of one register whose mark is the same. waits: how many should have a mark by now and have none."""

    register_id: int
    name: str
    session: str
    starts_at: datetime
    code_set: str
    finished_at: datetime | None
    code_key: str | None
    pupils: int
    marked_at: datetime | None
    disputed: int
    waits: int


def _lines(provision_id: int, day: date, at: datetime) -> QuerySet[Any]:
    lines = RegisterLine.objects.filter(
        register__provision_id=provision_id, register__on=day, dropped_at=None, expected=True
    )
    return (
        lines.values(
            *("register_id", "register__group__name", "register__session", "register__starts_at", "register__code_set"),
            *("register__finished_at", "current_mark__code_key"),
        )
        .annotate(
            pupils=Count("pk"),
            marked_at=Max("current_mark__recorded_at"),
            disputed=Count("pk", filter=Q(contested=True)),
            waits=Count("pk", filter=Q(current_mark=None, starts_at__lte=at)),
        )
        .order_by("register__starts_at", "register__group__name", "register_id")
        .values_list(
            *("register_id", "register__group__name", "register__session", "register__starts_at", "register__code_set"),
            *("register__finished_at", "current_mark__code_key", "pupils", "marked_at", "disputed", "waits"),
            named=True,
        )
    )


_counted = Prepared(_lines, provision_id=-1, day=date(1901, 1, 1), at=datetime(1901, 1, 2, tzinfo=UTC))


def session_now(provision_id: int, day: date, at: datetime, due: Mapping[int, datetime]) -> SessionNow:
    """Return the morning until the afternoon is near, with its rooms and its counts. One statement.

    due: when each register that still waits to be taken is due, by its id; one of the morning stays until it is taken.
    """
    rows = [Counted(*row) for row in _counted(provision_id=provision_id, day=day, at=at)]
    session = _current(rows, at)
    shown = [row for row in rows if row.session == session]
    by_room: dict[int, list[Counted]] = {}
    for row in rows:
        if row.session != session and due.get(row.register_id, at) >= at:
            continue
        by_room.setdefault(row.register_id, []).append(row)
    rooms = sorted((_room(lines, at, due) for lines in by_room.values()), key=lambda room: room.shape != "missing")
    starts_at = min((row.starts_at for row in shown), default=None)
    codes = {name: codes_of(name, provision_id, day) for name in {row.code_set for row in shown}}
    return SessionNow(session, starts_at, tuple(rooms), _tally(shown, codes))


def _current(rows: Iterable[Counted], at: datetime) -> str:
    """The last session that has begun or is about to; the day's first before that."""
    begun = [row.session for row in rows if row.starts_at - SHOWN_BEFORE <= at]
    return begun[-1] if begun else min((row.session for row in rows), default=Session.AM)


def _room(lines: list[Counted], at: datetime, due: Mapping[int, datetime]) -> Room:
    first = lines[0]
    starts_at = first.starts_at
    marked_at = max((line.marked_at for line in lines if line.marked_at), default=None)
    finished_at = first.finished_at
    disputed = sum(line.disputed for line in lines)
    waits = sum(line.waits for line in lines)
    clock = _clock(finished_at or marked_at) if marked_at else ""
    if disputed:
        shape, icon, words = "clash", "clash", f"{clock}, two answers"
    elif finished_at or (marked_at and not waits):
        shape, icon, words = "taken", "double", f"Taken {clock}"
    elif starts_at > at:
        shape, icon, words = "later", "clock", f"Starts {_clock(starts_at)}"
    elif (due_at := due.get(first.register_id)) is None or due_at >= at:
        shape, icon, words = "open", "clock", f"{waits} to mark"
    else:
        minutes = int((at - due_at).total_seconds() // 60)
        late = f"{minutes} min late" if minutes else "due now"
        shape, icon, words = "missing", "alert", f"{waits} not marked, {late}" if marked_at else late
    return Room(
        register_id=first.register_id,
        name=first.name,
        pupils=sum(line.pupils for line in lines),
        shape=shape,
        icon=icon,
        words=words,
    )


def _clock(instant: datetime) -> str:
    return f"{london_time(instant):%H:%M}"


def _tally(rows: list[Counted], codes: Mapping[str, CodeSet]) -> tuple[tuple[str, int, str | None], ...]:
    counts: Counter[str] = Counter()
    for row in rows:
        key = row.code_key
        code = codes[row.code_set].get(key) if key else None
        counts[_tone(code)] += row.pupils
    return (
        ("Expected", sum(counts.values()), None),
        ("Here", counts["here"], "here"),
        ("Late", counts["late"], "late"),
        ("Told us", counts["told"], "told"),
        ("No reason yet", counts["away"], "away"),
        ("Not marked", counts["none"], "none"),
    )


def _tone(code: Code | None) -> str:
    if code is None:
        return "none"
    if code.is_late:
        return "late"
    if code.is_present:
        return "here"
    return "away" if code.awaits_reason else "told"
