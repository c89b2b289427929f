"""What the database does for a statement, told in its own words (SQLite's EXPLAIN QUERY PLAN)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

GROWING = ("registers_", "duties_duty", "duties_dutymessage", "outbox_", "followup_", "journal_", "accounts_accesslog")
FIRST_WORDS = ("SELECT", "UPDATE", "DELETE", "INSERT")
SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
ALIAS = re.compile(r'"(\w+)" ([UTVW]\d+)\b')
WORD = re.compile(r"\b[UTVW]\d+\b")
Statement = tuple[str, Any]


def captured(act: Callable[[], object]) -> list[Statement]:
    """Do something and return the statements it sent, with their values; of one run for many rows, the first."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, next(iter(params), ()) if many else params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return [statement for statement in found if statement[0].lstrip().upper().startswith(FIRST_WORDS)]


def plan_of(database: BaseDatabaseWrapper, statement: Statement) -> list[str]:
    """Return the steps of a statement, each table by its own name."""
    sql, params = statement
    names = {alias: table for table, alias in ALIAS.findall(sql)}
    with database.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [row[3] for row in cursor.fetchall()]
    return [WORD.sub(lambda word: names.get(word[0], word[0]), step) for step in steps]


def table_scans(database: BaseDatabaseWrapper, steps: Iterable[str]) -> list[str]:
    """Return the steps that read a growing table from end to end.

    An index that holds only some rows (what waits, what is to send) may be read whole: it does not grow with the years.
    """
    with database.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'")
        partial = {name for (name,) in cursor.fetchall()}
        tables = set(database.introspection.table_names(cursor))
    found = []
    for step in sorted(set(steps)):
        match = SCAN.match(step)
        if match and match[1] in tables and match[1].startswith(GROWING) and match[2] not in partial:
            found.append(step)
    return found
