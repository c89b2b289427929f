"""What the practice bar and the mailbox show."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.models import Membership
from firstbell.clock import LONDON
from firstbell.duties.models import Duty
from firstbell.practice.models import PracticeMail


def mailbox(limit: int = 100) -> list[PracticeMail]:
    """The latest mails, newest first."""
    return list(PracticeMail.objects.all()[:limit])


def ways_in() -> list[Membership]:
    """Everybody who can be played, by provision."""
    return list(Membership.objects.filter(ends_on=None).select_related("user", "provision").order_by("provision", "pk"))


def what_comes_next(provision_id: int, at: datetime) -> str:
    """The next deadline in words, for example '09:10 Ring home: Idris Calloway'; empty when nothing waits."""
    duty = (
        Duty.objects.filter(provision_id=provision_id, state__in=Duty.WAITING, due_at__gt=at)
        .select_related("pupil")
        .order_by("due_at")
        .first()
    )
    if duty is None:
        return ""
    who = f", {duty.pupil.name}" if duty.pupil else ""
    return f"{duty.due_at.astimezone(LONDON):%H:%M} {duty.sentence}{who}"
