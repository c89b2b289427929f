"""Database triggers that refuse to change or delete evidence, whatever program asks.

A model with `append_only = True` is guarded. On SQLite a table that is remade loses its triggers, so the guards
are put back after every migration, and start-up asks `missing_guards` before it serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION firstbell_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: a row is never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$
"""


def guarded_models() -> list[type[models.Model]]:
    """Return every model that says `append_only = True`."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "append_only", False) and not model._meta.proxy and model._meta.managed
    ]


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are missing or not as they should be. Tables not yet made are left out."""
    missing = missing_guards(connection)
    if not missing:
        return
    wanted = _wanted(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for name in missing:
            table, statement = wanted[name]
            drop = f'DROP TRIGGER IF EXISTS "{name}"'
            cursor.execute(drop if connection.vendor == "sqlite" else f'{drop} ON "{table}"')
            cursor.execute(statement)


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of guards that are absent, switched off or altered."""
    present = _present(connection)
    return [
        name
        for name, (_, statement) in _wanted(connection).items()
        if name not in present or (connection.vendor == "sqlite" and present[name] != statement)
    ]


def install_after_migrations(using: str, **_: Any) -> None:
    """Receive `post_migrate`: it comes once, when all migrations have run."""
    install_guards(connections[using])


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Return each guard's table and statement by the guard's name."""
    make = {"sqlite": _sqlite_guards, "postgresql": _postgresql_guards}[connection.vendor]
    tables = set(connection.introspection.table_names())
    return {
        name: (model._meta.db_table, statement)
        for model in guarded_models()
        if model._meta.db_table in tables
        for name, statement in make(model)
    }


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the working triggers: name and, on SQLite, the text they were made by."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE t.tgenabled IN ('O', 'A') AND p.proname = 'firstbell_append_only'"
            )
        return dict(cursor.fetchall())


def _sqlite_guards(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    table = model._meta.db_table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never changed or deleted'); END"
    yield f"guard_{table}_update", f'CREATE TRIGGER "guard_{table}_update" BEFORE UPDATE ON "{table}" {refuse}'
    yield f"guard_{table}_delete", f'CREATE TRIGGER "guard_{table}_delete" BEFORE DELETE ON "{table}" {refuse}'
    # INSERT OR REPLACE deletes the row it meets without asking the trigger above, unless that program says
    # recursive_triggers=ON. So whatever would meet a row is refused before it.
    meets = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")" for key in _keys(model)
    )
    yield (
        f"guard_{table}_replace",
        f'CREATE TRIGGER "guard_{table}_replace" BEFORE INSERT ON "{table}"'
        f' WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {meets}) {refuse}',
    )


def _postgresql_guards(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    table = model._meta.db_table
    for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield (
            f"guard_{table}_{act}",
            f'CREATE TRIGGER "guard_{table}_{act}" BEFORE {act.upper()} ON "{table}"'
            f" FOR EACH {each} EXECUTE FUNCTION firstbell_append_only()",
        )


def _keys(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Return the columns of the primary key and of every unique rule without a condition: what a new row could meet."""
    meta = model._meta
    keys = [tuple(field.column for field in meta.pk_fields)]
    keys += [(field.column,) for field in meta.local_concrete_fields if field.unique and not field.primary_key]
    keys += [
        tuple(meta.get_field(name).column for name in rule.fields)
        for rule in meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields and rule.condition is None
    ]
    return keys
