"""Whether attendance improved, held or worsened after a support plan began: a comparison with its uncertainty (SS-26).

The method. Attendance before and after are two proportions; their difference has a score interval by Newcombe's
hybrid method (each side's Wilson interval, put together), which behaves near 0 and 100 % and on small numbers. The
sessions of one pupil are not so many separate coins: a morning and its afternoon go together, and so do days of one
illness. So the day is the unit (a period of 12 sessions on 6 days counts as 6), and the number of days is divided
further by (1 + r) / (1 - r), where r is how strongly a day resembles the school day before it, estimated within both
periods, corrected for their length, and never below 0. The interval is one of 90 %: a pupil whose attendance is
steady is called improved, or worse, about once in twenty times each, as tests/domain/test_plans.py measures on
simulated pupils.

Attendance is often at its lowest when a plan begins, so part of a rise may have come anyway; whoever shows a judgement
says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import sqrt

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.tallies import SMALL_BASE_SESSIONS, Tally

Z_OF_90_PERCENT = 1.6449
MOST_LIKENESS = 0.6
LEAST_POINTS = 3
"""A change that is certain but smaller than this, in percentage points, has not changed what the pupil misses."""


class Verdict(StrEnum):
    """What the register says of the time after a plan began."""

    IMPROVED = "improved"
    HELD = "held"
    WORSE = "worse"
    TOO_EARLY = "too-early"


@dataclass(frozen=True)
class Judgement:
    """The comparison. change_points, low, high: percentage points after less before, with the ends of its interval.

    change_points is exact; None, and low and high too, where a period had no possible session.
    """

    verdict: Verdict
    before: Tally
    after: Tally
    change_points: Fraction | None = None
    low: float | None = None
    high: float | None = None


def judged(
    before: Sequence[MarkedSession],
    after: Sequence[MarkedSession],
    *,
    at_least_sessions: int = SMALL_BASE_SESSIONS,
    points: int = LEAST_POINTS,
) -> Judgement:
    """Compare a pupil's sessions before and after. at_least_sessions: possible ones, asked of each period.

    Improved: the whole interval lies above no change, and the change is at least `points`. Worse likewise below.
    """
    then, now = Tally.of(each.code for each in before), Tally.of(each.code for each in after)
    if then.percent is None or now.percent is None:
        return Judgement(Verdict.TOO_EARLY, then, now)
    change = now.percent - then.percent
    low, high = _interval(before, after)
    if min(then.possible, now.possible) < at_least_sessions:
        verdict = Verdict.TOO_EARLY
    elif low > 0 and change >= points:
        verdict = Verdict.IMPROVED
    elif high < 0 and change <= -points:
        verdict = Verdict.WORSE
    else:
        verdict = Verdict.HELD
    return Judgement(verdict, then, now, change, low, high)


def periods_around(
    sessions: Iterable[MarkedSession], began_on: date, until: date, *, at_least_sessions: int = SMALL_BASE_SESSIONS
) -> tuple[tuple[MarkedSession, ...], tuple[MarkedSession, ...]]:
    """Return the possible sessions before and after a plan began: after, all of them from that day to `until`;

    before, the last as many again, or at_least_sessions where that is more.
    """
    possible = sorted((each for each in sessions if each.is_possible), key=lambda each: (each.on, each.session))
    after = tuple(each for each in possible if began_on <= each.on <= until)
    earlier = [each for each in possible if each.on < began_on]
    return tuple(earlier[-max(len(after), at_least_sessions) :]), after


def _interval(before: Sequence[MarkedSession], after: Sequence[MarkedSession]) -> tuple[float, float]:
    """Return the ends of the interval of the change, in percentage points."""
    days_before, days_after = _days(before), _days(after)
    likeness = _likeness([days_before, days_after])
    shrink = (1 - likeness) / (1 + likeness)
    then, now = _attended_share(before), _attended_share(after)
    then_low, then_high = _wilson(then, max(1.0, len(days_before) * shrink))
    now_low, now_high = _wilson(now, max(1.0, len(days_after) * shrink))
    change = now - then
    low = change - sqrt((now - now_low) ** 2 + (then_high - then) ** 2)
    high = change + sqrt((now_high - now) ** 2 + (then - then_low) ** 2)
    return 100 * max(-1.0, low), 100 * min(1.0, high)


def _wilson(share: float, count: float) -> tuple[float, float]:
    """Return Wilson's score interval of a proportion seen in so many independent days."""
    z2 = Z_OF_90_PERCENT**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z_OF_90_PERCENT * sqrt(share * (1 - share) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def _attended_share(sessions: Iterable[MarkedSession]) -> float:
    tally = Tally.of(each.code for each in sessions)
    return tally.attended / tally.possible


def _days(sessions: Iterable[MarkedSession]) -> list[float]:
    """Return the share attended of each day on which a session was possible, first to last."""
    by_day: dict[date, list[bool]] = defaultdict(list)
    for each in sessions:
        if each.is_possible:
            by_day[each.on].append(each.is_attended)
    return [sum(by_day[day]) / len(by_day[day]) for day in sorted(by_day)]


def _likeness(periods: Sequence[Sequence[float]]) -> float:
    """Return how strongly a day resembles the one before it, from 0 to MOST_LIKENESS, over both periods.

    Estimated on n days, such a correlation comes out too low by about (1 + 4r) / n; that is put back.
    """
    together = spread = 0.0
    count = 0
    for days in periods:
        mean = sum(days) / len(days)
        away = [day - mean for day in days]
        together += sum(one * other for one, other in zip(away, away[1:], strict=False))
        spread += sum(each * each for each in away)
        count += len(days)
    if not spread:
        return 0.0
    seen = together / spread
    mended = (seen * count + len(periods)) / max(1, count - 4 * len(periods))
    return min(MOST_LIKENESS, max(0.0, mended))
