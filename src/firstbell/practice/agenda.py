"""What is still to happen on a lived day, in the order of time; the clock stands at each thing while it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from firstbell.practice import clock

Act = Callable[[datetime], object]


class Agenda:
    """Acts by their instant (UTC). An act may put others, at its own time or later."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def put(self, at: datetime, act: Act) -> None:
        heappush(self._waiting, (at, next(self._numbers), act))

    def live(self) -> None:
        """Do everything in order. What was put for a time that has passed is done at once."""
        now: datetime | None = None
        while self._waiting:
            at, _, act = heappop(self._waiting)
            now = max(at, now) if now else at
            clock.stand_at(now)
            act(now)
