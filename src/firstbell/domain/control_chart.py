"""A control chart of weekly rates: which weeks are no more than the usual coming and going, and which are a signal.

It is the chart of individual values with moving ranges (XmR). A chart that expects sessions to be missed independently
of each other (p-chart) would cry out in most weeks, for a pupil who misses a morning mostly misses the afternoon too.

Within a stretch between term breaks the centre is the mean of the weeks, and the limits lie 2.66 mean moving ranges
from it (three divided by 1.128), never outside 0 to 100. Four rules make a signal (Western Electric):

1. one week outside the limits
2. two of three weeks in a row in the same outer third
3. eight weeks in a row on the same side of the centre
4. six weeks in a row, each higher (or each lower) than the one before
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

REACH = Fraction(266, 100)
FEWEST_WEEKS = 6
FEWEST_SESSIONS = 20
SAME_SIDE = 8
STEPS_ONE_WAY = 6


class Rule(StrEnum):
    """Why a week is a signal, in words."""

    OUTSIDE = "outside the limits"
    NEAR_THE_LIMIT = "two of three weeks near the limit"
    ONE_SIDE = "eight weeks in a row on one side of the mean"
    ONE_WAY = "six weeks in a row, each further in one direction"


@dataclass(frozen=True)
class Week:
    """One week's sessions. monday: its first day."""

    monday: date
    attended: int
    possible: int

    @property
    def percent(self) -> Fraction | None:
        return Fraction(100 * self.attended, self.possible) if self.possible else None

    @property
    def is_small_base(self) -> bool:
        """Too few sessions to judge the week by: shown, and left out of limits and rules."""
        return self.possible < FEWEST_SESSIONS


@dataclass(frozen=True)
class Limits:
    """The centre of a stretch and the lines between which its weeks usually lie, in percent."""

    mean: Fraction
    lower: Fraction
    upper: Fraction
    third: Fraction
    """A third of the way from the centre to a limit, before limits are cut at 0 and 100."""


@dataclass(frozen=True)
class Judged:
    """One week as the chart shows it. limits: None where its stretch is too short; rules: those it is a signal by."""

    week: Week
    limits: Limits | None = None
    rules: tuple[Rule, ...] = ()

    @property
    def is_above(self) -> bool:
        return self.limits is not None and (self.week.percent or 0) > self.limits.mean


def control_chart(stretches: Sequence[Sequence[Week]]) -> list[list[Judged]]:
    """Return each week judged within its own stretch. A stretch is the weeks from one term break to the next."""
    return [_judged(stretch) for stretch in stretches]


def limits_of(rates: Sequence[Fraction]) -> Limits | None:
    """Return the limits of rates in percent, first to last; None of fewer than six, which are too few to say."""
    if len(rates) < FEWEST_WEEKS:
        return None
    mean = sum(rates, Fraction(0)) / len(rates)
    moves = [abs(later - earlier) for earlier, later in zip(rates, rates[1:], strict=False)]
    reach = REACH * sum(moves, Fraction(0)) / len(moves)
    return Limits(mean, max(Fraction(0), mean - reach), min(Fraction(100), mean + reach), reach / 3)


def _judged(stretch: Sequence[Week]) -> list[Judged]:
    rates = [week.percent for week in stretch if not week.is_small_base and week.percent is not None]
    limits = limits_of(rates)
    if limits is None:
        return [Judged(week) for week in stretch]
    signals = iter(_signals(rates, limits))
    return [Judged(week, limits, () if week.is_small_base else next(signals)) for week in stretch]


def _signals(rates: Sequence[Fraction], limits: Limits) -> list[tuple[Rule, ...]]:
    """Return the rules that each rate breaks. A run is a signal from the week that completes it."""
    away = [rate - limits.mean for rate in rates]
    return [
        tuple(
            rule
            for rule, broken in (
                (Rule.OUTSIDE, not limits.lower <= rates[at] <= limits.upper),
                (Rule.NEAR_THE_LIMIT, _near(away[max(0, at - 2) : at + 1], 2 * limits.third)),
                (Rule.ONE_SIDE, _one_side(away[max(0, at + 1 - SAME_SIDE) : at + 1])),
                (Rule.ONE_WAY, _one_way(rates[max(0, at - STEPS_ONE_WAY + 1) : at + 1])),
            )
            if broken
        )
        for at in range(len(rates))
    ]


def _near(away: Sequence[Fraction], far: Fraction) -> bool:
    """Whether the last of up to three lies in an outer third, and another of them in the same one."""
    sign = 1 if away[-1] > 0 else -1
    return sign * away[-1] > far and sum(sign * each > far for each in away) >= 2


def _one_side(away: Sequence[Fraction]) -> bool:
    return len(away) == SAME_SIDE and (all(each > 0 for each in away) or all(each < 0 for each in away))


def _one_way(rates: Sequence[Fraction]) -> bool:
    steps = [later - earlier for earlier, later in zip(rates, rates[1:], strict=False)]
    return len(rates) == STEPS_ONE_WAY and (all(step > 0 for step in steps) or all(step < 0 for step in steps))
