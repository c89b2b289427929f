"""The figures of each group, with those kept back that could point to somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count

from firstbell.domain.counts import NOTHING, Counts
from firstbell.domain.school_time import Span, academic_year_name, long_date
from firstbell.domain.suppression import LEAST, kept_back
from firstbell.domain.tallies import shown
from firstbell.provisions.queries import policy_on
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries import By, Scope, counts, periods
from firstbell.registers.queries.marked import COUNTED
from firstbell.reports.equality.groups import Breakdown, breakdowns

EXCLUDED = "E"
COLUMNS = (
    "Breakdown", "Group", "Pupils", "Possible", "Attended", "Attendance", "Unauthorised", "On time", "Suspended",
)  # fmt: skip


@dataclass(frozen=True)
class GroupRow:
    """One group. is_kept_back: nothing of it is shown, its size neither. suspended: sessions, of the possible ones."""

    name: str
    is_kept_back: bool
    pupils: int = 0
    counts: Counts = NOTHING
    suspended: int = 0

    @property
    def attendance(self) -> str:
        return shown(self.counts.own.percent)

    @property
    def unauthorised(self) -> str:
        return shown(self.counts.own.unauthorised_percent)

    @property
    def punctuality(self) -> str:
        return shown(self.counts.punctuality)

    @property
    def suspended_share(self) -> str:
        possible = self.counts.own.possible
        return shown(Fraction(100 * self.suspended, possible) if possible else None, places=2)

    @property
    def share(self) -> float:
        return float((self.counts.own.percent or Fraction(0)) / 100)


@dataclass(frozen=True)
class Table:
    """One breakdown with its groups, and what stands out in it, in a sentence."""

    name: str
    rows: tuple[GroupRow, ...]
    finding: str


@dataclass(frozen=True)
class Equality:
    """The whole page. whole: everybody; None where they are fewer than ten."""

    title: str
    span: Span
    whole: GroupRow | None
    tables: tuple[Table, ...]


def spans(provision_id: int, today: date) -> dict[str, tuple[str, Span]]:
    """Return the periods that can be chosen. Fixed ones only: any days could be subtracted from each other."""
    known = periods(provision_id, today)
    found = {"year": (f"School year {academic_year_name(today)} so far", known.year)}
    if known.term:
        found["term"] = ("This term so far", known.term)
    if known.half_term:
        found["half-term"] = ("This half-term so far", known.half_term)
    if known.last_half_term:
        found["last-half-term"] = ("The half-term before", known.last_half_term)
    return found


def equality(provision_id: int, title: str, span: Span) -> Equality:
    """Return the figures of a span by group. Seven statements, however many pupils and groups."""
    by_pupil = counts(Scope(provision_id), span, by=By.PUPIL)
    by_pupil = {pk: each for pk, each in by_pupil.items() if each.own.possible}
    suspended = _suspended(provision_id, span)
    tables = tuple(
        _table(breakdown, by_pupil, suspended) for breakdown in breakdowns(provision_id, frozenset(by_pupil), span)
    )
    whole = None
    if len(by_pupil) >= LEAST:
        whole = _row("Everybody", by_pupil, by_pupil, suspended)
    else:
        tables = ()
    return Equality(title, span, whole, tables)


def rows_of(found: Equality) -> list[list[str | int]]:
    """Return the page as rows of a file; what is kept back is kept back there too."""
    everybody = [("Everybody", found.whole)] if found.whole else []
    named = [*everybody, *((table.name, row) for table in found.tables for row in table.rows)]
    return [
        [name, row.name, "kept back", "", "", "", "", "", ""]
        if row.is_kept_back
        else [
            name,
            row.name,
            row.pupils,
            row.counts.own.possible,
            row.counts.own.attended,
            row.attendance,
            row.unauthorised,
            row.punctuality,
            row.suspended_share,
        ]
        for name, row in named
    ]


def when(found: Equality) -> str:
    return f"{long_date(found.span.starts_on)} to {long_date(found.span.ends_on)}"


def _table(breakdown: Breakdown, by_pupil: dict[int, Counts], suspended: dict[int, int]) -> Table:
    members: dict[str, list[int]] = defaultdict(list)
    for pupil_id, group in breakdown.group_of.items():
        members[group].append(pupil_id)
    hidden = kept_back({group: len(theirs) for group, theirs in members.items()})
    rows = [
        GroupRow(group, is_kept_back=True) if group in hidden else _row(group, members[group], by_pupil, suspended)
        for group in sorted(members, key=_in_order)
    ]
    return Table(breakdown.name, tuple(rows), _finding(rows))


def _row(name: str, pupil_ids: Iterable[int], by_pupil: dict[int, Counts], suspended: dict[int, int]) -> GroupRow:
    theirs = list(pupil_ids)
    pooled = sum((by_pupil[pk] for pk in theirs), start=NOTHING)
    return GroupRow(name, False, len(theirs), pooled, sum(suspended.get(pk, 0) for pk in theirs))


def _finding(rows: list[GroupRow]) -> str:
    told = [row for row in rows if not row.is_kept_back]
    if len(told) < 2:
        return "Too few groups are large enough to compare."
    low, high = (pick(told, key=lambda row: row.counts.own.percent or Fraction(0)) for pick in (min, max))
    apart = (high.counts.own.percent or Fraction(0)) - (low.counts.own.percent or Fraction(0))
    if not apart:
        return f"The groups attend alike: {low.attendance}."
    points = shown(apart).removesuffix("%")
    return f"“{low.name}” attends {points} points less than “{high.name}”: {low.attendance} against {high.attendance}."


def _in_order(name: str) -> tuple[bool, int, str]:
    """Year 7 before Year 10; what is not recorded last."""
    digits = "".join(each for each in name if each.isdigit())
    return (name == "Not recorded", int(digits) if name.startswith("Year ") and digits else 0, name.casefold())


def _suspended(provision_id: int, span: Span) -> dict[int, int]:
    """Return how many sessions each pupil was suspended or excluded, by the codes of the span's first and last day."""
    keys = {
        code.key
        for day in (span.starts_on, span.ends_on)
        for code in policy_on(provision_id, day).own_code_set(day)
        if code.national == EXCLUDED
    }
    lines = RegisterLine.objects.filter(
        register__provision_id=provision_id,
        register__on__gte=span.starts_on,
        register__on__lte=span.ends_on,
        current_mark__code_key__in=keys,
        **COUNTED,
    )
    return Counter(dict(lines.order_by().values_list("pupil_id").annotate(Count("pk"))))
