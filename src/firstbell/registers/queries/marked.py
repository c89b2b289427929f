"""The marked sessions of pupils, in order: what patterns, reviews and pictures are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Span
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries.coded import coded
from firstbell.registers.tallies import COUNTED


def marked_sessions(pupil_ids: Collection[int], span: Span) -> dict[int, tuple[MarkedSession, ...]]:
    """Return the sessions of a span that count, first to last, of each pupil who has one. One statement."""
    found: dict[int, list[MarkedSession]] = defaultdict(list)
    for session, [pupil_id] in coded(RegisterLine.objects.filter(pupil_id__in=pupil_ids, **COUNTED), span, "pupil_id"):
        assert session is not None, "only marked lines count"
        found[pupil_id].append(session)
    return {pupil_id: tuple(sessions) for pupil_id, sessions in found.items()}
