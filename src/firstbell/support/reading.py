"""Every reading of what support keeps about children is noted."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog


def note_reading(request: HttpRequest, pupil_ids: Collection[int], *, kind: str = AccessLog.Kind.VIEWED) -> None:
    """Note that these pupils' records were read on this page. kind: a value of AccessLog.Kind."""
    log_access(
        request.staff,
        sorted(set(pupil_ids)),
        kind=kind,
        route=request.resolver_match.view_name,
        at=request.received_at,
        request_id=request.id,
    )
