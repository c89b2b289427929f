"""The documents about one pupil, on the pupil's page."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.permissions import may_open
from firstbell.accounts.staff import Staff
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.placements.models import Placement


def documents_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """Return links to the pupil's documents, for those who may open them. One statement."""
    if not may_open(staff, "reports:pupil_report", "GET"):
        return None
    places = Placement.objects.filter(pupil=pupil, archived_at=None).select_related("commissioner")
    shown = [(place.pk, place.commissioner.name) for place in places.order_by("-starts_on", "-pk")]
    return Panel("side", 60, "reports/documents_panel.html", {"pupil": pupil, "places": shown})
