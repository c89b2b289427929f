"""Answers that families gave by a link and nobody has read: what each says, and the code that its words point to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from firstbell.notices.models import Notice
from firstbell.notices.queries import said, when_words
from firstbell.prepared import Prepared


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


COLUMNS = (
    *("pk", "pupil_id", "kind", "starts_on", "starts_session", "ends_on", "ends_session", "told_by", "told_by_name"),
    *("reason", "code_key", "pointed_key", "expected_at"),
)
NAMES = (
    *("pupil__preferred_first_name", "pupil__legal_first_name"),
    *("pupil__preferred_last_name", "pupil__legal_last_name"),
)


def _unread(provision_id: int) -> QuerySet[Any]:
    rows = Notice.objects.filter(
        pupil__provision_id=provision_id, link__isnull=False, read_at__isnull=True, withdrawn_at=None
    )
    return rows.order_by("received_at", "pk").values_list(*COLUMNS, *NAMES, named=True)


_unread_of = Prepared(_unread, provision_id=-1)


def replies(provision_id: int) -> tuple[Reply, ...]:
    """Return the answers that nobody has read, the oldest first. One statement."""
    return tuple(_reply(row) for row in _unread_of(provision_id=provision_id))


def _reply(row: Any) -> Reply:
    notice = Notice(**{name: getattr(row, name) for name in COLUMNS})
    first = row.pupil__preferred_first_name or row.pupil__legal_first_name
    last = row.pupil__preferred_last_name or row.pupil__legal_last_name
    return Reply(
        notice_id=notice.pk,
        pupil_id=notice.pupil_id,
        name=f"{first} {last}",
        when=when_words(notice),
        words=said(notice),
        who=notice.told_by_name or str(notice.get_told_by_display()),
        code=notice.pointed_key.partition("#")[0],
    )
