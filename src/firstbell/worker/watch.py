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
from firstbell.worker import heartbeat

log = logging.getLogger("firstbell.worker")

LOOKS_EVERY_SECONDS = 5.0


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


def look(at: datetime) -> None:
    """Look whether the worker lives, and keep what was found for the pages."""
    global _found
    health = heartbeat.health(at)
    _found = None if health.is_good else Standstill(health.last_at, only_messages=health.alive)


def forget() -> None:
    """Know nothing of the worker, as before the first look."""
    global _found
    _found = None


def begin() -> threading.Thread:
    """Look at once and then every five seconds, in a thread of its own."""
    watching = threading.Thread(target=_go_on, name="watch", daemon=True)
    watching.start()
    return watching


def _go_on() -> None:
    pause = threading.Event()
    # A server that has just started gives its worker time for the first sign.
    while not pause.wait(LOOKS_EVERY_SECONDS):
        try:
            close_old_connections()
            look(clock.machine_now())
        except Exception:
            log.exception("The worker's sign of life could not be read")
            connection.close()
