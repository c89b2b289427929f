"""Thresholds: exact comparisons on whole numbers of sessions, before any rounding (stats.md, parts 2 and 4).

The national definitions of persistent and severe absence stand beside a policy's own threshold: at exactly 90 % a
pupil is persistent nationally (missed 10 % or more) and is not "below 90 %". Where no session was possible there is
no answer: None.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from firstbell.domain.codes import Category, Code
from firstbell.domain.school_time import monday_of
from firstbell.domain.tallies import Tally

PERSISTENT_MISSED_PERCENT = 10
SEVERE_MISSED_PERCENT = 50


class Operator(StrEnum):
    """Whether a threshold's own figure is inside it."""

    BELOW = "below"
    AT_OR_BELOW = "at-or-below"


def is_below(attended: int, possible: int, percent: int | Fraction) -> bool | None:
    """Whether attendance is below a percentage; None where no session was possible."""
    return 100 * attended < percent * possible if possible else None


def is_at_or_below(attended: int, possible: int, percent: int | Fraction) -> bool | None:
    """Whether attendance is at or below a percentage; None where no session was possible."""
    return 100 * attended <= percent * possible if possible else None


def is_persistent(tally: Tally) -> bool | None:
    """Whether 10 % or more of the possible sessions were missed (rule R-051)."""
    return is_at_or_below(tally.attended, tally.possible, 100 - PERSISTENT_MISSED_PERCENT)


def is_severe(tally: Tally) -> bool | None:
    """Whether 50 % or more of the possible sessions were missed (rule R-052)."""
    return is_at_or_below(tally.attended, tally.possible, 100 - SEVERE_MISSED_PERCENT)


def can_still_miss(
    attended: int,
    possible: int,
    percent: int | Fraction,
    operator: Operator = Operator.BELOW,
    still_to_come: int | None = None,
) -> int:
    """Return how many more sessions can be missed before attendance crosses a threshold above 0; 0 once it has.

    still_to_come: sessions left in the period, of which all that are not missed are attended. Unknown, the missed
    sessions are the very next ones.
    """
    if still_to_come is None:
        room = Fraction(100 * attended) / percent - possible
    else:
        room = Fraction(100 - percent) * (possible + still_to_come) / 100 - (possible - attended)
    most = floor(room) if operator is Operator.BELOW else ceil(room) - 1
    return max(0, most if still_to_come is None else min(most, still_to_come))


class Period(StrEnum):
    """The sessions a threshold looks at: those of the placement, from some day to today."""

    YEAR = "year"
    """The school year to date."""
    HALF_TERM = "half-term"
    """The half-term to date; each half-term begins anew."""
    WEEKS = "weeks"
    """The last so many school weeks, this one included."""


@dataclass(frozen=True)
class Threshold:
    """One threshold of a policy.

    percent: attendance. at_least_sessions: judged only from this many possible sessions on. rearm_after_sessions:
    sessions back above before it can be crossed again. period, weeks: which sessions; weeks for WEEKS alone. clause:
    where the policy says so.
    """

    key: str
    percent: Fraction
    operator: Operator = Operator.BELOW
    at_least_sessions: int = 20
    rearm_after_sessions: int = 10
    period: Period = Period.YEAR
    weeks: int = 0
    clause: str = ""

    @property
    def line(self) -> str:
        """The threshold as people say it: "below 95%", "at or below 90% in a half-term"."""
        where = {Period.HALF_TERM: " in a half-term", Period.WEEKS: f" in {self.weeks} school weeks"}
        operator = "below" if self.operator is Operator.BELOW else "at or below"
        return f"{operator} {float(self.percent):g}%{where.get(self.period, '')}"

    def is_crossed_by(self, tally: Tally) -> bool | None:
        """Whether a tally is past the threshold; None while there are too few sessions to say."""
        return self.is_crossed_at(tally.attended, tally.possible)

    def is_crossed_at(self, attended: int, possible: int) -> bool | None:
        """Whether so many of so many sessions are past the threshold; None while there are too few to say."""
        if possible < self.at_least_sessions:
            return None
        compare = is_below if self.operator is Operator.BELOW else is_at_or_below
        return compare(attended, possible, self.percent)


def most_in_weeks(on: Iterable[date], school_weeks: Sequence[date], weeks: int = 10) -> int:
    """Return the most dates that fall within any run of school weeks: 10 unauthorised sessions in 10 (rule R-070).

    on: the date of each session, twice for a whole day. school_weeks: Mondays, first to last, holidays left out.
    """
    by_week = Counter(monday_of(day) for day in on)
    counts = [by_week[week] for week in school_weeks]
    return max((sum(counts[start : start + weeks]) for start in range(max(1, len(counts) - weeks + 1))), default=0)


def longest_unauthorised_run(days: Iterable[Sequence[Code]]) -> int:
    """Return the longest run of school days missed without leave: the attendance return is due at 10 (R-063, R-064).

    days: the codes of each school day, first day to last. A day counts when every session due was coded G, N, O or U;
    any other code breaks the run; a day on which nothing was due is passed over.
    """
    longest = run = 0
    for codes in days:
        if codes:
            missed = all(code.category is Category.UNAUTHORISED_ABSENCE for code in codes)
            run = run + 1 if missed else 0
            longest = max(longest, run)
    return longest


def sickness_days(days: Iterable[Sequence[Code]]) -> int:
    """Return the days that contain a sickness code, half a day counting as one: the return is due at 15 (R-065)."""
    return sum(any(code.national == "I" for code in codes) for codes in days)
