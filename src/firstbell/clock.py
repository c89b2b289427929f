"""The one clock. Read it at the edge, once for each request or worker turn, and pass the instant inwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from firstbell.domain.school_time import LONDON

__all__ = ["LONDON", "machine_now", "now", "set_offset_source"]


def _no_offset() -> timedelta:
    return timedelta()


_offset: Callable[[], timedelta] = _no_offset


def now() -> datetime:
    """Return this instant in UTC; in the practice provision, the instant its own clock shows."""
    return datetime.now(UTC) + _offset()


def machine_now() -> datetime:
    """Return the machine's own instant in UTC, whatever the practice clock shows: for how old a sign of life is."""
    return datetime.now(UTC)


def set_offset_source(source: Callable[[], timedelta] | None) -> None:
    """Let the practice provision say how far its clock stands from the real one."""
    global _offset
    _offset = source or _no_offset
