"""Messages through a hostile mail server, by senders that are killed at random: none is lost, none is doubled unseen.

The senders are processes of their own, ended by SIGKILL at any statement and begun again. Afterwards what the database
says of each message is held against what the server took.
"""

from __future__ import annotations

import json
import logging
import os
import random
import signal
import socket
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

from django.db import connections
from django.test.utils import override_settings

from firstbell import clock
from firstbell.config.bench.inside.hostile import HostileServer
from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.outbox import commands
from firstbell.outbox.ladder import Pace
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.policy import preset_text
from firstbell.provisions.models import PolicyVersion, Provision
from firstbell.units import unit_of_work

log = logging.getLogger("firstbell.bench")

BENCH = Actor.system("bench")
# Short waits, and so many that a message is given up only where the server refuses it for good.
PACE = Pace(waits=(0.05,) * 100, lease=timedelta(seconds=5))
STEP_SECONDS = 0.4
HOSTILITY = 0.45
TALKS_FOR_EACH = 1.3


@dataclass(frozen=True)
class Outcome:
    """What became of the messages.

    missing: neither accepted nor refused for good. not_taken: accepted by our own word alone. twice: taken more than
    once. unexplained: among these, though the sender was told of the first and lived to write it down. other_ids: taken
    under more than one Message-ID.
    """

    messages: int
    kills: int
    accepted: int = 0
    refused: int = 0
    missing: list[str] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    other_ids: list[str] = field(default_factory=list)
    seconds: float = 0


def trial(messages: int, kills: int, seed: int = 1, hostility: float = HOSTILITY, senders: int = 2) -> dict[str, Any]:
    """Send so many messages while so many senders are killed; return the Outcome as a dictionary."""
    began = time.monotonic()
    keys = _queue(messages, seed)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "server.jsonl"
        said.touch()
        with _server(said, hostility, seed) as port, _mail_goes_to(port):
            killed = _send_while_killing(said, messages, kills, senders, chance)
        found = _judged(keys, [json.loads(line) for line in said.read_text().splitlines()], killed)
    return asdict(found) | {"seconds": time.monotonic() - began}


def _queue(count: int, seed: int) -> list[str]:
    """Queue so many messages of one provision and return their keys, which are their subjects too."""
    now = clock.now()
    provision, _ = Provision.objects.get_or_create(
        slug="hostile", defaults={"name": "Hostile", "go_live_on": london_day(now)}
    )
    PolicyVersion.objects.get_or_create(
        provision=provision,
        starts_on=london_day(now),
        defaults={"preset": "national-2024", "text": preset_text("national-2024"), "made_at": now, "made_by": "bench"},
    )
    keys = [f"trial {seed}, message {number}" for number in range(count)]
    with unit_of_work():
        for number, key in enumerate(keys):
            message = commands.draft(
                provision_id=provision.pk,
                key=key,
                purpose="trial",
                to=commands.Recipient(None, f"School {number}", f"office{number}@school.example"),
                on=london_day(now),
                content=commands.Content(key, "A trial.", "<p>A trial.</p>"),
                due_at=now,
                by=BENCH,
                at=now,
            )
            commands.queue(message, by=BENCH, at=now)
    return keys


@contextmanager
def _server(said: Path, hostility: float, seed: int) -> Iterator[int]:
    """Run the hostile server in a process of its own and yield its port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    process = _forked(HostileServer(listener, said, hostility=hostility, seed=seed).serve)
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        _end(process)


@contextmanager
def _mail_goes_to(port: int) -> Iterator[None]:
    with override_settings(
        PRACTICE=False,
        MAIL_CHANNEL="smtp",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_USE_TLS=False,
        EMAIL_USE_SSL=False,
        EMAIL_HOST_USER="",
        EMAIL_TIMEOUT=STEP_SECONDS,
        DEFAULT_FROM_EMAIL="attendance@firstbell.example",
    ):
        yield


def _send_while_killing(said: Path, messages: int, kills: int, senders: int, chance: random.Random) -> set[str]:
    """Run the senders, kill one after every so many conversations, and return the names of those that were killed."""
    connections.close_all()  # No connection may be shared with a child.
    running = {_forked(_send_for_ever) for _ in range(senders)}
    killed: set[str] = set()
    try:
        for number in range(1, kills + 1):
            _wait(lambda number=number: _met(said) >= number * messages * TALKS_FOR_EACH / (kills + 1), seconds=5)
            time.sleep(chance.uniform(0, 0.03))
            victim = chance.choice(sorted(running))
            running.remove(victim)
            _end(victim)
            killed.add(_name(victim))
            running.add(_forked(_send_for_ever))
        _wait(_nothing_is_open, seconds=60 + messages / 5)
    finally:
        for process in running:
            _end(process)
    return killed


def _send_for_ever() -> None:
    """Send what is due, over and over. The server knows each sender by the name in its greeting."""
    with override_settings(ADDRESS=f"http://{_name(os.getpid())}"):
        while True:
            try:
                if not send_due(clock.now(), pace=PACE):
                    time.sleep(0.01)
            except Exception:
                log.exception("A turn of a sender failed.")


def _judged(keys: list[str], said: list[dict[str, Any]], killed: set[str]) -> Outcome:
    """Hold what the database says of each message against what the server wrote down."""
    told = {line["number"] for line in said if line["what"] == "told"}
    taken: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in said:
        if line["what"] == "taken":
            taken[line["subject"]].append(line)
    rows = Message.objects.filter(key__in=keys).values_list("key", "state", "fault")
    states = {key: (state, fault) for key, state, fault in rows}
    accepted = [key for key in keys if states[key][0] in Message.GONE]
    refused = [key for key in keys if states[key] == (Message.State.FAILED, Message.Fault.PERMANENT)]
    excuses = Counter(killed)
    unexplained = []
    for key, copies in taken.items():
        # A copy after which another came: the sender was not told, or it was killed before it could write it down.
        for copy in copies[:-1]:
            if copy["number"] in told and not excuses[copy["sender"]]:
                unexplained.append(key)
            elif copy["number"] in told:
                excuses[copy["sender"]] -= 1
    return Outcome(
        messages=len(keys),
        kills=len(killed),
        accepted=len(accepted),
        refused=len(refused),
        missing=sorted(set(keys) - set(accepted) - set(refused)),
        not_taken=[key for key in accepted if not any(copy["number"] in told for copy in taken[key])],
        twice=[key for key, copies in taken.items() if len(copies) > 1],
        unexplained=unexplained,
        other_ids=[key for key, copies in taken.items() if len({copy["id"] for copy in copies}) > 1],
    )


def _forked(act: Callable[[], None]) -> int:
    """Do something in a child, which never comes back here, and return its process id."""
    process = os.fork()
    if process == 0:
        _child(act)
    return process


def _child(act: Callable[[], None]) -> NoReturn:
    try:
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, signal.SIG_DFL)
        act()
    finally:
        os._exit(1)


def _end(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _name(process: int) -> str:
    return f"sender-{process}.example"


def _met(said: Path) -> int:
    return said.read_bytes().count(b'"what": "met"')


def _nothing_is_open() -> bool:
    return not Message.objects.filter(purpose="trial", state__in=Message.OPEN).exists()


def _wait(until: Callable[[], bool], *, seconds: float) -> None:
    """Wait until something is so, no longer than this."""
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        time.sleep(0.01)
