"""What home said aloud comes in writing (SS-6)."""

from __future__ import annotations

from datetime import datetime

from firstbell.journal import Actor
from firstbell.notices.commands.taking import add_paper
from firstbell.notices.commands.telling import tell
from firstbell.notices.evidence import Paper
from firstbell.notices.heeding import Event, heed
from firstbell.notices.models import Notice
from firstbell.units import unit_of_work


def confirm_in_writing(notice: Notice, how: str, *, by: Actor, at: datetime, paper: Paper | None = None) -> bool:
    """Record that a notice was confirmed in writing; False where it was already.

    how: one of Notice.InWriting. paper: what was uploaded, kept beside the notice.
    """
    with unit_of_work():
        waits = Notice.objects.filter(pk=notice.pk, confirmed_at=None)
        if not waits.update(confirmed_at=at, confirmed_how=how, confirmed_by=by.name):
            return False
        notice.confirmed_at, notice.confirmed_how, notice.confirmed_by = at, how, by.name
        if paper:
            add_paper(notice, paper, by=by, at=at)
        tell("notice.confirmed", notice, {"how": how}, by=by, at=at)
        heed(Event.CONFIRMED, notice, by, at)
    return True
