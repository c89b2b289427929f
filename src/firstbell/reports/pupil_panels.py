"""What a pupil's page says about attendance: the figures, the year in letters, and the last fortnight."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import academic_year, london_day
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.reports.figures.measures import tally_items
from firstbell.reports.figures.queries import figures_of
from firstbell.reports.figures.subjects import of_this_pupil
from firstbell.reports.lately import lately
from firstbell.reports.pictures import pages as pictures


def figures_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel:
    """The sum of the school year; the other days and ways to count have a page of their own."""
    today = london_day(at)
    figures = figures_of(of_this_pupil(pupil), academic_year(today), today)
    context = {"figures": figures, "items": tally_items(figures.whole.tally), "pupil": pupil}
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
    deeds = lately(pupil, at)
    return Panel("main", 30, "reports/lately_panel.html", {"deeds": deeds}) if deeds else None
