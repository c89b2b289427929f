"""Where the rows of this room's own duties lead."""

from __future__ import annotations

from django.urls import reverse

from firstbell.domain.duties import DutyKind
from firstbell.followup.links import add_link
from firstbell.followup.waiting import Waits


def register_ways() -> None:
    add_link(DutyKind.DECIDE_N, "Give the reason, or O if there is none", _line)


def _line(duty: Waits) -> str:
    """Return the page of the line that waits for its code, "" where the pupil is on no register any more."""
    if duty.register_id is None or duty.line_id is None:
        return ""
    return reverse("registers:line", args=[duty.register_id, duty.line_id])
