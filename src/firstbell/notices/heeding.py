"""What happens at once when a notice is taken, changed or taken back. Rooms above register it at the start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from firstbell.journal import Actor
from firstbell.notices.models import Notice

Heed = Callable[[Notice, Actor, datetime], None]


class Event(StrEnum):
    """What can happen to a notice."""

    GIVEN = "given"
    DECIDED = "decided"
    """Somebody gave it a code: an answer by link was read, leave was granted or refused."""
    CONFIRMED = "confirmed"
    """It came in writing."""
    WITHDRAWN = "withdrawn"


_heeds: dict[Event, list[Heed]] = defaultdict(list)


def add_heed(heed: Heed, event: Event = Event.GIVEN) -> None:
    """Register what follows. It runs in the unit of work that wrote the event."""
    if heed not in _heeds[event]:
        _heeds[event].append(heed)


def heed(event: Event, notice: Notice, by: Actor, at: datetime) -> None:
    """Do what follows."""
    for act in _heeds[event]:
        act(notice, by, at)
