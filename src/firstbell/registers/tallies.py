"""The running counts of each placement's weeks, kept with every mark, and the way to make them again from the marks.

Source: R-050; a code counts as it counted on its session's date. Only expected lines count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, Min

from firstbell.domain.codes import Category, Code, CodeNotValidOn
from firstbell.domain.school_time import Span, academic_year, academic_year_start, monday_of
from firstbell.policy import national_code
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Register, RegisterLine, WeekTally

COUNTS = (
    "own_attended",
    "own_authorised",
    "own_unauthorised",
    "own_not_counted",
    "national_attended",
    "national_authorised",
    "national_unauthorised",
    "national_not_counted",
    "undecided",
    "late",
    "after_close",
    "minutes_late",
)
COUNTED = {"expected": True, "dropped_at": None, "placement__isnull": False, "current_mark__isnull": False}
"""The lines that count: somebody was expected, under a placement, and somebody answered."""
_COLUMN_OF = {
    Category.ATTENDING: "attended",
    Category.APPROVED_EDUCATIONAL_ACTIVITY: "attended",
    Category.AUTHORISED_ABSENCE: "authorised",
    Category.UNAUTHORISED_ABSENCE: "unauthorised",
    Category.NOT_POSSIBLE: "not_counted",
}
ABSENCES = (Category.AUTHORISED_ABSENCE, Category.UNAUTHORISED_ABSENCE)


class Key(NamedTuple):
    """Which row a mark is counted in."""

    placement_id: int
    group_id: int
    year_starts_on: date
    week_starts_on: date
    session: str

    @classmethod
    def of(cls, placement_id: int, group_id: int, on: date, session: str) -> Key:
        return cls(placement_id, group_id, academic_year_start(on), monday_of(on), session)


Kept = dict[Key, tuple[int, ...]]
"""Rows that count anything, with the numbers of COUNTS."""


@dataclass(frozen=True)
class Counted:
    """One mark as the tallies see it. code: of the register's own set."""

    code: Code
    minutes_late: int | None = None


@dataclass(frozen=True)
class Moved:
    """One expected line whose counted mark changed; None for blank."""

    placement_id: int
    group_id: int
    on: date
    session: str
    before: Counted | None
    after: Counted | None


def columns_of(code: Code, on: date) -> tuple[str, ...]:
    """Return the columns that a code of the provision's own set adds one to, on a session's date."""
    columns = (f"own_{_COLUMN_OF[code.category]}", _national_column(code, on))
    if not code.is_late:
        return columns
    return (*columns, "late", "after_close") if code.category in ABSENCES else (*columns, "late")


@lru_cache(maxsize=4096)
def _national_column(code: Code, on: date) -> str:
    """A code that a person must decide about waits; so does one that stood for nothing national on that day."""
    try:
        national = national_code(code, on)
    except CodeNotValidOn:
        return "undecided"
    return f"national_{_COLUMN_OF[national.category]}" if national else "undecided"


def keep(moved: Iterable[Moved], at: datetime) -> None:
    """Add what changed to the running counts and ask for another look, in one statement however many lines changed."""
    sums: dict[Key, Counter[str]] = {}
    for line in moved:
        row = sums.setdefault(Key.of(line.placement_id, line.group_id, line.on, line.session), Counter())
        for counted, sign in ((line.before, -1), (line.after, 1)):
            if counted is None:
                continue
            for column in columns_of(counted.code, line.on):
                row[column] += sign
            row["minutes_late"] += sign * (counted.minutes_late or 0)
    rows = [(key, numbers_of(counts)) for key, counts in sums.items() if any(counts.values())]
    if rows:
        _add(rows, at)


def numbers_of(counts: Mapping[str, int]) -> tuple[int, ...]:
    """Return counts in the order of COUNTS."""
    return tuple(counts.get(name, 0) for name in COUNTS)


def _add(rows: list[tuple[Key, tuple[int, ...]]], at: datetime) -> None:
    """SQLite and PostgreSQL share this upsert; the ORM cannot add to what is there."""
    table = WeekTally._meta.db_table
    names = (*Key._fields, *COUNTS, "look_again_since")
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTS)
    since = connection.ops.adapt_datetimefield_value(at)
    as_kept = connection.ops.adapt_datefield_value
    values: list[object] = []
    for (placement_id, group_id, year, week, session), counts in rows:
        values += [placement_id, group_id, as_kept(year), as_kept(week), session, *counts, since]
    places = f"({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([places] * len(rows))}"
            f" ON CONFLICT ({', '.join(Key._fields)}) DO UPDATE SET {added},"
            " look_again_since = excluded.look_again_since",
            values,
        )


def years_of(provision_id: int) -> list[date]:
    """Return the academic years in which anything was registered or counted, by their first day, first to last."""
    tallies = WeekTally.objects.filter(placement__pupil__provision_id=provision_id)
    found = set(tallies.order_by().values_list("year_starts_on", flat=True).distinct())
    ends = Register.objects.filter(provision_id=provision_id).aggregate(first=Min("on"), last=Max("on"))
    if ends["first"] is not None:
        years = range(academic_year_start(ends["first"]).year, academic_year_start(ends["last"]).year + 1)
        found |= {date(year, 9, 1) for year in years}
    return sorted(found)


def counted_from_marks(provision_id: int, year_starts_on: date) -> Kept:
    """Return the counts of a provision's placements in an academic year, made from nothing but the current marks."""
    sums: dict[Key, Counter[str]] = {}

    @cache
    def columns(code_set: str, on: date, key: str) -> tuple[str, ...]:
        return columns_of(codes_of(code_set, provision_id, on).get(key), on)

    year: Span = academic_year(year_starts_on)
    lines = (
        RegisterLine.objects.filter(
            register__provision_id=provision_id,
            register__on__gte=year.starts_on,
            register__on__lte=year.ends_on,
            **COUNTED,
        )
        .order_by()
        .values_list(
            *("placement_id", "register__group_id", "register__on", "register__session", "register__code_set"),
            *("current_mark__code_key", "current_mark__minutes_late"),
        )
    )
    for placement_id, group_id, on, session, code_set, code_key, minutes in lines.iterator(chunk_size=5000):
        row = sums.setdefault(Key.of(placement_id, group_id, on, session), Counter())
        row.update(columns(code_set, on, code_key))
        row["minutes_late"] += minutes or 0
    return {key: numbers_of(counts) for key, counts in sums.items()}


def kept(provision_id: int, year_starts_on: date) -> Kept:
    """Return the running counts of an academic year as they are kept, without the rows that count nothing."""
    rows = WeekTally.objects.filter(placement__pupil__provision_id=provision_id, year_starts_on=year_starts_on)
    found = {
        Key(*row[: len(Key._fields)]): row[len(Key._fields) :]
        for row in rows.order_by().values_list(*Key._fields, *COUNTS).iterator(chunk_size=5000)
    }
    return {key: counts for key, counts in found.items() if any(counts)}


def written_out(counts: Kept) -> bytes:
    """Return counts in their one form: a line of JSON for each row, in order. Equal counts are equal bytes."""
    rows = sorted((*map(str, key[2:]), *key[:2], *numbers) for key, numbers in counts.items())
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def agree(provision_id: int, year_starts_on: date) -> bool:
    """Whether the counts kept of an academic year are those of the marks, byte for byte."""
    counted = written_out(counted_from_marks(provision_id, year_starts_on))
    return counted == written_out(kept(provision_id, year_starts_on))
