"""Many rows of a model inserted by one statement.

Django's `bulk_create` prepares every field of every row anew; for the thirty marks of a register that takes longer than
the database does. This prepares only what a driver takes in another form: instants, days and ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, Model, UUIDField

Adapt = Callable[[Any], Any]


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> list[int]:
    """Insert rows of one model and return their ids in the same order; no ids with ignore_conflicts.

    ignore_conflicts: leave out a row that would repeat a unique key. The rows' values are of their fields' own types.
    """
    if not rows:
        return []
    statement, names, places = _prepared(type(rows[0]), connection.vendor)
    values = [adapt(getattr(row, name)) if adapt else getattr(row, name) for row in rows for name, adapt in names]
    ending = " ON CONFLICT DO NOTHING" if ignore_conflicts else " RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} {', '.join([places] * len(rows))}{ending}", values)
        return [] if ignore_conflicts else [pk for (pk,) in cursor.fetchall()]


@cache
def _prepared(model: type[Model], vendor: str) -> tuple[str, list[tuple[str, Adapt | None]], str]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    names = [(field.attname, _adapt(field, vendor)) for field in fields]
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES", names, f"({', '.join(['%s'] * len(fields))})"


def _adapt(field: Field[Any, Any], vendor: str) -> Adapt | None:
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, DateField):
        return connection.ops.adapt_datefield_value
    return (lambda value: value and value.hex) if isinstance(field, UUIDField) and vendor == "sqlite" else None
