"""When a message is tried again. Pure: the same answers and instants give the same tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """waits: seconds before the 2nd, 3rd ... try. lease: how long one try may keep a message from other senders."""

    waits: tuple[float, ...] = (5, 15, 45, 120, 240)
    lease: timedelta = timedelta(minutes=2)

    @property
    def tries(self) -> int:
        """How many tries a message without a deadline has."""
        return len(self.waits) + 1


PACE = Pace()


def next_try(tries: int, at: datetime, deadline_at: datetime | None, pace: Pace = PACE) -> datetime | None:
    """Return when to try again after `tries` that did not succeed, the last ending at `at`; None for never.

    With a deadline the longest wait repeats until it, and the last try stands at the deadline itself, so that a server
    that comes back late is still used. Without one the tries end with the waits.
    """
    if deadline_at is None:
        return at + _wait(tries, pace) if tries < pace.tries else None
    return min(at + _wait(tries, pace), deadline_at) if at < deadline_at else None


def _wait(tries: int, pace: Pace) -> timedelta:
    return timedelta(seconds=pace.waits[min(tries, len(pace.waits)) - 1])
