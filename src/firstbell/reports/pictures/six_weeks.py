"""Six school weeks of a pupil in a line of a list: the same scale for everybody, the value beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.domain.school_time import Span, monday_of
from firstbell.domain.tallies import Tally, shown
from firstbell.registers.queries.counts import By, Scope, counts
from firstbell.reports.pictures.picture import place

WEEKS = 6
LOOKED_BACK = timedelta(weeks=13)
"""Far enough to find six school weeks behind a summer holiday."""


@dataclass(frozen=True)
class SixWeeks:
    """The drawing of one pupil. trace: a path, broken by weeks without a session; x, y: the last dot; value beside it.

    Places are in percent, upward from 0 to 100 % attended.
    """

    trace: str
    x: str
    y: str
    value: str
    alt: str


def six_weeks(scope: Scope, today: date) -> dict[int, SixWeeks]:
    """Return the drawing of each pupil who had a session in the last six school weeks.

    A school week is one in which anybody in the scope had a session. Two statements, however many pupils.
    """
    monday = monday_of(today)
    whole_weeks = Span(monday - LOOKED_BACK, monday + timedelta(days=6))
    found = counts(scope, whole_weeks, by=By.PUPIL_WEEK, own_only=True)
    weeks = sorted({monday for (_, monday), each in found.items() if each.own.possible})[-WEEKS:]
    pupils: dict[int, dict[date, Tally]] = {}
    for (pupil_id, monday), each in found.items():
        if monday in weeks and each.own.possible:
            pupils.setdefault(pupil_id, {})[monday] = each.own
    return {pupil_id: drawn(weeks, theirs) for pupil_id, theirs in pupils.items()}


def drawn(weeks: Sequence[date], tallies: Mapping[date, Tally]) -> SixWeeks:
    """Return one pupil's drawing. weeks: Mondays, first to last; at least one of them has a tally."""
    step = 94 / max(1, WEEKS - 1)
    first = WEEKS - len(weeks)
    trace, last, is_broken = "", ("0", "0"), True
    for number, monday in enumerate(weeks, start=first):
        tally = tallies.get(monday)
        if tally is None or tally.percent is None:
            is_broken = True
            continue
        last = (place(3 + step * number), place(90 - tally.percent * 8 / 10))
        trace += f"{'M' if is_broken else 'L'}{last[0]} {last[1]}{'h.01' if is_broken else ''}"
        is_broken = False
    newest = tallies[max(tallies)]
    spoken = ", ".join(shown(tallies[monday].percent, 0) if monday in tallies else "no sessions" for monday in weeks)
    return SixWeeks(
        trace, *last, f"{newest.attended} of {newest.possible}", f"Last {len(weeks)} school weeks: {spoken}"
    )
