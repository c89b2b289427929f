"""Where the board's rows about a pupil whom nobody found lead: to the case."""

from __future__ import annotations

from django.urls import reverse

from firstbell.domain.duties import DutyKind, Fact
from firstbell.followup.board.links import add_link
from firstbell.followup.board.waiting import Waits

KINDS = (DutyKind.ALERT_THE_SAFEGUARDING_LEAD, DutyKind.HOME_VISIT, DutyKind.CME_NOTIFICATION)


def add_links() -> None:
    for kind in KINDS:
        add_link(kind, "Open the case", case_address)


def case_address(duty: Waits) -> str:
    """Return the address of the pupil's case; nothing for an alert that has another cause."""
    if duty.fact != Fact.NOBODY_FOUND or not duty.pupil_id:
        return ""
    return reverse("followup:open_missing_case", args=[duty.pupil_id])
