"""The practice clock: an offset kept in the database, so that web and worker agree."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from firstbell.practice.models import PracticeClock

# Web and worker are two processes; each looks again after this long.
FRESH_SECONDS = 0.5
HALF_A_SECOND = timedelta(seconds=0.5)

_known: tuple[float, timedelta] | None = None
_stands_at: datetime | None = None


def offset() -> timedelta:
    """How far the practice clock stands from the real one. Zero before the demonstration is made."""
    global _known
    if _stands_at is not None:
        return _stands_at - datetime.now(UTC)
    if _known is None or time.monotonic() - _known[0] > FRESH_SECONDS:
        kept = PracticeClock.objects.values_list("offset_microseconds", flat=True).first()
        _known = (time.monotonic(), timedelta(microseconds=kept or 0))
    return _known[1]


def set_to(instant: datetime) -> None:
    """Make the practice clock show `instant` (UTC) now; it goes on ticking from there."""
    global _known, _stands_at
    _stands_at = None
    moved = instant - datetime.now(UTC)
    PracticeClock.objects.update(offset_microseconds=moved // timedelta(microseconds=1))
    _known = None


def stand_at(instant: datetime) -> None:
    """Make the clock of this process stand still at an instant (UTC), until `set_to`: for days that are made up.

    Half a second is added, so that whatever reads the clock twice reads the same second.
    """
    global _stands_at
    _stands_at = instant + HALF_A_SECOND
