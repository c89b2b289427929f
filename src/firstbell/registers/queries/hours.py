"""How long a pupil's sessions were, and how much of each the pupil was there for."""

from __future__ import annotations

from firstbell.domain.hours import HeldSession
from firstbell.domain.school_time import Span
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries.coded import coded
from firstbell.registers.tallies import COUNTED


def held_sessions(pupil_id: int, span: Span) -> tuple[HeldSession, ...]:
    """Return a pupil's possible sessions of a span with their minutes, first to last. One statement."""
    lines = RegisterLine.objects.filter(pupil_id=pupil_id, **COUNTED)
    found = []
    for marked, (starts_at, ends_at) in coded(lines, span, "starts_at", "register__ends_at"):
        if marked is not None and marked.is_possible:
            minutes = max(0, int((ends_at - starts_at).total_seconds() // 60))
            found.append(HeldSession(marked.on, minutes, marked.is_attended, marked.minutes_late or 0))
    return tuple(found)
