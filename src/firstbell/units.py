"""The one way to open a transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# SQLite's own wait for its lock is unfair and starves writers, so our threads queue here first.
_writers = threading.Lock()
_here = threading.local()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Write together or not at all. An inner unit joins the outer one.

    On SQLite it also holds this process's write lock. Nothing may leave the building inside:
    a message is an outbox row.
    """
    if getattr(_here, "open", False):
        yield
        return
    queue = connection.vendor == "sqlite"
    if queue:
        _writers.acquire()
    _here.open = True
    try:
        with transaction.atomic():
            yield
    finally:
        _here.open = False
        if queue:
            _writers.release()
