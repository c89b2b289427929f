"""The running counts of each placement, kept with every mark, and the way to make them again from the marks.

Source: R-050; a code counts as it counted on its session's date. Only expected lines count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from django.db import connection

from firstbell.domain.codes import Category, Code, CodeNotValidOn, CodeSet
from firstbell.domain.school_time import academic_year_start
from firstbell.policy import national_code
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine, YearTally

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
    "minutes_late",
)
KEY = ("placement_id", "year_starts_on", "session")
_COLUMN_OF = {
    Category.ATTENDING: "attended",
    Category.APPROVED_EDUCATIONAL_ACTIVITY: "attended",
    Category.AUTHORISED_ABSENCE: "authorised",
    Category.UNAUTHORISED_ABSENCE: "unauthorised",
    Category.NOT_POSSIBLE: "not_counted",
}
ABSENCES = (Category.AUTHORISED_ABSENCE, Category.UNAUTHORISED_ABSENCE)


@dataclass(frozen=True)
class Counted:
    """One mark as the tallies see it. code: of the register's own set."""

    code: Code
    minutes_late: int | None = None


@dataclass(frozen=True)
class Moved:
    """One expected line whose counted mark changed; None for blank."""

    placement_id: int
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
    sums: dict[tuple[int, date, str], Counter[str]] = {}
    for line in moved:
        row = sums.setdefault((line.placement_id, academic_year_start(line.on), line.session), Counter())
        for counted, sign in ((line.before, -1), (line.after, 1)):
            if counted is None:
                continue
            for column in columns_of(counted.code, line.on):
                row[column] += sign
            row["minutes_late"] += sign * (counted.minutes_late or 0)
    rows = [(key, [counts[name] for name in COUNTS]) for key, counts in sums.items() if any(counts.values())]
    if rows:
        _add(rows, at)


def _add(rows: list[tuple[tuple[int, date, str], list[int]]], at: datetime) -> None:
    """SQLite and PostgreSQL share this upsert; the ORM cannot add to what is there."""
    table = YearTally._meta.db_table
    names = (*KEY, *COUNTS, "look_again_since")
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTS)
    since = connection.ops.adapt_datetimefield_value(at)
    values: list[object] = []
    for (placement_id, year, session), counts in rows:
        values += [placement_id, connection.ops.adapt_datefield_value(year), session, *counts, since]
    places = f"({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([places] * len(rows))}"
            f" ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {added}, look_again_since = excluded.look_again_since",
            values,
        )


def counted_from_marks(provision_id: int) -> dict[tuple[int, date, str], dict[str, int]]:
    """Return the counts of every placement of a provision, made from nothing but the current marks."""
    sums: dict[tuple[int, date, str], Counter[str]] = {}

    @cache
    def codes(code_set: str, on: date) -> CodeSet:
        return codes_of(code_set, provision_id, on)

    lines = RegisterLine.objects.filter(
        register__provision_id=provision_id,
        expected=True,
        dropped_at=None,
        placement__isnull=False,
        current_mark__isnull=False,
    ).values_list(
        "placement_id",
        "register__on",
        "register__session",
        "register__code_set",
        "current_mark__code_key",
        "current_mark__minutes_late",
    )
    for placement_id, on, session, code_set, key, minutes in lines.iterator(chunk_size=5000):
        row = sums.setdefault((placement_id, academic_year_start(on), session), Counter())
        row.update(columns_of(codes(code_set, on).get(key), on))
        row["minutes_late"] += minutes or 0
    return {key: {name: counts[name] for name in COUNTS} for key, counts in sums.items()}


def kept(provision_id: int) -> dict[tuple[int, date, str], dict[str, int]]:
    """Return the running counts as they are kept, without the rows that count nothing."""
    rows = YearTally.objects.filter(placement__pupil__provision_id=provision_id)
    found = {
        (row.placement_id, row.year_starts_on, row.session): {name: getattr(row, name) for name in COUNTS}
        for row in rows
    }
    return {key: counts for key, counts in found.items() if any(counts.values())}
