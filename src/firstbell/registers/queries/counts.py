"""How many sessions were possible, attended and missed: of whom, when, and broken down by what.

Whole weeks come from the running counts, the days that a span's ends cut off a week from the lines themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from operator import add
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from firstbell.domain.counts import NOTHING, Counts
from firstbell.domain.school_time import Session, Span, monday_of
from firstbell.domain.tallies import Tally, View
from firstbell.domain.weeks import Cut, cut_into_weeks
from firstbell.placements.models import Placement
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine, WeekTally
from firstbell.registers.tallies import COUNTED, COUNTS, columns_of, numbers_of


@dataclass(frozen=True)
class Scope:
    """Whose sessions are counted: a whole provision, or within it those that every one of the others allows.

    pupil_ids, placement_ids: None for all, empty for none. commissioner_id: sessions under its own placements.
    """

    provision_id: int
    pupil_ids: Collection[int] | None = None
    group_id: int | None = None
    site_id: int | None = None
    commissioner_id: int | None = None
    placement_ids: Collection[int] | None = None

    def placements(self) -> QuerySet[Placement]:
        """The placements of the scope, whatever became of them: what was marked under them still counts."""
        asked = {
            "pk__in": self.placement_ids,
            "pupil_id__in": self.pupil_ids,
            "commissioner_id": self.commissioner_id,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return Placement.objects.filter(pupil__provision_id=self.provision_id, **given).order_by()


class By(StrEnum):
    """What counts are broken down by, and so what the keys of the answer are."""

    ALL = "all"
    """One entry, under None."""
    PUPIL = "pupil"
    PLACEMENT = "placement"
    GROUP = "group"
    SITE = "site"
    COMMISSIONER = "commissioner"
    WEEK = "week"
    """The Monday of each."""
    SESSION = "session"
    """AM and PM."""
    PUPIL_WEEK = "pupil-week"
    """The pupil's id and the Monday."""


def counts(
    scope: Scope, span: Span, *, by: By = By.ALL, session: Session | None = None, own_only: bool = False
) -> dict[Any, Counts]:
    """Return the counts of a span by key; a key with nothing to count is left out, except the one of By.ALL.

    session: only the mornings or only the afternoons. own_only: without what the national codes say, for long lists.
    One statement for whole weeks, one more where the span cuts a week, one more by pupil or commissioner; a provision's
    own code set costs one for each day that is cut off.
    """
    cut = cut_into_weeks(span)
    sums: dict[Any, Numbers] = {}
    for key, row in (*_whole_weeks(scope, cut, by, session, own_only), *_cut_days(scope, cut, by, session)):
        sums[key] = tuple(map(add, sums[key], row)) if key in sums else row
    if own_only:
        sums = {key: (*row[:4], *NO_NATIONAL, *row[9:]) for key, row in sums.items()}
    found = {key: _counts(*row) for key, row in sums.items() if any(row)}
    return {None: NOTHING} | found if by is By.ALL else found


_WEEKLY = (By.WEEK, By.PUPIL_WEEK)
# Grouping by the placement follows the index; the pupil or commissioner of each is looked up afterwards.
_LOOKED_UP = {By.PUPIL: "pupil_id", By.PUPIL_WEEK: "pupil_id", By.COMMISSIONER: "commissioner_id"}
_TALLY_KEYS: dict[By, tuple[str, ...]] = {
    By.ALL: (),
    By.PUPIL: ("placement_id",),
    By.PLACEMENT: ("placement_id",),
    By.GROUP: ("group_id",),
    By.SITE: ("group__site_id",),
    By.COMMISSIONER: ("placement_id",),
    By.WEEK: ("week_starts_on",),
    By.SESSION: ("session",),
    By.PUPIL_WEEK: ("placement_id", "week_starts_on"),
}
_LINE_KEYS: dict[By, tuple[str, ...]] = {
    By.ALL: (),
    By.PUPIL: ("pupil_id",),
    By.PLACEMENT: ("placement_id",),
    By.GROUP: ("register__group_id",),
    By.SITE: ("register__site_id",),
    By.COMMISSIONER: ("placement__commissioner_id",),
    By.WEEK: (),
    By.SESSION: ("register__session",),
    By.PUPIL_WEEK: ("pupil_id",),
}
Numbers = tuple[int, ...]
"""In the order of COUNTS."""
NATIONAL = COUNTS[4:9]
NO_NATIONAL = (0,) * len(NATIONAL)


