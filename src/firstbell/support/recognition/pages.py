"""What recognition adds to pages below: a pupil's page, the Support page, the board's rows."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from firstbell.accounts.staff import Staff
from firstbell.followup.board.waiting import Waits
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.support.home import Part
from firstbell.support.recognition import access, queries


def pupil_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    said = queries.lately(pupil.pk)
    return Panel("side", 60, "support/recognition/pupil_panel.html", {"said": said}) if said else None


def home_part(staff: Staff, at: datetime) -> Part | None:
    """How many recognitions wait to be given."""
    waiting = queries.waiting_count(access.recognitions(staff))
    return Part("Recognition", "support/recognition/part.html", {"waiting": waiting})


def list_address(duty: Waits) -> str:
    return reverse("support:recognition")
