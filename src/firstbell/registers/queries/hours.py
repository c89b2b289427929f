"""How long a pupil's sessions were, and how much of each the pupil was there for."""

from __future__ import annotations

from datetime import date
from functools import cache

from firstbell.domain.codes import CodeSet
from firstbell.domain.hours import HeldSession
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine
from firstbell.registers.tallies import COUNTED


def held_sessions(pupil_id: int, span: Span) -> tuple[HeldSession, ...]:
    """Return a pupil's possible sessions of a span with their minutes, first to last. One statement."""

    @cache
    def codes(code_set: str, provision_id: int, on: date) -> CodeSet:
        return codes_of(code_set, provision_id, on)

    rows = (
        RegisterLine.objects.filter(
            pupil_id=pupil_id, register__on__gte=span.starts_on, register__on__lte=span.ends_on, **COUNTED
        )
        .order_by("register__on", "register__session")
        .values_list(
            *("register__on", "register__session", "register__code_set", "register__provision_id", "starts_at"),
            *("register__ends_at", "current_mark__code_key", "current_mark__minutes_late"),
        )
    )
    found = []
    for on, session, code_set, provision_id, starts_at, ends_at, key, late in rows:
        marked = MarkedSession(on, Session(session), codes(code_set, provision_id, on).get(key), late)
        if marked.is_possible:
            minutes = max(0, int((ends_at - starts_at).total_seconds() // 60))
            found.append(HeldSession(on, minutes, marked.is_attended, late or 0))
    return tuple(found)
