"""What a pupil's page says about follow-up: what waits to be done about them, and numbers that were found wrong."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.followup import access, queries
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel

RINGS = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def duties_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """Show nothing to who does not ring, and nothing where nothing waits."""
    waiting = queries.waiting_for(access.duties(staff), pupil.pk) if staff.has(*RINGS) else []
    return Panel("top", 40, "followup/pupil_panel.html", {"waiting": waiting}) if waiting else None


def numbers_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """Show who keeps the contacts which numbers were found wrong; nothing where none was."""
    found = queries.wrong_numbers_of(pupil.provision_id, pupil.pk) if staff.has(*RINGS) else []
    return Panel("top", 41, "followup/numbers_panel.html", {"numbers": found}) if found else None
