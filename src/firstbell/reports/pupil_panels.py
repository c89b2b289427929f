"""What a pupil's page says about attendance: the figures, the year in letters, and the last fortnight."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.permissions import may_open
from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.reports import queries
from firstbell.reports.pictures import pages as pictures


def figures_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel:
    figures = queries.figures(pupil, london_day(at))
    context = {
        "figures": figures,
        "items": queries.tally_items(figures.tally),
        "may_see_everybody": may_open(staff, "reports:everybody"),
    }
    return Panel("top", 0, "reports/figures_panel.html", context)


def pictures_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """The year in letters, the weekdays and the last weeks; the other pictures have a page of their own."""
    asked = pictures.of_pupil(staff, pupil, london_day(at))
    year = pictures.OF_A_PUPIL["year"](asked)
    if not year.template:
        return None
    beside = [pictures.OF_A_PUPIL[key](asked) for key in ("weekdays", "six-weeks")]
    return Panel("top", 10, "reports/pictures/panel.html", {"year": year, "beside": beside, "pupil": pupil})


def lately_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    deeds = queries.lately(pupil, at)
    return Panel("main", 30, "reports/lately_panel.html", {"deeds": deeds}) if deeds else None
