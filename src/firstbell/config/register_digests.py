"""A digest of every register, from a database file alone, so that two copies can be compared row by row."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What makes up a register: its own row, its lines, and every mark ever made in it.
PARTS = (
    "SELECT r.id, r.* FROM registers_register r ORDER BY r.id",
    "SELECT l.register_id, l.* FROM registers_registerline l ORDER BY l.register_id, l.id",
    "SELECT l.register_id, m.* FROM registers_mark m JOIN registers_registerline l ON l.id = m.line_id"
    " ORDER BY l.register_id, m.id",
)
MARKS = "SELECT m.* FROM registers_mark m JOIN registers_registerline l ON l.id = m.line_id WHERE l.register_id = ?"
NAME = (
    'SELECT r."on", r.session, g.name FROM registers_register r JOIN provisions_group g ON g.id = r.group_id'
    " WHERE r.id = ?"
)


@dataclass
class Comparison:
    """Two copies, register by register. `lost` lists what an honest later change cannot explain."""

    same: int = 0
    changed: list[str] = field(default_factory=list)
    made_since: int = 0
    lost: list[str] = field(default_factory=list)


def register_digests(database: sqlite3.Connection) -> dict[int, str]:
    """Return the SHA-256 of each register's rows by the register's id."""
    hashes: dict[int, Any] = {}
    for part in PARTS:
        for register_id, *row in database.execute(part):
            hashes.setdefault(register_id, hashlib.sha256()).update(repr(row).encode())
    return {register_id: each.hexdigest() for register_id, each in hashes.items()}


def digest_of_all(digests: Mapping[int, str]) -> str:
    """Return one SHA-256 over all registers in order."""
    return hashlib.sha256("".join(f"{key}:{digests[key]}\n" for key in sorted(digests)).encode()).hexdigest()


def compare(restored: sqlite3.Connection, live: sqlite3.Connection) -> Comparison:
    """Compare every register of a restored copy with the live data, which may have gone on since.

    Marks are only ever added: a register whose older marks all still stand has changed honestly, provided that the
    journal has only grown too.
    """
    before, now = register_digests(restored), register_digests(live)
    grown = _journal_only_grew(restored, live)
    found = Comparison(made_since=len(now.keys() - before.keys()))
    for register_id, digest in before.items():
        if now.get(register_id) == digest:
            found.same += 1
        elif grown and register_id in now and _marks(restored, register_id) <= _marks(live, register_id):
            found.changed.append(_name(live, register_id))
        else:
            found.lost.append(_name(restored, register_id))
    return found


def _journal_only_grew(restored: sqlite3.Connection, live: sqlite3.Connection) -> bool:
    heads = restored.execute("SELECT chain, max(number), link FROM journal_entry GROUP BY chain").fetchall()
    entry = "SELECT link FROM journal_entry WHERE chain = ? AND number = ?"
    return all(live.execute(entry, (chain, number)).fetchone() == (link,) for chain, number, link in heads)


def _marks(database: sqlite3.Connection, register_id: int) -> set[tuple[Any, ...]]:
    return set(database.execute(MARKS, (register_id,)))


def _name(database: sqlite3.Connection, register_id: int) -> str:
    return "{}, {}, {}".format(*database.execute(NAME, (register_id,)).fetchone())
