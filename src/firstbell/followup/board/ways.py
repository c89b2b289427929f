"""Where the rows of this room's own duties lead."""

from __future__ import annotations

from django.urls import reverse

from firstbell.domain.duties import DutyKind
from firstbell.followup.board.links import add_link
from firstbell.followup.board.waiting import Waits


def register_ways() -> None:
    add_link(DutyKind.DECIDE_N, "Give the reason, or O if there is none", _line)
    add_link(DutyKind.DECIDE_LEAVE, "Decide about it", _notice)
    add_link(DutyKind.CONFIRM_IN_WRITING, "Record that it came", _in_writing)
    add_link(DutyKind.FOLLOW_UP_WITH_THE_SCHOOL, "Record their answer", _answer)


def _line(duty: Waits) -> str:
    """Return the page of the line that waits for its code, "" where the pupil is on no register any more."""
    if duty.register_id is None or duty.line_id is None:
        return ""
    return reverse("registers:line", args=[duty.register_id, duty.line_id])


def _answer(duty: Waits) -> str:
    return reverse("followup:answer", args=[duty.id]) if duty.pupil_id else ""


def _notice(duty: Waits) -> str:
    """Return the page of the notice that a duty is about, "" where it names none."""
    kind, _, number = duty.occasion.partition(":")
    return reverse("notices:notice", args=[int(number)]) if kind == "notice" and number.isdigit() else ""


def _in_writing(duty: Waits) -> str:
    return _notice(duty) or reverse("notices:unconfirmed")
