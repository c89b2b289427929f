"""A server of our own: set up in the folder of the measurement, on a free port, stopped at the end."""

import http.client
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firstbell.config.bench.place import Place, failed, program

READY = "Firstbell is open"
KIB = 1024


class Server:
    """A running server. port: on this machine only. parent: the process that started all the others."""

    def __init__(self, port: int, parent: int) -> None:
        self.port = port
        self.parent = parent
        self.address = f"http://localhost:{port}"

    def client(self) -> http.client.HTTPConnection:
        """Return a connection that is kept open between requests."""
        return http.client.HTTPConnection("localhost", self.port, timeout=30)

    def memory_bytes(self) -> int:
        """Return what all its processes hold together; what two of them share is counted once (PSS)."""
        return sum(_held_by(pid) for pid in _family(self.parent))


@contextmanager
def serving(place: Place, *more: str) -> Iterator[Server]:
    """Serve the place's data folder. more: words for `firstbell serve`. Raises Refused where it does not open."""
    place.set_up()
    port = _free_port()
    words = ("serve", "--port", str(port), *more)
    variables = place.variables | {"FIRSTBELL_ADDRESS": f"http://localhost:{port}"}
    log = place.folder / "server.log"
    with log.open("w") as errors:
        process = subprocess.Popen(program(*words), env=variables, text=True, stdout=subprocess.PIPE, stderr=errors)
        try:
            if not any(READY in line for line in process.stdout or ()):
                raise failed(words, log.read_text())
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(parent: int) -> list[int]:
    """Return a process and all it started, and those they started."""
    started = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *(pid for child in started for pid in _family(int(child)))]


def _held_by(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * KIB for line in lines if line.startswith("Pss:"))
