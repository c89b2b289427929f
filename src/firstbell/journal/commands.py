"""Writing to the journal. Every other command calls one of these inside its own unit of work."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection

from firstbell.domain.school_time import london_day
from firstbell.journal import canonical
from firstbell.journal.actors import Actor
from firstbell.journal.context import request_id
from firstbell.journal.entries import Entry
from firstbell.journal.models import Checkpoint, JournalEntry
from firstbell.units import unit_of_work

TABLE = JournalEntry._meta.db_table
COLUMNS = (
    "chain",
    "number",
    "verb",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "actor_role",
    "request_id",
    "about",
    "facts",
    "salt",
    "commitment",
    "link",
)
INSERT = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
HEAD = f"SELECT number, link FROM {TABLE} WHERE chain = %s ORDER BY number DESC LIMIT 1"
# A number of our own, so that no other advisory lock of the database is in the way.
LOCK_BASE = 7_066_000_000_000


def write(
    verb: str, facts: Mapping[str, Any] | None = None, *, by: Actor, at: datetime, provision_id: int | None, about: str
) -> None:
    """Write one act. Raises UnknownVerb or UnfitFact. See Entry for the arguments."""
    write_many([Entry(verb, facts or {}, by=by, at=at, provision_id=provision_id, about=about)])


def write_many(entries: Iterable[Entry]) -> None:
    """Write acts in their order: two statements for each provision, however many acts."""
    with unit_of_work():
        for chain, together in groupby(sorted(entries, key=lambda entry: entry.chain), key=lambda entry: entry.chain):
            _append(chain, list(together))


def _append(chain: int, entries: list[Entry]) -> None:
    with connection.cursor() as cursor:
        number, previous = _lock_and_read_head(cursor, chain)
        rows = []
        for entry in entries:
            number += 1
            salt = secrets.token_bytes(16)
            facts = entry.canonical_facts()
            who = (entry.by.kind, entry.by.id, entry.by.name[:120], entry.by.role[:120], request_id(), entry.about)
            payload = canonical.payload(chain, number, entry.verb, canonical.instant(entry.at), *who, facts)
            committed = canonical.commitment(salt, payload)
            previous = canonical.link(previous, committed)
            at = connection.ops.adapt_datetimefield_value(entry.at)
            rows.append((chain, number, entry.verb, at, *who, facts, salt.hex(), committed.hex(), previous.hex()))
        cursor.executemany(INSERT, rows)


def _lock_and_read_head(cursor: Any, chain: int) -> tuple[int, bytes]:
    """Return the last number and link, keeping other writers of the chain out until the transaction ends.

    SQLite's IMMEDIATE transaction keeps them out already. PostgreSQL takes a lock first, in the same round trip;
    the second statement then sees what the last holder of the lock committed.
    """
    if connection.vendor == "postgresql":
        cursor.execute(f"SELECT pg_advisory_xact_lock(%s); {HEAD}", [LOCK_BASE + chain, chain])
        cursor.nextset()
    else:
        cursor.execute(HEAD, [chain])
    head = cursor.fetchone()
    return (head[0], bytes.fromhex(head[1])) if head else (0, canonical.ORIGIN)


def checkpoint(chain: int, at: datetime) -> Checkpoint | None:
    """Note how far a chain has come, and return the note; None for an empty chain. Safe to repeat."""
    with unit_of_work(), connection.cursor() as cursor:
        count, link = _lock_and_read_head(cursor, chain)
        if not count:
            return None
        note, _ = Checkpoint.objects.get_or_create(
            chain=chain, count=count, defaults={"day": london_day(at), "link": link.hex(), "made_at": at}
        )
        return note


def checkpoint_all(at: datetime) -> list[Checkpoint]:
    """Note how far every chain has come. The worker does so once a day."""
    chains = JournalEntry.objects.order_by("chain").values_list("chain", flat=True).distinct()
    return [note for chain in chains if (note := checkpoint(chain, at))]
