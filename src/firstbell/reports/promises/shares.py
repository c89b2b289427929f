"""The share of promises met in time, for each clause and month, with the sum it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from firstbell.duties.models import Duty

State = Duty.State


@dataclass
class Sum:
    """How duties ended. Withdrawn and not yet due are counted beside the share, never in it."""

    in_time: int = 0
    late: int = 0
    missed: int = 0
    late_open: int = 0
    withdrawn: int = 0
    not_yet_due: int = 0

    def add(self, state: str, was_late: bool, count: int) -> None:
        match state, was_late:
            case State.MET, False:
                self.in_time += count
            case State.MET, True:
                self.late += count
            case State.MISSED, _:
                self.missed += count
            case State.WITHDRAWN, _:
                self.withdrawn += count
            case _, True:
                self.late_open += count
            case _:
                self.not_yet_due += count

    @property
    def counted(self) -> int:
        return self.in_time + self.late + self.missed + self.late_open

    @property
    def failed(self) -> int:
        """Not done in time: done late, missed, or late and still to do."""
        return self.counted - self.in_time

    @property
    def share(self) -> float | None:
        """The part met in time, from 0 to 1, unrounded; None where nothing was due."""
        return self.in_time / self.counted if self.counted else None

    @property
    def words(self) -> str:
        """The share as people read it. Rounded down, so that only all is 100 %."""
        if not self.counted:
            return "nothing due"
        return "all" if not self.failed else f"{1000 * self.in_time // self.counted / 10:.1f}%"


@dataclass
class Promise:
    """One sentence of the policy with its sum, whole and by month."""

    clause: str
    rule: str
    sentence: str
    whole: Sum = field(default_factory=Sum)
    months: dict[date, Sum] = field(default_factory=lambda: defaultdict(Sum))

    def cells(self, months: Iterable[date]) -> list[Sum]:
        """Return the sum of each of these months, in their order."""
        return [self.months.get(month, Sum()) for month in months]


def promises(duties: QuerySet[Duty], chosen: Iterable[date] = ()) -> list[Promise]:
    """Return each promise with its sums, by clause. One statement, however many duties.

    A school with a time of its own has its own sentence, and so a promise of its own. chosen: the first days of the
    months that `whole` adds up; all months where none is given.
    """
    wanted = set(chosen)
    rows = (
        duties.order_by()
        .annotate(month=TruncMonth("on"))
        .values_list("clause", "rule", "sentence", "month", "state", "was_late")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[str, str, str], Promise] = {}
    for clause, rule, sentence, month, state, was_late, number in rows:
        promise = found.setdefault((clause, rule, sentence), Promise(clause, rule, sentence))
        promise.months[month].add(state, was_late, number)
        if not wanted or month in wanted:
            promise.whole.add(state, was_late, number)
    return sorted(found.values(), key=lambda promise: (_by_number(promise.clause), promise.sentence))


def total(found: Iterable[Promise]) -> Sum:
    """Return the sum of all promises."""
    whole = Sum()
    for promise in found:
        for name in vars(whole):
            setattr(whole, name, getattr(whole, name) + getattr(promise.whole, name))
    return whole


def _by_number(clause: str) -> tuple[str, int]:
    """SS-3 stands before SS-14."""
    letters, _, digits = clause.partition("-")
    return letters, int(digits) if digits.isdigit() else 0
