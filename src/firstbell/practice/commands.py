"""Moving the practice clock. The worker's turn follows at once, so that what fell due is seen on the next page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from firstbell import clock
from firstbell.domain.school_time import london_day, starts_at
from firstbell.practice import clock as practice_clock
from firstbell.worker import loop

OPENING = time(8, 50)
STEPS = (
    ("+1", "+1 min"),
    ("+5", "+5 min"),
    ("+10", "+10 min"),
    ("13:00", "to 13:00"),
    ("next day", "Next school day"),
)


def move_clock(move: str, *, at: datetime) -> datetime:
    """Move the practice clock and let the worker act. Returns the new instant (UTC).

    move: '+n' minutes, a wall-clock time (tomorrow's where today's has passed), or 'next day' at 08:50. The clock never
    runs backwards: what was recorded stays recorded.
    """
    new = _target(move, at)
    practice_clock.set_to(new)
    loop.turn(clock.now())
    return new


def _target(move: str, at: datetime) -> datetime:
    if move.startswith("+"):
        return at + timedelta(minutes=int(move[1:]))
    today = london_day(at)
    if move == "next day":
        return starts_at(_next_weekday(today), OPENING)
    wanted = time.fromisoformat(move)
    there = starts_at(today, wanted)
    return there if there > at else starts_at(_next_weekday(today), wanted)


def _next_weekday(day: date) -> date:
    following = day + timedelta(days=1)
    while following.isoweekday() > 5:
        following += timedelta(days=1)
    return following
