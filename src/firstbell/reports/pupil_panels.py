"""What a pupil's page says about attendance: the figures, the year in letters, and the last fortnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstbell.accounts.permissions import may_open
from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.registers import queries as registers
from firstbell.registers.queries.year import Leaf
from firstbell.reports import queries


@dataclass(frozen=True)
class HalfTerm:
    """A half-term turned so that weeks go down and sessions across. rows: (week, squares)."""

    title: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[object, ...]], ...]


def figures_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel:
    figures = queries.figures(pupil, london_day(at))
    context = {
        "figures": figures,
        "items": queries.tally_items(figures.tally),
        "may_see_everybody": may_open(staff, "reports:everybody"),
    }
    return Panel("top", 0, "reports/figures_panel.html", context)


def year_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    year = registers.pupil_year(pupil, london_day(at))
    if not year.leaves:
        return None
    context = {"half_terms": [_turned(leaf) for leaf in year.leaves], "pupil": pupil, "key": year.key}
    return Panel("top", 10, "reports/year_panel.html", context)


def lately_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    deeds = queries.lately(pupil, at)
    return Panel("main", 30, "reports/lately_panel.html", {"deeds": deeds}) if deeds else None


def _turned(leaf: Leaf) -> HalfTerm:
    squares = zip(*(stripe.squares for stripe in leaf.stripes), strict=True)
    days = tuple(stripe.words for stripe in leaf.stripes if stripe.is_morning)
    return HalfTerm(f"{leaf.title}: {leaf.summary}", days, tuple(zip(leaf.heads, squares, strict=True)))
