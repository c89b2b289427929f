"""What is checked before Firstbell serves: settings under which it could lose or change a record are refused."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from firstbell.env import PRACTICE_KEY, Env

LEAST_FREE_PERCENT = 5
SHORTEST_KEY = 32
SET_UP = "Run `firstbell setup`, then start again."
SQLITE = {
    "journal_mode": ({"wal"}, "a reader would block a tutor's mark"),
    "synchronous": ({"2", "3"}, "a mark that was answered as saved could be lost in a power cut"),
    "foreign_keys": ({"1"}, "a mark could be left without its line"),
    "recursive_triggers": ({"1"}, "evidence could be replaced without a trace"),
}
POSTGRESQL = {
    "fsync": "a power cut could destroy the database",
    "synchronous_commit": "a mark that was answered as saved could be lost in a power cut",
    "full_page_writes": "a power cut could leave half-written pages",
}


@dataclass(frozen=True)
class Refusal:
    """One reason not to start: what was found, what it means, what to do."""

    what: str
    means: str
    do: str

    def __str__(self) -> str:
        return f"{self.what} {self.means} {self.do}"


def refusals(env: Env, connection: BaseDatabaseWrapper) -> list[Refusal]:
    """Return every reason not to start. What needs the tables is asked only once the tables are right."""
    first = [
        *durability(connection),
        *debugging(env),
        *secret_key(env),
        *free_space(env.home),
        *schema(connection),
    ]
    return first or [*guards(connection), *journal_chain()]


def durability(connection: BaseDatabaseWrapper) -> Iterator[Refusal]:
    """Each setting of the database under which it may forget or corrupt what it has acknowledged."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, (safe, risk) in SQLITE.items():
                value = str(cursor.execute(f"PRAGMA {name}").fetchone()[0]).lower()
                if value not in safe:
                    yield _unsafe(f"SQLite runs with {name} = {value}.", risk, "Take the change to its settings back.")
        else:
            for name, risk in POSTGRESQL.items():
                cursor.execute(f"SHOW {name}")
                if (value := cursor.fetchone()[0]) in {"off", "local"}:
                    mend = f"Set {name} = on in postgresql.conf, reload PostgreSQL, then start again."
                    yield _unsafe(f"PostgreSQL runs with {name} = {value}.", risk, mend)


def _unsafe(what: str, risk: str, do: str) -> Refusal:
    return Refusal(what, f"That is not safe for a legal record: {risk}.", do)


def debugging(env: Env) -> Iterator[Refusal]:
    if env.debug and not env.practice:
        yield Refusal(
            "FIRSTBELL_DEBUG is on.",
            "A page that fails would show pupils' data and settings to whoever asked for it.",
            "Take FIRSTBELL_DEBUG away. Only the practice provision may run with it.",
        )


def secret_key(env: Env) -> Iterator[Refusal]:
    if not env.practice and (env.secret_key == PRACTICE_KEY or len(env.secret_key) < SHORTEST_KEY):
        yield Refusal(
            "There is no secret key of this installation's own.",
            "Anyone could make a sign-in that Firstbell takes for real.",
            "Run `firstbell setup`, which makes and keeps one, "
            f"or set FIRSTBELL_SECRET_KEY to at least {SHORTEST_KEY} random characters.",
        )


def free_space(home: Path, least_percent: int = LEAST_FREE_PERCENT) -> Iterator[Refusal]:
    """home: the folder of the data. least_percent: of the disk it is on, free to an ordinary user."""
    folder = next(path for path in (home, *home.parents) if path.exists())
    disk = shutil.disk_usage(folder)
    if 100 * disk.free < least_percent * disk.total:
        yield Refusal(
            f"The disk that holds the data has {disk.free // 2**20} MB free, under {least_percent} %.",
            "Marks could soon not be saved.",
            "Free some space, or move the data to a larger disk, then start again.",
        )


def schema(connection: BaseDatabaseWrapper) -> Iterator[Refusal]:
    """The tables are those of this version of the code: neither newer nor older."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if unknown := unknown_migrations(set(executor.loader.applied_migrations)):
        yield Refusal(
            f"The data was made by a newer Firstbell than this one, or by a practice provision: {unknown}.",
            "This version does not know those tables and could damage them.",
            "Start the version that made the data, or restore a backup made by this one.",
        )
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Refusal("The tables of this version are not made yet.", "Pages would fail.", SET_UP)


def unknown_migrations(applied: set[tuple[str, str]]) -> str:
    """Return the first of the applied migrations, (app, name), that this code does not have; empty if it has all."""
    from django.db.migrations.loader import MigrationLoader

    disk = MigrationLoader(None).disk_migrations
    known = set(disk) | {old for migration in disk.values() for old in migration.replaces}
    unknown = [".".join(each) for each in sorted(applied - known)]
    return ", ".join(unknown[:3]) + (" ..." if len(unknown) > 3 else "")


def guards(connection: BaseDatabaseWrapper) -> Iterator[Refusal]:
    """Every table of evidence is guarded against change and removal."""
    from firstbell.journal.guards import missing_guards

    if missing := missing_guards(connection):
        yield Refusal(
            f"Guards of the evidence are missing or altered: {', '.join(missing)}.",
            "Evidence in them could be altered without a trace.",
            SET_UP,
        )


def journal_chain() -> Iterator[Refusal]:
    """No entry of the journal was altered, removed or put in since it was written."""
    from firstbell import journal

    for broken in journal.verify():
        yield Refusal(
            f"The journal does not verify. {broken}",
            "An entry was altered, removed or put in after it was written.",
            "Run `firstbell verify` to see where, keep this data as it is, and restore the last backup that verifies.",
        )


def told(reasons: Iterable[Refusal]) -> str:
    """Return the reasons as a person reads them."""
    return "Firstbell does not start:\n" + "\n".join(f"- {reason}" for reason in reasons)


def main() -> int:
    """Check this installation. Returns 1, with every reason on stderr, where it must not start."""
    import django
    from django.db import DatabaseError, connection

    from firstbell import env as environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    django.setup()
    try:
        found = refusals(environment.read(), connection)
    except DatabaseError as error:
        what = f"The database cannot be used: {str(error).strip()}."
        do = "Run `firstbell setup` if this is a new installation; otherwise check FIRSTBELL_DATABASE."
        found = [Refusal(what, "Nothing can be read or saved.", do)]
    if found:
        print(told(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
