"""What happens at once when a notice is taken. Rooms above register it when the program starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from firstbell.journal import Actor
from firstbell.notices.models import Notice

Heed = Callable[[Notice, Actor, datetime], None]
_heeds: list[Heed] = []


def add_heed(heed: Heed) -> None:
    """Register what follows a notice. It runs in the notice's own unit of work."""
    if heed not in _heeds:
        _heeds.append(heed)


def heed(notice: Notice, by: Actor, at: datetime) -> None:
    """Do what follows a notice."""
    for act in _heeds:
        act(notice, by, at)
