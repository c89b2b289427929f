"""A mail server that behaves as badly as they do, and writes down what it took and what it said.

Sockets and plain SMTP, so that it can hang up, stall or babble at any word. It runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from typing import Any

HANG_UP, STALL, BABBLE = "hang up", "stall", "babble"
# Taken, and then the line is cut or falls silent: the sender cannot know.
TAKEN_THEN_CUT, TAKEN_THEN_SILENT = "taken, then cut", "taken, then silent"
# Right, but so late that another sender could think the message free.
SLOW, SLOW_SECONDS = "slow", 0.2
FOR_NOW = ("421 4.3.2 closing", "451 4.7.1 greylisted", "452 4.2.2 full")
FOR_GOOD = ("550 5.1.1 no such mailbox", "552 5.2.3 too large")
VERBS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "content", "end")
LONGEST_STALL_SECONDS = 5.0
FAULTS = [(verb, does) for verb in VERBS for does in (HANG_UP, STALL, BABBLE, *FOR_NOW) if verb != "content"]
FAULTS += [("content", HANG_UP), *[("end", TAKEN_THEN_CUT)] * 5, *[("end", TAKEN_THEN_SILENT)] * 2]
FAULTS += [("end", SLOW)] * 10
FAULTS += [("RCPT", FOR_GOOD[0]), ("end", FOR_GOOD[1])]


class Gone(Exception):
    """The conversation is over."""


class HostileServer:
    """Answers on a listening socket. hostility: the share of conversations in which something goes wrong, 0 to 1.

    Its log is a file with one JSON object a line: `what` is met, taken, told (it heard our 250) or refused.
    """

    def __init__(self, listener: socket.socket, log: Path, *, hostility: float, seed: int) -> None:
        self.listener = listener
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.hostility = hostility
        self.chance = random.Random(seed)

    def serve(self) -> None:
        """Answer until the process ends."""
        number = 0
        while True:
            line, _ = self.listener.accept()
            number += 1
            fault = self.chance.choice(FAULTS) if self.chance.random() < self.hostility else ("", "")
            threading.Thread(target=self._converse, args=(line, number, fault), daemon=True).start()

    def _converse(self, line: socket.socket, number: int, fault: tuple[str, str]) -> None:
        self._note("met", number)
        line.settimeout(LONGEST_STALL_SECONDS)
        with line, suppress(Gone, OSError):
            Conversation(self, line, number, fault).run()

    def _note(self, what: str, number: int, **facts: Any) -> None:
        os.write(self.log, (json.dumps({"what": what, "number": number} | facts) + "\n").encode())


class Conversation:
    """One conversation with one fault in it, or none."""

    def __init__(self, server: HostileServer, line: socket.socket, number: int, fault: tuple[str, str]) -> None:
        self.server, self.line, self.number = server, line, number
        self.where, self.does = fault
        self.file = line.makefile("rb")
        self.sender = ""
        self.has_taken = False

    def run(self) -> None:
        self._say("greeting", "220 mx.example")
        for verb, said in self._heard():
            if verb in ("EHLO", "HELO"):
                self.sender = said.partition(" ")[2]
                self._say("EHLO", "250 mx.example")
            elif verb in ("MAIL", "RCPT"):
                self._say(verb, "250 OK")
            elif verb == "DATA":
                self._say("DATA", "354 go on")
                self._take()
            elif verb == "QUIT":
                # Who says goodbye has heard our answer; who has given up only hangs up.
                if self.has_taken:
                    self.server._note("told", self.number)
                raise Gone
            else:
                self._send("250 OK")

    def _heard(self) -> Iterator[tuple[str, str]]:
        while raw := self.file.readline():
            said = raw.decode("ascii", "replace").strip()
            yield said.partition(" ")[0].upper(), said

    def _take(self) -> None:
        if self.where == "content":
            self.file.readline()
            self._hang_up()
        lines = []
        while (raw := self.file.readline()) and raw != b".\r\n":
            lines.append(raw)
        mail = message_from_bytes(b"".join(lines))
        about = {"id": str(mail["Message-ID"]), "subject": str(mail["Subject"]), "sender": self.sender}
        if not raw:
            raise Gone
        if self.where == "end" and self.does not in (TAKEN_THEN_CUT, TAKEN_THEN_SILENT, SLOW):
            if self.does in FOR_GOOD:
                self.server._note("refused", self.number, **about)
            self._say("end", "")
            return
        self.server._note("taken", self.number, **about)
        if self.where == "end" and self.does == SLOW:
            time.sleep(SLOW_SECONDS)
        elif self.where == "end":
            self._stall() if self.does == TAKEN_THEN_SILENT else self._hang_up()
        self._send(f"250 2.0.0 queued as {self.number}")
        self.has_taken = True

    def _say(self, verb: str, usual: str) -> None:
        """Say what is usual, or do the one thing that goes wrong in this conversation."""
        if verb != self.where:
            self._send(usual)
        elif self.does == HANG_UP:
            self._hang_up()
        elif self.does == STALL:
            self._stall()
        elif self.does == BABBLE:
            self._send("\x00\x7f what was that? \u00ff")
            raise Gone
        else:
            if self.does in FOR_GOOD and verb == "RCPT":
                self.server._note("refused", self.number, sender=self.sender)
            self._send(self.does)
            if self.does.startswith("421"):
                raise Gone

    def _send(self, words: str) -> None:
        self.line.sendall(f"{words}\r\n".encode("latin-1"))

    def _hang_up(self) -> None:
        """Reset the line, so that the sender hears nothing that was under way."""
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def _stall(self) -> None:
        """Say nothing until the sender gives up."""
        with suppress(OSError):
            while self.line.recv(4096):
                pass
        raise Gone
