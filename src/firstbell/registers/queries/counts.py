"""How many sessions were possible, attended and missed: of whom, when, and broken down by what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet, Sum

from firstbell.domain.codes import CodeSet
from firstbell.domain.counts import NOTHING, Counts
from firstbell.domain.school_time import Session, Span, monday_of
from firstbell.domain.tallies import Tally, View
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries.marked import COUNTED
from firstbell.registers.tallies import columns_of


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


def counts(scope: Scope, span: Span, *, by: By = By.ALL, session: Session | None = None) -> dict[Any, Counts]:
    """Return the counts of a span by key; a key with nothing to count is left out, except the one of By.ALL.

    session: only the mornings or only the afternoons.
    """
    found = _from_lines(scope, span, by, session)
    return {None: NOTHING} | found if by is By.ALL else found


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
_WEEKLY = (By.WEEK, By.PUPIL_WEEK)


def _lines(scope: Scope, session: Session | None) -> QuerySet[RegisterLine]:
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


def _from_lines(scope: Scope, span: Span, by: By, session: Session | None) -> dict[Any, Counts]:
    @cache
    def codes(code_set: str, on: date) -> CodeSet:
        return codes_of(code_set, scope.provision_id, on)

    rows = (
        _lines(scope, session)
        .filter(register__on__gte=span.starts_on, register__on__lte=span.ends_on)
        .order_by()
        .values_list("register__on", "register__code_set", "current_mark__code_key", *_LINE_KEYS[by])
        .annotate(Count("pk"), Sum("current_mark__minutes_late"))
    )
    sums: dict[Any, Counter[str]] = defaultdict(Counter)
    for on, code_set, code_key, *rest, number, minutes in rows:
        parts = (*rest, monday_of(on)) if by in _WEEKLY else tuple(rest)
        row = sums[parts[0] if len(parts) == 1 else parts or None]
        for column in columns_of(codes(code_set, on).get(code_key), on):
            row[column] += number
        row["minutes_late"] += minutes or 0
    return {key: counts_of(row) for key, row in sums.items()}


def counts_of(row: Counter[str]) -> Counts:
    """Return counts from the columns of a tally."""

    def tally(whose: str, view: View) -> Tally:
        attended, authorised, unauthorised, not_counted = (
            row[f"{whose}_{name}"] for name in ("attended", "authorised", "unauthorised", "not_counted")
        )
        possible = attended + authorised + unauthorised
        return Tally(possible, attended, authorised, unauthorised, not_counted, row["late"], view)

    own, national = tally("own", View.PLACEMENT), tally("national", View.NATIONAL)
    return Counts(own, national, row["undecided"], row["late"], row["after_close"], row["minutes_late"])
