"""Mail servers and providers that answer as told: real ones, on a free port of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

VERBS = ("MAIL", "RCPT", "DATA")


class School:
    """A school's mail server. It takes what it is sent unless told otherwise.

    says: an answer by verb, once for each try, `None` to behave: {"RCPT": ["451 busy", None]}. A "drop" hangs up.
    """

    def __init__(self, **says: list[str | None]) -> None:
        self.says = {verb: list(answers) for verb, answers in says.items()}
        self.taken: list[EmailMessage] = []
        self.senders: list[str] = []
        self.port = 0

    async def _answer(self, verb: str, server: Any) -> str | None:
        answers = self.says.get(verb, [])
        said = answers.pop(0) if answers else None
        if said == "drop":
            server.transport.abort()
            return "421 gone"
        return said

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if (said := await self._answer("MAIL", server)) is not None:
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if (said := await self._answer("RCPT", server)) is not None:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        said = await self._answer("DATA", server)
        if said == "taken, then cut":
            self._keep(envelope)
            server.transport.abort()
            return "250 never heard"
        if said is not None:
            return said
        self._keep(envelope)
        return f"250 2.0.0 queued as Z{len(self.taken)}"

    def _keep(self, envelope: Any) -> None:
        self.senders.append(envelope.mail_from)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]


@contextmanager
def running(school: School) -> Iterator[School]:
    """Run a school's server for the length of a test."""
    school.port = free_port()
    with serving(Controller(school, hostname="127.0.0.1", port=school.port)):
        yield school


@contextmanager
def serving(controller: Controller) -> Iterator[None]:
    """Run a server and end it."""
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Asked:
    """One request as the provider saw it."""

    path: str
    headers: dict[str, str]
    body: bytes


class Provider:
    """A provider's address. It answers `status` and `says`; `does`: "hang up", "stall" or "babble" instead."""

    def __init__(self, says: str, status: int = 200) -> None:
        self.says, self.status, self.does = says, status, ""
        self.headers: dict[str, str] = {"Content-Type": "application/json"}
        self.asked: list[Asked] = []
        self.ends = threading.Event()
        self.port = 0


@contextmanager
def http_running(provider: Provider) -> Iterator[Provider]:
    """Run a provider's address for the length of a test."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            provider.asked.append(Asked(self.path, dict(self.headers), body))
            if provider.does == "stall":
                provider.ends.wait(10)
            elif provider.does == "babble":
                self.wfile.write(b"\x00\xffnot an answer\r\n\r\n")
            elif not provider.does:
                self.send_response(provider.status)
                for name, value in provider.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(provider.says.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    provider.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield provider
    finally:
        provider.ends.set()
        server.shutdown()
        server.server_close()
