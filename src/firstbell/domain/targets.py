"""What a support plan's target can measure, and how far a pupil has come, from the register alone (SS-25).

A target is measured over its own dates. While they run it is on the way or behind; when they are over it is met or
not met. Comparisons are exact, on whole numbers of sessions, before any rounding.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from fractions import Fraction

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span, monday_of
from firstbell.domain.tallies import Tally, shown

FEWEST_SESSIONS = 5
"""Fewer possible sessions than this say nothing yet."""
MOST_SESSIONS_A_WEEK = 10


class TargetKind(StrEnum):
    """What a target measures."""

    ATTENDANCE = "attendance"
    """At least so many per cent of the possible sessions attended."""
    WITHOUT_LEAVE = "without-leave"
    """At most so many sessions missed without leave."""
    ON_TIME = "on-time"
    """At least so many per cent of the sessions the pupil came to begun on time."""
    SESSIONS_A_WEEK = "sessions-a-week"
    """At least so many sessions attended in a week, on average over the finished weeks that held so many."""
    ARRIVE_BY = "arrive-by"
    """Here by a clock time on at least so many per cent of the mornings the pupil came."""
    DESCRIBED = "described"
    """In words; people say whether it is met."""


PERCENTAGES = frozenset({TargetKind.ATTENDANCE, TargetKind.ON_TIME, TargetKind.ARRIVE_BY})


class Standing(StrEnum):
    """How a target stands on a day."""

    MET = "met"
    ON_THE_WAY = "on-the-way"
    BEHIND = "behind"
    NOT_MET = "not-met"
    TOO_EARLY = "too-early"
    DESCRIBED = "described"


@dataclass(frozen=True)
class Target:
    """One target over its dates.

    amount: per cent, sessions, or sessions a week; 0 where it is described only. by_time, starts_time: London, for
    ARRIVE_BY: when the pupil is to be here, and the pupil's own start, from which minutes late are counted.
    """

    kind: TargetKind
    span: Span
    amount: int = 0
    by_time: time | None = None
    starts_time: time | None = None

    def __post_init__(self) -> None:
        if self.kind in PERCENTAGES and not 1 <= self.amount <= 100:
            raise ValueError(f"a percentage is from 1 to 100: {self.amount}")
        if self.kind is TargetKind.ARRIVE_BY and (self.by_time is None or self.starts_time is None):
            raise ValueError("a target of arriving by a time has that time and the pupil's own start")


@dataclass(frozen=True)
class Progress:
    """How a target stands on a day, with the sum it comes from.

    count, out_of: what was counted, and of how many; for SESSIONS_A_WEEK sessions and weeks. reached: what is compared
    with the target's amount, exactly; None where nothing was counted. words: the sum, as people read it. span: the
    dates that were counted, None before the first.
    """

    standing: Standing
    count: int
    out_of: int
    reached: Fraction | None
    words: str
    span: Span | None


def progress(target: Target, sessions: Iterable[MarkedSession], today: date) -> Progress:
    """Return how a target stands at the end of a day. sessions: the pupil's, of any dates, each once."""
    if target.kind is TargetKind.DESCRIBED:
        return Progress(Standing.DESCRIBED, 0, 0, None, "", None)
    if today < target.span.starts_on:
        return Progress(Standing.TOO_EARLY, 0, 0, None, "Its dates have not begun.", None)
    counted = Span(target.span.starts_on, min(today, target.span.ends_on))
    within = [each for each in sessions if counted.covers(each.on) and each.is_possible]
    found = _MEASURES[target.kind](target, within, today)
    return Progress(_standing(target, found, len(within), today), found.count, found.out_of, *found.rest, counted)


@dataclass(frozen=True)
class _Found:
    count: int
    out_of: int
    reached: Fraction | None
    words: str

    @property
    def rest(self) -> tuple[Fraction | None, str]:
        return self.reached, self.words


def _standing(target: Target, found: _Found, possible: int, today: date) -> Standing:
    over = today >= target.span.ends_on
    if target.kind is TargetKind.WITHOUT_LEAVE:
        if found.count > target.amount:
            return Standing.NOT_MET
        return Standing.MET if over else Standing.ON_THE_WAY
    if found.reached is None:
        return Standing.TOO_EARLY
    is_enough = found.reached >= target.amount
    if over:
        return Standing.MET if is_enough else Standing.NOT_MET
    if possible < FEWEST_SESSIONS:
        return Standing.TOO_EARLY
    return Standing.ON_THE_WAY if is_enough else Standing.BEHIND


def _attendance(target: Target, sessions: Sequence[MarkedSession], today: date) -> _Found:
    tally = Tally.of(each.code for each in sessions)
    words = f"{tally.attended} of {_counted(tally.possible, 'session')}"
    return _Found(tally.attended, tally.possible, tally.percent, _with_percent(words, tally.percent))


def _without_leave(target: Target, sessions: Sequence[MarkedSession], today: date) -> _Found:
    tally = Tally.of(each.code for each in sessions)
    words = f"{tally.unauthorised} missed without leave, of {_counted(tally.possible, 'session')}"
    return _Found(tally.unauthorised, tally.possible, Fraction(tally.unauthorised), words)


def _on_time(target: Target, sessions: Sequence[MarkedSession], today: date) -> _Found:
    came = [each for each in sessions if each.is_attended or each.is_late]
    return _share(sum(not each.is_late for each in came), len(came), "session", "on time")


def _arrive_by(target: Target, sessions: Sequence[MarkedSession], today: date) -> _Found:
    assert target.by_time is not None and target.starts_time is not None
    grace = _minutes(target.by_time) - _minutes(target.starts_time)
    mornings = [each for each in sessions if each.session is Session.AM and (each.is_attended or each.is_late)]
    known = [each for each in mornings if not each.is_late or each.minutes_late is not None]
    by_then = sum((each.minutes_late or 0 if each.is_late else 0) <= grace for each in known)
    return _share(by_then, len(known), "morning", f"by {target.by_time:%H:%M}")


def _sessions_a_week(target: Target, sessions: Sequence[MarkedSession], today: date) -> _Found:
    weeks: dict[date, list[MarkedSession]] = {}
    for each in sessions:
        weeks.setdefault(monday_of(each.on), []).append(each)
    ends_on = min(today, target.span.ends_on)
    whole = [
        week for monday, week in weeks.items() if monday + timedelta(days=4) <= ends_on and len(week) >= target.amount
    ]
    attended = sum(each.is_attended for week in whole for each in week)
    if not whole:
        return _Found(0, 0, None, "No whole week yet")
    average = Fraction(attended, len(whole))
    words = f"{_counted(attended, 'session')} in {_counted(len(whole), 'week')}, {float(average):.1f} a week"
    return _Found(attended, len(whole), average, words)


_MEASURES: dict[TargetKind, Callable[[Target, Sequence[MarkedSession], date], _Found]] = {
    TargetKind.ATTENDANCE: _attendance,
    TargetKind.WITHOUT_LEAVE: _without_leave,
    TargetKind.ON_TIME: _on_time,
    TargetKind.ARRIVE_BY: _arrive_by,
    TargetKind.SESSIONS_A_WEEK: _sessions_a_week,
}


def _share(count: int, out_of: int, noun: str, what: str) -> _Found:
    share = Fraction(100 * count, out_of) if out_of else None
    return _Found(count, out_of, share, _with_percent(f"{count} of {_counted(out_of, noun)} {what}", share))


def _with_percent(words: str, percent: Fraction | None) -> str:
    return words if percent is None else f"{words}, {shown(percent)}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _minutes(wall_time: time) -> int:
    return wall_time.hour * 60 + wall_time.minute
