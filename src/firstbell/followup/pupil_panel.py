"""What a pupil's page says about follow-up: what waits to be done about them."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.followup import queries
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel

RINGS = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def duties_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """Show nothing to who does not ring, and nothing where nothing waits."""
    waiting = queries.waiting_for(pupil.pk) if staff.has(*RINGS) else []
    return Panel("top", 40, "followup/pupil_panel.html", {"waiting": waiting}) if waiting else None
