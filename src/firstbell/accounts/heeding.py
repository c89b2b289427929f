"""What happens at once when somebody is given access by an invitation. Rooms above register it at the start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from firstbell.accounts.models import Invitation, User
from firstbell.journal import Actor

Heed = Callable[[User, Invitation, Actor, datetime], None]
_heeds: list[Heed] = []


def add_joined_heed(heed: Heed) -> None:
    """Register what follows. It gets who joined, by which invitation, and runs in the unit of work that gave access."""
    if heed not in _heeds:
        _heeds.append(heed)


def heed_joined(user: User, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Do what follows."""
    for act in _heeds:
        act(user, invitation, by, at)
