"""What concerns add to other pages when the program starts."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.domain.duties import DutyKind, Fact
from firstbell.followup.board.links import add_link
from firstbell.followup.board.waiting import Waits
from firstbell.provisions import sections
from firstbell.support import home
from firstbell.support.concerns import access, queries


def register() -> None:
    add_link(DutyKind.ALERT_THE_SAFEGUARDING_LEAD, "Read the concern", concern_address)
    sections.add_link(sections.SUPPORT, 60, "Concerns", "support:concerns", (Role.SAFEGUARDING_LEAD,))
    home.add_part(5, concerns_part)


def concern_address(duty: Waits) -> str:
    """Return the concern's page; nothing for an alert that has another cause."""
    what, _, number = duty.occasion.partition(":")
    if duty.fact != Fact.CONCERN_RAISED or what != "concern" or not number.isdigit():
        return ""
    return reverse("support:concern", args=[int(number)])


def concerns_part(staff: Staff, at: datetime) -> home.Part | None:
    """Open concerns come first on the safeguarding lead's Support page, and are on nobody else's."""
    if not staff.has(Role.SAFEGUARDING_LEAD):
        return None
    waiting, _ = queries.concern_list(access.concerns(staff))
    if not waiting:
        return None
    pupil_ids = [row.concern.pupil_id for row in waiting]
    return home.Part("Concerns", "support/concerns/part.html", {"rows": waiting}, pupil_ids)
