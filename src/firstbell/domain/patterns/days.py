"""A pupil's days, as patterns look at them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from firstbell.domain.codes import Code
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.patterns.context import Context
from firstbell.domain.patterns.values import Count
from firstbell.domain.school_time import Session, Span
from firstbell.domain.tallies import SessionCountedTwice

ARRANGED_BY_SCHOOL = frozenset({"C2", "E", "S"})
"""Away because the school said so: an agreed part-time timetable, suspended or excluded, study leave."""

FEW_DAYS = 5
LEAST_FOUND = 3
LEAST_DIFFERENCE = Fraction(15, 100)


@dataclass(frozen=True)
class Day:
    """The sessions of one day that count for patterns."""

    on: date
    sessions: tuple[MarkedSession, ...]

    @property
    def missed(self) -> tuple[MarkedSession, ...]:
        return tuple(each for each in self.sessions if each.is_missed)

    @property
    def late(self) -> tuple[MarkedSession, ...]:
        return tuple(each for each in self.sessions if each.is_late)

    @property
    def came(self) -> bool:
        return any(each.code.is_here for each in self.sessions)

    def at(self, session: Session) -> Day | None:
        """Return the day with one of its sessions only."""
        kept = tuple(each for each in self.sessions if each.session is session)
        return Day(self.on, kept) if kept else None


@dataclass(frozen=True)
class Track:
    """Days in order, and on which of them it happened."""

    days: tuple[Day, ...]
    fell: tuple[bool, ...]

    @property
    def happened(self) -> tuple[Day, ...]:
        return tuple(day for day, fell in zip(self.days, self.fell, strict=True) if fell)

    def inside(self, cell: Collection[date]) -> tuple[bool, ...]:
        """Return day by day whether it belongs to the cell."""
        return tuple(day.on in cell for day in self.days)

    def parted(self, cell: Collection[date]) -> tuple[Count, Count]:
        """Return how often it happened inside the cell and outside it."""
        inside = [fell for day, fell in zip(self.days, self.fell, strict=True) if day.on in cell]
        outside = len(self.days) - len(inside), sum(self.fell) - sum(inside)
        return Count(sum(inside), len(inside)), Count(outside[1], outside[0])


@dataclass(frozen=True)
class Known:
    """Everything known of a pupil: days of the window, days of the whole time read, and what is known beside them."""

    lately: tuple[Day, ...]
    ever: tuple[Day, ...]
    context: Context


def known(sessions: Iterable[MarkedSession], window: Span, context: Context) -> Known:
    """Return the days up to the window's end. Raises SessionCountedTwice."""
    ever = tuple(day for day in days_of(sessions) if day.on <= window.ends_on)
    return Known(tuple(day for day in ever if day.on >= window.starts_on), ever, context)


def days_of(sessions: Iterable[MarkedSession]) -> tuple[Day, ...]:
    """Return the days of marks in any order, first to last. Raises SessionCountedTwice."""
    found: dict[date, dict[Session, MarkedSession]] = {}
    for each in sessions:
        day = found.setdefault(each.on, {})
        if each.session in day:
            raise SessionCountedTwice(each.on, each.session)
        day[each.session] = each
    days = (Day(on, _counted(found[on])) for on in sorted(found))
    return tuple(day for day in days if day.sessions)


def _counted(marks: dict[Session, MarkedSession]) -> tuple[MarkedSession, ...]:
    ordered = (marks[session] for session in sorted(marks))
    return tuple(each for each in ordered if each.is_possible and not _is_arranged(each.code))


def _is_arranged(code: Code) -> bool:
    return code.is_absence and bool({code.code, code.national} & ARRANGED_BY_SCHOOL)


def missed(days: Iterable[Day]) -> Track:
    """Return the days as missed, whole or in part."""
    kept = tuple(days)
    return Track(kept, tuple(bool(day.missed) for day in kept))


def missed_at(days: Iterable[Day], session: Session) -> Track:
    """Return the mornings, or the afternoons, as missed."""
    return missed(part for day in days if (part := day.at(session)))


def late(days: Iterable[Day]) -> Track:
    """Return the days on which the pupil came, as late at any session."""
    kept = tuple(day for day in days if day.came)
    return Track(kept, tuple(bool(day.late) for day in kept))


def have_one_shape(days: Collection[Day]) -> bool:
    """Whether the days have the same sessions, nine of ten at least, so that whole days can be compared."""
    shapes = [tuple(each.session for each in day.sessions) for day in days]
    return 10 * max((shapes.count(shape) for shape in set(shapes)), default=0) >= 9 * len(shapes)
