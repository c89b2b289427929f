"""What attendance did after a strategy began, over all the pupils it was used with (SS-27, SS-31).

Each use is a comparison of one pupil with the same pupil: the 20 possible sessions before, against the next 5 and the
next 20. A use whose next sessions are not all there yet is counted and not measured. Fewer than five measured uses
give no figure: they would say more about a pupil than about a strategy. Nothing here shows that a strategy made the
change; strategies are begun at low points, from which attendance often rises anyway.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.tallies import Tally

SESSIONS_BEFORE = 20
SOON, LATER = 5, 20
FEWEST_USES = 5


@dataclass(frozen=True)
class Use:
    """One pupil's use of a strategy. Changes in percentage points, exact; None where sessions are missing."""

    pupil_id: int
    before: Tally
    soon: Fraction | None
    later: Fraction | None


@dataclass(frozen=True)
class Change:
    """The changes of several uses. measured: how many had all their sessions; the points are None below FEWEST_USES."""

    measured: int
    middle: Fraction | None = None
    lowest: Fraction | None = None
    highest: Fraction | None = None
    rose: int | None = None

    @property
    def is_told(self) -> bool:
        return self.middle is not None


@dataclass(frozen=True)
class Outcome:
    """What is known of one strategy: how many pupils and uses, and what attendance did next."""

    pupils: int
    uses: int
    soon: Change
    later: Change


def use_of(pupil_id: int, sessions: Iterable[MarkedSession], began_on: date) -> Use:
    """Return one use. sessions: the pupil's, of any dates; a strategy's own first day is after it began."""
    possible = sorted((each for each in sessions if each.is_possible), key=lambda each: (each.on, each.session))
    earlier = [each for each in possible if each.on < began_on][-SESSIONS_BEFORE:]
    then = [each for each in possible if each.on >= began_on]
    return Use(
        pupil_id,
        before=Tally.of(each.code for each in earlier),
        soon=_change(earlier, then, SOON),
        later=_change(earlier, then, LATER),
    )


def outcome_of(uses: Sequence[Use]) -> Outcome:
    """Put the uses of one strategy together."""
    return Outcome(
        pupils=len({use.pupil_id for use in uses}),
        uses=len(uses),
        soon=_together([use.soon for use in uses]),
        later=_together([use.later for use in uses]),
    )


def _change(earlier: Sequence[MarkedSession], then: Sequence[MarkedSession], count: int) -> Fraction | None:
    if len(earlier) < SESSIONS_BEFORE or len(then) < count:
        return None
    return _percent(then[:count]) - _percent(earlier)


def _percent(sessions: Sequence[MarkedSession]) -> Fraction:
    return Fraction(100 * sum(each.is_attended for each in sessions), len(sessions))


def _together(changes: Iterable[Fraction | None]) -> Change:
    known = sorted(change for change in changes if change is not None)
    if len(known) < FEWEST_USES:
        return Change(len(known))
    rose = sum(change > 0 for change in known)
    return Change(len(known), Fraction(median(known)), known[0], known[-1], rose)
