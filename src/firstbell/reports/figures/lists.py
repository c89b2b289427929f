"""The pupils of a scope with their figures, in the order that somebody asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from firstbell.domain.counts import NOTHING, Counts
from firstbell.domain.school_time import Span
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import Group, Site
from firstbell.registers.queries import By, Scope, counts
from firstbell.reports.figures.measures import Part
from firstbell.reports.figures.words import points


@dataclass(frozen=True)
class PupilRow(Part):
    """One pupil under the name staff use. then: the same pupil in the last half-term."""

    pupil_id: int
    then: Counts = NOTHING

    @property
    def change(self) -> str:
        """Percentage points since the last half-term, in words."""
        return points(self.percent, self.then.own.percent)

    @property
    def changed(self) -> Fraction | None:
        return None if self.percent is None or self.then.own.percent is None else self.percent - self.then.own.percent


@dataclass(frozen=True)
class Column:
    """One column that a list can be ordered by. biggest_first: how it is ordered when it is chosen."""

    key: str
    words: str
    value: Callable[[PupilRow], Any]
    biggest_first: bool = False

    @property
    def is_number(self) -> bool:
        return self.key != "name"


COLUMNS = (
    Column("name", "Pupil", lambda row: row.words.casefold()),
    Column("attended", "Attended", lambda row: row.tally.attended, biggest_first=True),
    Column("possible", "Of possible", lambda row: row.tally.possible, biggest_first=True),
    Column("rate", "Rate", lambda row: row.percent),
    Column("change", "Since last half-term", lambda row: row.changed),
    Column("punctual", "On time", lambda row: row.counts.punctuality),
    Column("authorised", "Authorised", lambda row: row.tally.authorised, biggest_first=True),
    Column("unauthorised", "Unauthorised", lambda row: row.tally.unauthorised, biggest_first=True),
    Column("not-counted", "Not counted", lambda row: row.tally.not_counted, biggest_first=True),
    Column("late", "Late", lambda row: row.tally.late, biggest_first=True),
)
BY_KEY = {column.key: column for column in COLUMNS}


@dataclass(frozen=True)
class Order:
    """What a list is ordered by. Written as the column's key, with a minus where its usual order is turned round."""

    column: Column
    turned: bool = False

    @classmethod
    def of(cls, asked: str) -> Order:
        """An order that nobody knows is the one by name."""
        return cls(BY_KEY.get(asked.removeprefix("-"), COLUMNS[0]), asked.startswith("-"))

    @property
    def falls(self) -> bool:
        return self.column.biggest_first is not self.turned

    def sort(self, rows: list[PupilRow]) -> list[PupilRow]:
        """Pupils for whom there is nothing to compare come last, whichever way; equal ones by name."""
        value = self.column.value
        known = [row for row in rows if value(row) is not None]
        known.sort(key=lambda row: (row.words.casefold(), row.pupil_id))
        known.sort(key=value, reverse=self.falls)
        return known + [row for row in rows if value(row) is None]

    def heads(self) -> list[Head]:
        """Return the columns with what each one's link asks for."""
        return [
            Head(
                column,
                f"-{column.key}" if column == self.column and not self.turned else column.key,
                ("descending" if self.falls else "ascending") if column == self.column else "",
            )
            for column in COLUMNS
        ]


@dataclass(frozen=True)
class Head:
    """A column's head. asks: the order that its link asks for. order: how the list is ordered by it now, or empty."""

    column: Column
    asks: str
    order: str


def pupil_rows(scope: Scope, span: Span, then: Span | None = None) -> list[PupilRow]:
    """Return every pupil of a scope counted in a span, by name. then: the last half-term, to compare with.

    Two statements, however many pupils; one more where the span cuts a week, as many again for `then`.
    """
    now, before = _of_placements(scope, span), _of_placements(scope, then) if then else {}
    person = (
        "pupil__preferred_first_name",
        "pupil__legal_first_name",
        "pupil__preferred_last_name",
        "pupil__legal_last_name",
    )
    found: dict[int, PupilRow] = {}
    for placement_id, pupil_id, first, legal_first, last, legal_last in scope.placements().values_list(
        "pk", "pupil_id", *person
    ):
        mine, earlier = now.get(placement_id, NOTHING), before.get(placement_id, NOTHING)
        if pupil_id in found:
            mine, earlier = found[pupil_id].counts + mine, found[pupil_id].then + earlier
        found[pupil_id] = PupilRow(f"{first or legal_first} {last or legal_last}", mine, pupil_id, earlier)
    return Order(COLUMNS[0]).sort([row for row in found.values() if row.counts != NOTHING])


def _of_placements(scope: Scope, span: Span) -> Mapping[int, Counts]:
    return counts(scope, span, by=By.PLACEMENT, own_only=True)


@dataclass(frozen=True)
class Breakdown:
    """The parts of a scope by one thing. parts: (id, counts under a name). route: their own page."""

    words: str
    route: str
    parts: tuple[tuple[int, Part], ...]


_PARTS = {
    By.SITE: ("Sites", "reports:site_figures", Site),
    By.GROUP: ("Groups", "reports:group_figures", Group),
    By.COMMISSIONER: ("Schools and councils", "reports:commissioner_figures", Commissioner),
}


def breakdown(scope: Scope, span: Span, by: By) -> Breakdown:
    """Return the counts of a scope by site, group or commissioner, by name. At most four statements."""
    words, route, model = _PARTS[by]
    found = counts(scope, span, by=by, own_only=True)
    names = model.objects.in_bulk(found.keys())
    parts = [(pk, Part(names[pk].name, each)) for pk, each in found.items()]
    return Breakdown(words, route, tuple(sorted(parts, key=lambda part: part[1].words.casefold())))
