"""Figures in words: how far a line is, and what changed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from firstbell.domain.distances import in_weeks, to_come_to
from firstbell.domain.school_time import long_date
from firstbell.domain.tallies import Tally, shown
from firstbell.domain.thresholds import Operator, can_still_miss


def plain(percent: Fraction) -> str:
    """Return a percentage of a policy as people write it: 90, 92.5."""
    return f"{float(percent):g}"


def sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def distance(
    tally: Tally, percent: Fraction, operator: Operator, *, left: int | None, until: date, a_week: int = 0
) -> str:
    """Return how far a rate is from a line: sessions that may still be missed, or what would bring it back.

    left: sessions still planned until the period ends, None where nobody knows. a_week: sessions planned in one.
    """
    line = f"{plain(percent)} %"
    if not tally.possible:
        return ""
    needed = to_come_to(tally.attended, tally.possible, percent, operator)
    if needed == 0:
        spare = can_still_miss(tally.attended, tally.possible, percent, operator)
        if not spare:
            return f"The next session missed goes below {line}."
        return f"Can miss {spare} more session{'' if spare == 1 else 's'} before going below {line}."
    if needed is None or (left is not None and needed > left):
        return f"{line} is out of reach by {long_date(until)}."
    if not a_week or needed <= a_week:
        run = "the next session" if needed == 1 else f"the next {needed} sessions in a row"
        return f"Below {line}: coming to {run} brings it back."
    weeks = in_weeks(needed, a_week)
    return f"{weeks} full weeks would bring {shown(tally.percent)} to {line}."


def points(now: Fraction | None, then: Fraction | None) -> str:
    """Return the change between two rates in percentage points; empty where one of them is not there."""
    if now is None or then is None:
        return ""
    changed = now - then
    if not changed:
        return "the same"
    return f"{shown(abs(changed)).rstrip('%')} points {'more' if changed > 0 else 'fewer'}"
