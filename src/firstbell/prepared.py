"""Querysets that are compiled once and run many times.

Django builds the SQL of a queryset anew for each use; where every request asks the same, that takes longer than the
database does. `Prepared` keeps the SQL of each database and changes only the values.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

Value = int | date | datetime


class Prepared:
    """`rows = Prepared(make, register_id=-1)`; then `rows(register_id=7)` returns the rows of `make(register_id=7)`.

    make: takes the named values and returns a queryset of named values_list. samples: a value for each name that occurs
    nowhere else in the query, of the kind that will be asked for (whole number, day or instant).
    """

    def __init__(self, make: Callable[..., QuerySet[Any]], **samples: Value) -> None:
        self.make = make
        self.samples = samples
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, **values: Value) -> list[Any]:
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = _Compiled(self.make(**self.samples), self.samples)
        return compiled.run(values)


class _Compiled:
    """One queryset's SQL with the places of its values."""

    def __init__(self, rows: QuerySet[Any], samples: dict[str, Value]) -> None:
        self.compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = self.compiler.as_sql()
        self.params = list(params)
        named = {_adapted(sample): name for name, sample in samples.items()}
        self.places = [(place, named[value]) for place, value in enumerate(self.params) if value in named]
        self.converters = self.compiler.get_converters([expression for expression, _, _ in self.compiler.select])
        self.row = namedtuple("Row", list(rows.query.selected or ()))

    def run(self, values: dict[str, Value]) -> list[Any]:
        params = self.params.copy()
        for place, name in self.places:
            params[place] = _adapted(values[name])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if self.converters:
            found = self._converted(found)
        return [self.row._make(row) for row in found]

    def _converted(self, found: list[Any]) -> Any:
        return self.compiler.apply_converters(found, self.converters)


def _adapted(value: Value) -> Any:
    """Return a value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
