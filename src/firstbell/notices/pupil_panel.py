"""What a pupil's page says about notices."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.notices import access, queries
from firstbell.people.access import may_change
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel


def notices_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel:
    rows = queries.notice_list(access.notices(staff), from_on=london_day(at), pupil_id=pupil.pk)
    context = {"notices": rows, "pupil": pupil, "may_change": may_change(staff)}
    return Panel("side", 10, "notices/pupil_panel.html", context)
