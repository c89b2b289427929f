"""Proving that the journal is as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from firstbell.journal import canonical
from firstbell.journal.models import Checkpoint, JournalEntry

TABLE = JournalEntry._meta.db_table
# The instant leaves the database as the text that was committed to, so that a million rows need no conversion.
INSTANT = {
    "sqlite": "replace(at, ' ', 'T') || CASE length(at) WHEN 19 THEN '.000000' ELSE '' END || 'Z'",
    "postgresql": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}
SALT = 32
ALTERED = "It was altered after it was written."
REPLACED = "It does not follow from the entry before it: one of the two was replaced."


@dataclass(frozen=True)
class Break:
    """The first bad entry of a chain, and what is wrong with it in a sentence."""

    chain: int
    number: int
    what: str

    def __str__(self) -> str:
        return f"Chain {self.chain}, entry {self.number}: {self.what}"


def verify(chain: int | None = None) -> list[Break]:
    """Read one chain, or all, from their beginning and return the first break of each; empty if all is whole."""
    notes = _checkpoints(chain)
    chains = {chain} if chain is not None else {*notes, *_chains()}
    breaks = (_first_break(each, _rows(each), notes.get(each, {})) for each in sorted(chains, key=str))
    return [found for found in breaks if found]


def _chains() -> list[int]:
    return list(JournalEntry.objects.order_by().values_list("chain", flat=True).distinct())


def _checkpoints(chain: int | None) -> dict[int, dict[int, Checkpoint]]:
    notes: dict[int, dict[int, Checkpoint]] = {}
    for note in Checkpoint.objects.filter(**({} if chain is None else {"chain": chain})):
        notes.setdefault(note.chain, {})[note.count] = note
    return notes


def _rows(chain: int) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT number, verb, {INSTANT[connection.vendor]}, actor_kind, actor_id, actor_name, actor_role,"
            f" request_id, about, facts, salt || commitment || link FROM {TABLE} WHERE chain = %s ORDER BY number",
            [chain],
        )
        while rows := cursor.fetchmany(2_000):
            yield from rows


def _first_break(chain: int, rows: Iterator[tuple[Any, ...]], notes: Mapping[int, Checkpoint]) -> Break | None:
    previous, expected = canonical.ORIGIN, 1
    for number, *told, seal in rows:
        if number != expected:
            early = isinstance(number, int) and number < expected
            return Break(chain, number, "It was put in.") if early else Break(chain, expected, "It is missing.")
        try:
            salt = bytes.fromhex(seal[:SALT])
            committed = canonical.commitment(salt, canonical.payload(chain, number, *told))
        except (TypeError, ValueError):
            return Break(chain, number, ALTERED)
        previous = canonical.link(previous, committed)
        if (salt + committed + previous).hex() != seal:
            sealed = seal.startswith((salt + committed).hex())
            return Break(chain, number, REPLACED if sealed else ALTERED)
        note = notes.get(number)
        if note and note.link != previous.hex():
            return Break(chain, number, f"It is not the entry that the checkpoint of {note.day} saw.")
        expected += 1
    return _cut_off(chain, expected, notes)


def _cut_off(chain: int, expected: int, notes: Mapping[int, Checkpoint]) -> Break | None:
    beyond = [note for count, note in notes.items() if count >= expected]
    if not beyond:
        return None
    last = max(beyond, key=lambda note: note.count)
    return Break(chain, expected, f"The end is cut off: the checkpoint of {last.day} counted {last.count} entries.")
