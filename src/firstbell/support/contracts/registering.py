"""What this package adds to other pages when the program starts."""

from __future__ import annotations

from django.urls import reverse

from firstbell.accounts.models import Role
from firstbell.domain.duties import DutyKind
from firstbell.followup.board.links import add_link
from firstbell.followup.board.waiting import Waits
from firstbell.provisions import sections
from firstbell.support.cases.access import OFFICE


def register() -> None:
    add_link(DutyKind.POLICY_REVIEW, "Open the review", review_address)
    sections.add_link(sections.SUPPORT, 70, "Families and policy", "support:families", OFFICE)
    sections.add_link(sections.SETTINGS, 45, "Policy review", "support:policy_review", (Role.HEAD,))


def review_address(duty: Waits) -> str:
    return reverse("support:policy_review")
