"""The test database: SQLite in a file, or a PostgreSQL that the run starts itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.support import postgresql
from tests.support.environment import chosen_database

NEEDS_ROWS = {"db", "transactional_db", "django_db_setup", "live_server"}
IS_HERE = {
    "PostgreSQL": lambda: postgresql.binaries() is not None,
    "the Noto fonts": Path("/usr/share/fonts/truetype/noto").exists,
}
"""What a test may need of the machine, by the word it is marked with."""
NO_POSTGRESQL = "PostgreSQL is not installed here, so nothing was proved about it. Install Debian's package postgresql."


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("firstbell")
    group.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        help="Run the tests that touch the database on this one (postgresql leaves out the others).",
    )
    group.addoption(
        "--require-all",
        action="store_true",
        help="Fail, and do not skip, where PostgreSQL or Chromium is missing.",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL keep what touches the database; everywhere drop what belongs to the other database."""
    for item in items:
        for marker in item.iter_markers("needs"):
            if not IS_HERE[marker.args[0]]() and not config.getoption("--require-all"):
                item.add_marker(pytest.mark.skip(reason=f"{marker.args[0]} is not on this machine"))
    database = chosen_database()
    other = {"sqlite": "postgresql_only", "postgresql": "sqlite_only"}[database]
    kept = [item for item in items if not item.get_closest_marker(other)]
    if database == "postgresql":
        kept = [item for item in kept if _touches_database(item)]
        if postgresql.binaries() is None and not config.getoption("--require-all"):
            for item in kept:
                item.add_marker(pytest.mark.skip(reason=NO_POSTGRESQL))
    dropped = [item for item in items if item not in set(kept)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def _touches_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or NEEDS_ROWS & set(getattr(item, "fixturenames", ())))


def pytest_report_header() -> str:
    return f"firstbell: tests on {chosen_database()}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A running PostgreSQL of this process's own."""
    if postgresql.binaries() is None:
        pytest.fail(NO_POSTGRESQL)
    with postgresql.Server() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Each process has its own file or its own server, so parallel processes need no names of their own."""
    if chosen_database() == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        connection.settings_dict |= {"HOST": server.host, "PORT": str(server.port)}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tables were made from the models: note every migration as done, so that the next one can be asked for."""
    settings.MIGRATION_MODULES = {}
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in MigrationLoader(connection).graph.nodes:
            recorder.record_applied(app, name)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """A test's rows go, and their ids come again: what a process remembers by id goes with them."""
    if provisions := sys.modules.get("firstbell.provisions.queries"):
        provisions.forget_versions()
    if loop := sys.modules.get("firstbell.worker.loop"):
        loop.forget()
    if placements := sys.modules.get("firstbell.placements.queries"):
        placements.forget_school_calendars()


plain_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_past_the_guards(operations: BaseDatabaseOperations, statements: list[str]) -> None:
    """Empty the tables between tests although triggers forbid deleting evidence.

    Tests only: the guards are lifted and put back inside the one transaction.
    """
    here = operations.connection
    with transaction.atomic(using=here.alias), here.cursor() as cursor:
        guards: list[tuple[str, str]] = []
        if here.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            if not any("RESTART IDENTITY" in statement for statement in statements):
                # A few rows are deleted in a fraction of the time that makes sixty tables anew.
                tables = here.introspection.django_table_names(only_existing=True, include_views=False)
                statements = [f'DELETE FROM "{table}"' for table in tables]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        plain_flush(operations, statements)
        for _, sql in guards:
            cursor.execute(sql)


def pytest_configure() -> None:
    BaseDatabaseOperations.execute_sql_flush = _flush_past_the_guards
