"""The marked sessions of pupils, in order: what patterns, reviews and pictures are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import cache

from firstbell.domain.codes import CodeSet
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine
from firstbell.registers.tallies import COUNTED


def marked_sessions(pupil_ids: Collection[int], span: Span) -> dict[int, tuple[MarkedSession, ...]]:
    """Return the sessions of a span that count, first to last, of each pupil who has one. One statement.

    A provision's own code set is read once for each day of it.
    """

    @cache
    def codes(code_set: str, provision_id: int, on: date) -> CodeSet:
        return codes_of(code_set, provision_id, on)

    rows = (
        RegisterLine.objects.filter(
            pupil_id__in=pupil_ids, register__on__gte=span.starts_on, register__on__lte=span.ends_on, **COUNTED
        )
        .order_by("register__on", "register__session")
        .values_list(
            *("pupil_id", "register__on", "register__session", "register__code_set", "register__provision_id"),
            *("current_mark__code_key", "current_mark__minutes_late"),
        )
    )
    found: dict[int, list[MarkedSession]] = defaultdict(list)
    for pupil_id, on, session, code_set, provision_id, key, minutes in rows:
        code = codes(code_set, provision_id, on).get(key)
        found[pupil_id].append(MarkedSession(on, Session(session), code, minutes))
    return {pupil_id: tuple(sessions) for pupil_id, sessions in found.items()}
