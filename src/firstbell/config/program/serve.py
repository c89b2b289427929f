"""`firstbell serve`: the pages and the worker beside them, kept running until told to stop.

The parent holds no Django: it starts its children, starts again what ends, and passes a stop on.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from firstbell import env as environment
from firstbell.config.program.standing import standing
from firstbell.domain.errors import Refused

HELP = "serve the pages, with the worker beside them"
PARTING_SECONDS = 15
TOO_SOON_SECONDS = 5
PR_SET_PDEATHSIG = 1
THREADS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default: 8000)")
    parser.add_argument("--web-only", action="store_true", help="leave the worker out: another machine runs it")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped. Returns 1, with the reasons told, where serving would not be safe."""
    return serve(args.host, args.port, web_only=args.web_only)


def serve(host: str, port: int, *, web_only: bool = False, when_ready: Callable[[], None] | None = None) -> int:
    """Check, start, watch and stop. `when_ready` is called once, when the first page can be asked for.

    Raises Refused if the port is taken. Must be called in the main thread.
    """
    os.environ.setdefault("FIRSTBELL_ADDRESS", f"http://localhost:{port}")
    settings = environment.read()
    with standing(settings.home):
        if subprocess.run([sys.executable, "-m", "firstbell.config.startup"], check=False).returncode:
            return 1
        claim_port(host, port)
        parent = _Parent(commands(host, port, web_only=web_only))
        return parent.run(lambda: answers(host, port), when_ready or (lambda: _tell(settings.address, host, port)))


def commands(host: str, port: int, *, web_only: bool) -> dict[str, list[str]]:
    """Return the children to keep, by name. One web process: on SQLite its threads share one write lock."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--workers", "1"]
    web += ["--blocking-threads", str(THREADS), "--workers-kill-timeout", "10", "--respawn-failed-workers"]
    web += ["--host", host, "--port", str(port), "--log-level", "warning", "firstbell.config.wsgi:application"]
    worker = [sys.executable, "-m", "firstbell", "worker"]
    return {"web": web} if web_only else {"web": web, "worker": worker}


def claim_port(host: str, port: int) -> None:
    """Raise Refused if anything listens there. A second server would start without error and take half the requests."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Refused(
                f"Port {port} of {host} cannot be used: {error.strerror}.",
                "Another program, perhaps another Firstbell, already listens there.",
                "Stop it, or choose another port with --port.",
            ) from error


def answers(host: str, port: int) -> bool:
    """True once something accepts a connection there."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((reachable, port), timeout=1):
            return True
    except OSError:
        return False


def _tell(address: str, host: str, port: int) -> None:
    print(f"Firstbell is open at {address}, listening on {host}:{port}. Press Ctrl-C to stop.", flush=True)


class _Parent:
    """Keeps one process for each command until told to stop."""

    def __init__(self, wanted: dict[str, list[str]]) -> None:
        self.wanted = wanted
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.stop = threading.Event()

    def run(self, ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        previous = {each: signal.signal(each, self._told_to_stop) for each in (signal.SIGTERM, signal.SIGINT)}
        told = False
        try:
            while not self.stop.is_set():
                for name in self.wanted:
                    self._keep(name)
                if not told and ready():
                    told = True
                    when_ready()
                self.stop.wait(0.2)
        finally:
            self._part()
            for each, handler in previous.items():
                signal.signal(each, handler)
        return 0

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop.set()

    def _keep(self, name: str) -> None:
        """Start the child, or start it again if it ended; one that ends at once is given time between tries."""
        child = self.children.get(name)
        if child is None or child.poll() is not None:
            if time.monotonic() - self.started.get(name, -TOO_SOON_SECONDS) < TOO_SOON_SECONDS:
                return
            if child is not None:
                print(
                    f"The {name} process ended ({child.returncode}) and is started again.", file=sys.stderr, flush=True
                )
            self.started[name] = time.monotonic()
            self.children[name] = subprocess.Popen(
                self.wanted[name],
                start_new_session=True,
                preexec_fn=_end_with_parent(os.getpid()),
                # Threads that each keep their own heap would cost tens of megabytes and gain nothing here.
                env=os.environ | {"DJANGO_SETTINGS_MODULE": "firstbell.config.settings", "MALLOC_ARENA_MAX": "2"},
            )

    def _part(self) -> None:
        """Ask every child to finish what it has in hand; after PARTING_SECONDS end it with all it started."""
        for child in self.children.values():
            child.terminate()
        until = time.monotonic() + PARTING_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _end_with_parent(parent: int) -> Callable[[], None]:
    """Return what a child does first: ask the kernel for a TERM when its parent is gone, however it went."""
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask
