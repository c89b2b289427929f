"""A person reads what a parent answered by link, and decides the code (SS-12)."""

from __future__ import annotations

from datetime import datetime

from firstbell.journal import Actor
from firstbell.notices.commands.telling import tell
from firstbell.notices.heeding import Event, heed
from firstbell.notices.models import Notice
from firstbell.units import unit_of_work


def accept_reply(notice: Notice, code_key: str, *, by: Actor, at: datetime) -> bool:
    """Record that somebody read an answer and what code it has; False where a colleague did so before.

    code_key: of the provision's own code set, "" to leave it undecided. With a code the marks it covers follow.
    """
    with unit_of_work():
        unread = Notice.objects.filter(pk=notice.pk, read_at=None, withdrawn_at=None)
        if not unread.update(read_at=at, read_by=by.name, code_key=code_key):
            return False
        notice.read_at, notice.read_by, notice.code_key = at, by.name, code_key
        tell("notice.read", notice, {"code": code_key, "pointed_to": notice.pointed_key}, by=by, at=at)
        if code_key:
            heed(Event.DECIDED, notice, by, at)
    return True
