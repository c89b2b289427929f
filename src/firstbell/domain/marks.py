"""The mark that a tutor's choice makes.

Source: rules R-013 and R-014; late is decided from the arrival time, arrival before close is L, from close on it is U
(E7).
"""

from datetime import datetime
from enum import StrEnum

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import Session, london_time

PRESENT_KEYS = {Session.AM: "/", Session.PM: "\\"}


class Choice(StrEnum):
    """The three large choices of the register."""

    HERE = "here"
    LATE = "late"
    AWAY = "away"


class ArrivedOnTime(Refused):
    """Late was chosen with an arrival that is not late."""

    def __init__(self, arrived_at: datetime, starts_at: datetime) -> None:
        super().__init__(
            f"Arrival at {london_time(arrived_at):%H:%M} is not after the start, {london_time(starts_at):%H:%M}.",
            "A pupil who is there at the start is not late. The mark was not saved.",
            "Choose Here, or give the time the pupil arrived.",
        )


def code_for(
    choice: Choice, session: Session, arrived_at: datetime | None, starts_at: datetime, closes_at: datetime
) -> str:
    """Return the key of the mark a choice makes: / or \\ when here, L or U when late, N when away.

    arrived_at: when the pupil arrived, as stated (UTC); needed for late only. starts_at, closes_at: this pupil's own
    start and own start + open minutes (UTC). Raises ArrivedOnTime; ValueError for late without an arrival.
    """
    if choice is Choice.HERE:
        return PRESENT_KEYS[session]
    if choice is Choice.AWAY:
        return "N"
    if arrived_at is None:
        raise ValueError("late needs the time of arrival")
    if arrived_at <= starts_at:
        raise ArrivedOnTime(arrived_at, starts_at)
    return "L" if arrived_at < closes_at else "U"


def minutes_late(arrived_at: datetime, starts_at: datetime) -> int:
    """Return the whole minutes between a pupil's own start and arrival; 0 for an arrival on time."""
    return max(0, int((arrived_at - starts_at).total_seconds() // 60))
