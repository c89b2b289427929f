"""Tell an outside watcher once a minute that all goes well; its silence is the alarm (a dead-man's switch)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from urllib.request import Request, urlopen

log = logging.getLogger("firstbell.worker")

EVERY_SECONDS = 60.0
TIMEOUT_SECONDS = 10.0
LOOKS_SECONDS = 1.0


def go_on(url: str, stop: threading.Event, all_goes_well: Callable[[], bool], every: float = EVERY_SECONDS) -> None:
    """Ask for the address now and then every minute, until told to stop and for as long as all goes well.

    In a thread of its own, so that a slow host delays no deadline and no message. Nothing is sent but the request.
    """
    last: float | None = None
    while not stop.wait(min(LOOKS_SECONDS, every)):
        if (last is None or time.monotonic() - last >= every) and all_goes_well():
            last = time.monotonic()
            ping(url)


def ping(url: str) -> bool:
    """Ask for the address; True if it answered. A watcher that cannot be reached is written to the log."""
    try:
        with urlopen(Request(url, headers={"User-Agent": "Firstbell"}), timeout=TIMEOUT_SECONDS) as answer:
            return 200 <= answer.status < 300
    except OSError as fault:
        log.warning("The outside watcher could not be told: %s", fault)
        return False
