"""Mail servers that answer as told: real ones, on a free port of this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
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
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]


@contextmanager
def running(school: School) -> Iterator[School]:
    """Run a school's server for the length of a test."""
    school.port = free_port()
    controller = Controller(school, hostname="127.0.0.1", port=school.port)
    controller.start()
    try:
        yield school
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
