"""What a pupil's page says about children missing education: the open case, else the way to open one."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.followup.missing.queries import open_case_of
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel

SEES_CASES = (Role.SAFEGUARDING_LEAD, Role.ATTENDANCE_LEAD, Role.HEAD)


def case_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """Show the open case to whoever may read it; a tutor sees nothing of it."""
    if not staff.has(*SEES_CASES):
        return None
    if (case := open_case_of(pupil.pk)) is not None:
        return Panel("top", 30, "followup/missing/pupil_panel.html", {"case": case})
    return Panel("side", 90, "followup/missing/pupil_link.html", {"pupil": pupil})