def _key(parts: tuple[Any, ...]) -> Any:
    return parts[0] if len(parts) == 1 else parts or None


def _whole_weeks(
    scope: Scope, cut: Cut, by: By, session: Session | None, own_only: bool
) -> Iterator[tuple[Any, Numbers]]:
    if cut.mondays is None:
        return
    asked = {"session": session, "group_id": scope.group_id, "group__site_id": scope.site_id}
    names = _TALLY_KEYS[by]
    columns = [name for name in COUNTS if not (own_only and name in NATIONAL)]
    rows = (
        WeekTally.objects.filter(
            placement__in=scope.placements(),
            year_starts_on__in=cut.years,
            week_starts_on__gte=cut.mondays[0],
            week_starts_on__lte=cut.mondays[1],
            **{name: value for name, value in asked.items() if value is not None},
        )
        .order_by()
        .values_list(*(names or ("session",)))
        .annotate(*(Sum(name) for name in columns))
    )
    looked_up = dict(scope.placements().values_list("pk", _LOOKED_UP[by])) if by in _LOOKED_UP else None
    for row in rows:
        parts = row[: len(names)]
        if looked_up is not None:
            parts = (looked_up[parts[0]], *parts[1:])
        numbers = row[-len(columns) :]
        yield _key(parts), (*numbers[:4], *NO_NATIONAL, *numbers[4:]) if own_only else numbers


def _cut_days(scope: Scope, cut: Cut, by: By, session: Session | None) -> Iterator[tuple[Any, Numbers]]:
    if not cut.edges:
        return

    @cache
    def columns(code_set: str, on: date, key: str) -> tuple[str, ...]:
        return columns_of(codes_of(code_set, scope.provision_id, on).get(key), on)

    days = Q()
    for edge in cut.edges:
        days |= Q(register__on__gte=edge.starts_on, register__on__lte=edge.ends_on)
    rows = (
        lines_of(scope, session)
        .filter(days)
        .order_by()
        .values_list("register__on", "register__code_set", "current_mark__code_key", *_LINE_KEYS[by])
        .annotate(Count("pk"), Sum("current_mark__minutes_late"))
    )
    for on, code_set, code_key, *parts, number, minutes in rows:
        if by in _WEEKLY:
            parts = [*parts, monday_of(on)]
        row = dict.fromkeys(columns(code_set, on, code_key), number) | {"minutes_late": minutes or 0}
        yield _key(tuple(parts)), numbers_of(row)


def lines_of(scope: Scope, session: Session | None = None) -> QuerySet[RegisterLine]:
    """Return the lines of a scope that count, of any day."""
    asked: dict[str, Any] = {
        "register__session": session,
        "pupil_id__in": scope.pupil_ids,
        "placement_id__in": scope.placement_ids,
        "register__group_id": scope.group_id,
        "register__site_id": scope.site_id,
        "placement__commissioner_id": scope.commissioner_id,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    return RegisterLine.objects.filter(register__provision_id=scope.provision_id, **COUNTED, **given)


def _counts(*numbers: int) -> Counts:
    own, national, (undecided, late, after_close, minutes_late) = numbers[:4], numbers[4:8], numbers[8:]
    return Counts(
        Tally(sum(own[:3]), *own, late),
        Tally(sum(national[:3]), *national, late, View.NATIONAL),
        undecided, late, after_close, minutes_late,
    )  # fmt: skip
