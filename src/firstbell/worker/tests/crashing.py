"""A process that dies at a chosen statement, and what its database holds afterwards."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from firstbell.duties.models import Duty
from firstbell.journal import verify
from firstbell.journal.models import JournalEntry
from firstbell.outbox.models import Message
from firstbell.provisions.queries import forget_versions
from firstbell.registers.models import RegisterLine
from firstbell.worker import loop

DIED = 9
REACHED_ITS_END = 0
FAILED = 1


class Scene:
    """A database to begin from, kept beside the tests' own. `at_a_copy` works on a copy of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / "scene.sqlite3"
        connection.close()
        tests_own = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(tests_own)) as ours, closing(sqlite3.connect(self.kept)) as scene:
            ours.backup(scene)

    @contextmanager
    def at_a_copy(self) -> Iterator[None]:
        """Use a fresh copy of the scene as the database, as a worker does that knows nothing of earlier turns."""
        copy = self.folder / "copy.sqlite3"
        for old in self.folder.glob("copy.sqlite3*"):
            old.unlink()
        copy.write_bytes(self.kept.read_bytes())
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = str(copy)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            a_fresh_worker()


def a_fresh_worker() -> None:
    """Forget what a process remembers between its turns."""
    loop.forget()
    forget_versions()


def dies_at(number: int, *, after: bool, act: Callable[[], object]) -> int:
    """Do `act` in a process of its own that ends at a statement, and return how it ended.

    number: of the statement, from 0; after: once it is done. The process ends as if killed: nothing is tidied up.
    """
    connection.close()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        seen = 0

        def count(execute, sql, params, many, context):
            nonlocal seen
            seen += 1
            if seen - 1 == number and not after:
                os._exit(DIED)
            answer = execute(sql, params, many, context)
            if seen - 1 == number:
                os._exit(DIED)
            return answer

        with connection.execute_wrapper(count):
            act()
        os._exit(REACHED_ITS_END)
    finally:
        os._exit(FAILED)


def all_told() -> tuple[Counter, Counter, Counter]:
    """Return the duties as they stand, the messages, and how often each thing is told in the journal of which duty."""
    duties = Counter(
        Duty.objects.values_list("rule", "subject", "session", "occasion", "state", "was_late", "owner_role")
    )
    messages = Counter(Message.objects.values_list("key", "state"))
    told: Counter = Counter()
    for verb, about, facts in JournalEntry.objects.values_list("verb", "about", "facts"):
        said = facts if isinstance(facts, dict) else json.loads(facts or "{}")
        for each in said.get("duties") or [said]:
            told[verb, about, each.get("rule", ""), each.get("occasion", "")] += 1
    return duties, messages, told


def kept() -> tuple[object, ...]:
    """Return all that the next process can find, but for what is made at random: two equal answers are one state."""
    with connection.cursor() as cursor:
        counts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            counts.append((table, *cursor.fetchone()))
    messages = [field.attname for field in Message._meta.concrete_fields if field.name != "message_id"]
    return (
        *counts,
        *Duty.objects.order_by("pk").values_list(),
        *RegisterLine.objects.order_by("pk").values_list(),
        *Message.objects.order_by("pk").values_list(*messages),
    )


def is_whole() -> bool:
    """Every journal chain verifies, and so does the file."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchone() == ("ok",) and verify() == []
