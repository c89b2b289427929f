"""How far attendance is from a line, once it is past it: in sessions, and in whole weeks of a pupil's own."""

from fractions import Fraction
from math import ceil, floor

from firstbell.domain.thresholds import Operator


def to_come_to(
    attended: int, possible: int, percent: int | Fraction, operator: Operator = Operator.BELOW
) -> int | None:
    """Return how many sessions in a row, all attended, bring attendance back from past a line; 0 where it is not past.

    None where no number does: 100 % after a session was missed. Nothing is past a line without a session.
    """
    missing = percent * possible - 100 * attended
    is_past = missing > 0 or (missing == 0 and operator is Operator.AT_OR_BELOW)
    if not is_past or not possible:
        return 0
    if percent == 100:
        return None
    needed = Fraction(missing) / (100 - percent)
    return ceil(needed) if operator is Operator.BELOW else floor(needed) + 1


def in_weeks(sessions: int, sessions_a_week: int) -> int:
    """Return the full weeks in which so many sessions happen; sessions_a_week is at least 1."""
    return -(-sessions // sessions_a_week)
