"""What happens at once when a message settles. Rooms above register it when the program starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from firstbell.outbox.models import Message

Heed = Callable[[Message, datetime], None]
_heeds: list[Heed] = []


def add_heed(heed: Heed) -> None:
    """Register what follows a message that was accepted, delivered, sent back or given up.

    It runs in the unit of work that records it; `message.state` says which it was.
    """
    if heed not in _heeds:
        _heeds.append(heed)


def heed(message: Message, at: datetime) -> None:
    """Do what follows a message that has settled."""
    for act in _heeds:
        act(message, at)
