"""What waits to be done."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from firstbell.duties.models import Duty


def waiting(provision_id: int, until: datetime) -> QuerySet[Duty]:
    """Return the duties of a provision that wait and are due by an instant, least time left first."""
    return Duty.objects.filter(provision_id=provision_id, closed_at=None, due_at__lte=until).order_by("due_at", "pk")


def past_their_time(at: datetime) -> QuerySet[Duty]:
    """Return what waits, is past its time and was not yet said to be late, at every provision."""
    return Duty.objects.filter(closed_at=None, was_late=False, due_at__lt=at).order_by("due_at")


def to_escalate(at: datetime) -> QuerySet[Duty]:
    """Return what waits, is near its time, is nobody's by a claim and was not yet passed on, at every provision."""
    nobodys = Q(state=Duty.State.OPEN) | Q(claimed_until__lte=at)
    return Duty.objects.filter(nobodys, closed_at=None, escalated_at=None, escalates_at__lte=at).order_by(
        "escalates_at"
    )
