"""Answers that families gave by a link and nobody has read: what each says, and the code that its words point to."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.notices.models import Notice
from firstbell.notices.queries import said, when_words


@dataclass(frozen=True)
class Reply:
    """One answer. words: what it says; who: who gave it; code: the sign its words point to, "" where they do not."""

    notice_id: int
    pupil_id: int
    name: str
    when: str
    words: str
    who: str
    code: str


def replies(provision_id: int) -> tuple[Reply, ...]:
    """Return the answers that nobody has read, the oldest first. One statement."""
    rows = Notice.objects.filter(
        pupil__provision_id=provision_id, link__isnull=False, read_at__isnull=True, withdrawn_at=None
    )
    return tuple(_reply(row) for row in rows.select_related("pupil").order_by("received_at", "pk"))


def _reply(notice: Notice) -> Reply:
    return Reply(
        notice_id=notice.pk,
        pupil_id=notice.pupil_id,
        name=notice.pupil.name,
        when=when_words(notice),
        words=said(notice),
        who=notice.told_by_name or str(notice.get_told_by_display()),
        code=notice.pointed_key.partition("#")[0],
    )
