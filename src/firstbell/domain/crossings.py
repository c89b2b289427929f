"""When a pupil went past a line of the policy and when they were back, found again from the register each time.

A function of the sessions alone: the order in which they were marked does not matter, and amending one twice equals
amending it to the last. Comparison is exact, on whole numbers of sessions (stats.md, parts 2 and 4).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from firstbell.domain.codes import Category
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import monday_of
from firstbell.domain.thresholds import Period, Threshold

REARM_AFTER_SESSIONS = 10
"""Sessions back above a count before it can be reached again; a threshold says its own number."""


@dataclass(frozen=True)
class Passage:
    """Once past a line.

    crossed_on: the session that brought the pupil past it. cause: the sessions that counted then. back_on: when it was
    over; None while it lasts, which it does until there were enough sessions on the right side.
    """

    crossed_on: date
    cause: tuple[MarkedSession, ...]
    back_on: date | None = None


@dataclass(frozen=True)
class Point:
    """How things stood after one session. past: None while there is too little to say. since: the first that counts."""

    past: bool | None
    since: int


def of_threshold(
    threshold: Threshold, sessions: Sequence[MarkedSession], school_weeks: Sequence[date] = ()
) -> list[Passage]:
    """Return when these sessions went past a threshold. school_weeks: Mondays, for one that looks at the last weeks.

    sessions: one placement's, first to last, those of the period; for the last weeks also of as many weeks before.
    """
    counted = [each for each in sessions if each.is_possible]

    missed = _running(counted, lambda each: each.is_missed)

    def is_past(since: int, at: int) -> bool | None:
        possible = at + 1 - since
        return threshold.is_crossed_at(possible - (missed[at + 1] - missed[since]), possible)

    weeks = threshold.weeks if threshold.period is Period.WEEKS else 0
    starts = _first_in_weeks(counted, school_weeks, weeks) if weeks else [0] * len(counted)
    points = [Point(is_past(since, at), since) for at, since in enumerate(starts)]
    return _passages(counted, points, threshold.rearm_after_sessions)


def of_unauthorised(
    sessions: Sequence[MarkedSession], school_weeks: Sequence[date], *, count: int, weeks: int
) -> list[Passage]:
    """Return when so many sessions of any so many school weeks were unauthorised (R-070); N counts until it is known.

    A week of holiday is no school week, so the weeks go on over it, and over terms and years.
    """
    unauthorised = Category.UNAUTHORISED_ABSENCE
    return _of_count(sessions, lambda each: each.code.category is unauthorised, school_weeks, count, weeks)


def of_lateness(
    sessions: Sequence[MarkedSession], school_weeks: Sequence[date], *, count: int, weeks: int
) -> list[Passage]:
    """Return when a pupil came late so often in any so many school weeks, before the close or after it (SS-30)."""
    return _of_count(sessions, lambda each: each.is_late, school_weeks, count, weeks)


def of_illness(sessions: Sequence[MarkedSession], *, days: int) -> list[Passage]:
    """Return when so many days of these sessions held an illness, half a day counting as one (R-065, R-066)."""
    ill: list[date] = []
    for at, each in enumerate(sessions):
        if each.code.national == "I" and each.on not in ill:
            ill.append(each.on)
            if len(ill) == days:
                return [Passage(each.on, tuple(one for one in sessions[: at + 1] if one.code.national == "I"))]
    return []


def of_days_without_leave(
    sessions: Sequence[MarkedSession], *, days: int, unfinished: Collection[date] = ()
) -> list[Passage]:
    """Return the runs of so many school days on which every session due was unauthorised (R-063, R-064).

    unfinished: days with a session that nobody has marked yet; such a day neither counts nor ends a run. Any other mark
    ends it; a day on which nothing was due is passed over.
    """
    by_day: dict[date, list[MarkedSession]] = defaultdict(list)
    for each in sessions:
        if each.is_possible or each.code.national == "D":
            by_day[each.on].append(each)
    found: list[Passage] = []
    run: list[MarkedSession] = []
    length = 0
    for on, marked in sorted(by_day.items()):
        if any(each.code.category is not Category.UNAUTHORISED_ABSENCE for each in marked):
            if length >= days:
                found[-1] = Passage(found[-1].crossed_on, found[-1].cause, back_on=on)
            run, length = [], 0
        elif on not in unfinished:
            run, length = run + marked, length + 1
            if length == days:
                found.append(Passage(on, tuple(run)))
    return found


def _of_count(
    sessions: Sequence[MarkedSession],
    counts: Callable[[MarkedSession], bool],
    school_weeks: Sequence[date],
    count: int,
    weeks: int,
) -> list[Passage]:
    starts = _first_in_weeks(sessions, school_weeks, weeks)
    number = _running(sessions, counts)
    points = [Point(number[at + 1] - number[since] >= count, since) for at, since in enumerate(starts)]
    found = _passages(sessions, points, REARM_AFTER_SESSIONS)
    return [Passage(one.crossed_on, tuple(filter(counts, one.cause)), one.back_on) for one in found]


def _running(sessions: Sequence[MarkedSession], counts: Callable[[MarkedSession], bool]) -> list[int]:
    """Return how many count before the first session, after the first, after the second ..."""
    return list(accumulate(map(counts, sessions), initial=0))


def _first_in_weeks(sessions: Sequence[MarkedSession], school_weeks: Sequence[date], weeks: int) -> list[int]:
    """Return, for each session, the first that lies within the school weeks that end with its own.

    A session in a week that is none of them, such as one made up for in a holiday, stands with the week before.
    """
    ordered = sorted(school_weeks)
    starts, since, ended = [], 0, 0
    for each in sessions:
        while ended < len(ordered) and ordered[ended] <= monday_of(each.on):
            ended += 1
        first = ordered[max(0, ended - weeks)] if ended else date.min
        while monday_of(sessions[since].on) < first:
            since += 1
        starts.append(since)
    return starts


def _passages(sessions: Sequence[MarkedSession], points: Iterable[Point], rearm_after: int) -> list[Passage]:
    found: list[Passage] = []
    is_open, above = False, 0
    for at, (each, point) in enumerate(zip(sessions, points, strict=True)):
        if point.past:
            above = 0
            if not is_open:
                found.append(Passage(each.on, tuple(sessions[point.since : at + 1])))
                is_open = True
        elif is_open:
            above += 1
            if above >= rearm_after:
                found[-1] = Passage(found[-1].crossed_on, found[-1].cause, back_on=each.on)
                is_open = False
    return found
