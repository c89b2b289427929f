"""What a pupil's page says about placements and the changes of coming days."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.people.access import may_change
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.placements import access, queries

LOOK_AHEAD = timedelta(days=14)


def placements_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel:
    today = london_day(at)
    changes = access.day_changes(staff).filter(pupil=pupil)
    context = {
        "pupil": pupil,
        "placements": queries.placements_of(pupil, today),
        "changes": queries.day_change_list(changes, today, today + LOOK_AHEAD),
        "may_change": may_change(staff),
    }
    return Panel("main", 20, "placements/pupil_panel.html", context)
