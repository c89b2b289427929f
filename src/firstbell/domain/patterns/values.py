"""What a pattern is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class PatternKind(StrEnum):
    """What days are set apart (AL-9, SS-30)."""

    WEEKDAY = "weekday"
    HALF_DAY = "half-day"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    RELAPSE = "relapse"
    RUNS = "runs"
    SIBLING = "sibling"
    TRAVEL = "travel"
    WEEKDAY_LATENESS = "weekday-lateness"
    TRAVEL_LATENESS = "travel-lateness"
    LATENESS_DRIFT = "lateness-drift"


@dataclass(frozen=True)
class Count:
    """So many of so many."""

    found: int
    of: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.found, self.of) if self.of else Fraction(0)


@dataclass(frozen=True)
class Pattern:
    """One pattern of one pupil.

    key: names it from day to day, such as weekday:1:AM. sentence: with its numbers, authorised and unauthorised told
    apart. here, elsewhere: what was found on the days set apart and on the others. chance: how often chance alone would
    show as much, all comparisons of the pupil counted in. dates: of what was found, first to last.
    """

    kind: PatternKind
    key: str
    sentence: str
    here: Count
    elsewhere: Count
    chance: Fraction
    dates: tuple[date, ...]
    is_in_part: bool = False

    @property
    def since(self) -> date:
        return self.dates[0]

    @property
    def one_in(self) -> int:
        """The chance as one in so many, rounded down to what people say."""
        return rounded_down(self.chance.denominator // self.chance.numerator)

    @property
    def unusual(self) -> str:
        """How unusual it is, in words."""
        return unusual_words(self.one_in)


MOST = 10_000


def unusual_words(one_in: int) -> str:
    """Return how unusual one in so many is, in words."""
    if one_in >= MOST:
        return f"less than 1 in {MOST:,} by chance"
    return f"about 1 in {one_in:,} by chance"


def rounded_down(number: int) -> int:
    """Return a number with its first two figures only: 438 is 430, 38 is 38; never above MOST."""
    unit = int("1" + "0" * (len(str(number)) - 2)) if number >= 100 else 1
    return min(number // unit * unit, MOST)
