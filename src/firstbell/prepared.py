"""Querysets that are compiled once and run many times.

Django builds the SQL of a queryset anew for each use; where every request asks the same, that takes longer than the
database does. `Prepared` keeps the SQL of each database and changes only the values.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import DateTimeField, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Value = int | date | datetime
Lock = tuple[str, str] | tuple[()]


class Prepared:
    """`rows = Prepared(make, register_id=-1)`; then `rows(register_id=7)` returns the rows of `make(register_id=7)`.

    make: takes the named values and returns a queryset of named values_list. samples: a value for each name that occurs
    nowhere else in the query, of the kind that will be asked for (whole number, day or instant). lock: a statement with
    one placeholder and the name of its value, which PostgreSQL does first in the same round trip; the rows are then
    read as they are once it holds the lock. SQLite's unit of work keeps other writers out already.
    """

    def __init__(self, make: Callable[..., QuerySet[Any]], *, lock: Lock = (), **samples: Value) -> None:
        self.make = make
        self.lock = lock
        self.samples = samples
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, **values: Value) -> list[Any]:
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = _Compiled(
                self.make(**self.samples), self.samples, self.lock if connection.vendor == "postgresql" else ()
            )
        return compiled.run(values)


class _Compiled:
    """One queryset's SQL with the places of its values."""

    def __init__(self, rows: QuerySet[Any], samples: dict[str, Value], lock: Lock) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = compiler.as_sql()
        self.params = list(params)
        named = {_adapted(sample): name for name, sample in samples.items()}
        self.locks = bool(lock)
        if lock:
            statement, name = lock
            self.sql, self.params = f"{statement}; {self.sql}", [_adapted(samples[name]), *self.params]
        self.places = [(place, named[value]) for place, value in enumerate(self.params) if value in named]
        self.converts = _converts(compiler)
        self.row = namedtuple("Row", list(rows.query.selected or ()))

    def run(self, values: dict[str, Value]) -> list[Any]:
        params = self.params.copy()
        for place, name in self.places:
            params[place] = _adapted(values[name])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            if self.locks:
                cursor.nextset()
            found = [list(row) for row in cursor.fetchall()]
        for place, convert in self.converts:
            for row in found:
                row[place] = convert(row[place])
        return [self.row._make(row) for row in found]


def _converts(compiler: SQLCompiler) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return, by column, what makes the driver's value ours.

    SQLite keeps instants without their zone; Django's own way of adding it takes ten times as long.
    """
    columns = compiler.get_converters([expression for expression, _, _ in compiler.select])
    return [
        (place, _instant if _is_bare_instant(expression) else partial(_as_django_does, converters, expression))
        for place, (converters, expression) in columns.items()
    ]


def _is_bare_instant(expression: Any) -> bool:
    return connection.vendor == "sqlite" and isinstance(expression.output_field, DateTimeField)


def _instant(value: datetime | str | None) -> datetime | None:
    """A column comes as an instant without its zone, an expression as text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value else None


def _as_django_does(converters: list[Callable[..., Any]], expression: Any, value: Any) -> Any:
    for convert in converters:
        value = convert(value, expression, connection)
    return value


def _adapted(value: Value) -> Any:
    """Return a value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
