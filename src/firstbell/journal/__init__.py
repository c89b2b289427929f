"""What happened, in domain words, in an order that cannot be changed unseen.

    journal.write("pupil.archived", {"reason": "left"}, by=staff.actor, at=at, provision_id=4, about="pupil:12")

Each provision has a chain of its own; chain 0 is the installation's. The names below are all that other apps need.
They are fetched at their first use, because the models behind them need Django to be ready.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from firstbell.journal.actors import Actor
from firstbell.journal.context import request
from firstbell.journal.entries import INSTALLATION, Entry, UnknownVerb

if TYPE_CHECKING:
    from firstbell.journal.commands import checkpoint, checkpoint_all, write, write_many
    from firstbell.journal.queries import Told, head, histories, history
    from firstbell.journal.verification import Break, verify

__all__ = [
    "INSTALLATION",
    "Actor",
    "Break",
    "Entry",
    "Told",
    "UnknownVerb",
    "checkpoint",
    "checkpoint_all",
    "head",
    "histories",
    "history",
    "request",
    "verify",
    "write",
    "write_many",
]

_HOMES = {
    "checkpoint": "commands",
    "checkpoint_all": "commands",
    "write": "commands",
    "write_many": "commands",
    "Break": "verification",
    "verify": "verification",
    "Told": "queries",
    "head": "queries",
    "histories": "queries",
    "history": "queries",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"firstbell.journal.{_HOMES[name]}"), name)
