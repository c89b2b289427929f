"""The pages' own look at the worker: a thread beside the pages asks, so that no page has to.

Started with the web process (`config/wsgi.py`). A page only reads what the last look found.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections, connection

from firstbell import clock
from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.worker import heartbeat

log = logging.getLogger("firstbell.worker")

LOOKS_EVERY_SECONDS = 5.0
WORKS_HERE = tuple(role for role in Role.values if role != Role.COMMISSIONER_CONTACT)


@dataclass(frozen=True)
class Standstill:
    """What every staff page says while the worker stands still.

    since: its last sign (UTC), None where there never was one. only_messages: it thinks, and does not send.
    """

    since: datetime | None
    only_messages: bool


_found: Standstill | None = None


def standstill() -> Standstill | None:
    """Return what the last look found; None while all goes well, and where nobody looks."""
    return _found


def told_to(staff: Staff | None) -> Standstill | None:
    """Return what this person's pages say of it; None for a commissioner's contact, who can do nothing about it."""
    return standstill() if staff is not None and staff.has(*WORKS_HERE) else None


def look(at: datetime) -> None:
    """Look whether the worker lives, and keep what was found for the pages."""
    global _found
    health = heartbeat.health(at)
    _found = None if health.is_good else Standstill(health.last_at, only_messages=health.alive)


def forget() -> None:
    """Know nothing of the worker, as before the first look."""
    global _found
    _found = None


def begin(stop: threading.Event | None = None) -> threading.Thread:
    """Look every five seconds, in a thread of its own, until told to stop.

    Not at once: a server that has just started gives its worker time for the first sign.
    """
    watching = threading.Thread(target=_go_on, args=(stop or threading.Event(),), name="watch", daemon=True)
    watching.start()
    return watching


def _go_on(stop: threading.Event) -> None:
    while not stop.wait(LOOKS_EVERY_SECONDS):
        try:
            close_old_connections()
            look(clock.machine_now())
        except Exception:
            log.exception("The worker's sign of life could not be read")
            connection.close()
    connection.close()
