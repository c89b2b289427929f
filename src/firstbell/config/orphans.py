"""End this process when the one that started it is gone, however it went.

The server's main process starts another that answers the requests. Killed outright, it cannot pass that on: the other
would go on holding the port, beside the server that is started in its place.
"""

from __future__ import annotations

import os
import signal
import threading

LOOKS_EVERY_SECONDS = 0.5
PARTING_SECONDS = 5.0


def end_with_parent() -> None:
    """Watch the parent from a thread of its own. Asked to end, a process that does not is ended."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(LOOKS_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    pause.wait(PARTING_SECONDS)
    os._exit(1)
