"""What happens at once when a pupil who was marked away turns up. Rooms above register it when the program starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from firstbell.journal import Actor

ArrivalHeed = Callable[[int, date, str, Actor, datetime], None]
_arrivals: list[ArrivalHeed] = []


def add_arrival_heed(heed: ArrivalHeed) -> None:
    """Register what follows an arrival after an absence mark, on the day itself.

    It gets the pupil's id, the day, the session, who recorded it and the instant, and runs in the unit of work of the
    mark, after the duties are in line with it.
    """
    if heed not in _arrivals:
        _arrivals.append(heed)


def heed_arrival(pupil_id: int, on: date, session: str, by: Actor, at: datetime) -> None:
    """Do what follows an arrival."""
    for act in _arrivals:
        act(pupil_id, on, session, by, at)
