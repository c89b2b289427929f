"""Register lines with their marks as codes: the one place that turns what is kept into what can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from firstbell.domain.codes import CodeSet
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine

_READ = (
    *("register__on", "register__session", "register__code_set", "register__provision_id"),
    *("current_mark__code_key", "current_mark__minutes_late"),
)


def coded(lines: QuerySet[RegisterLine], span: Span, *further: str) -> Iterator[tuple[MarkedSession | None, list[Any]]]:
    """Yield the lines of a span by day and session: the marked session, None for a blank, and the further fields.

    One statement; a provision's own code set is read once for each day of it.
    """

    @cache
    def codes(code_set: str, provision_id: int, on: date) -> CodeSet:
        return codes_of(code_set, provision_id, on)

    rows = (
        lines.filter(register__on__gte=span.starts_on, register__on__lte=span.ends_on)
        .order_by("register__on", "register__session", "pupil_id")
        .values_list(*_READ, *further)
    )
    for on, session, code_set, provision_id, key, minutes, *rest in rows:
        code = codes(code_set, provision_id, on).get(key) if key else None
        yield (MarkedSession(on, Session(session), code, minutes) if code else None), rest
