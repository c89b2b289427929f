"""What waits to be done."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from firstbell.duties.models import Duty


def waiting(provision_id: int, until: datetime) -> QuerySet[Duty]:
    """Return the duties of a provision that wait and are due by an instant, least time left first."""
    return Duty.objects.filter(provision_id=provision_id, state__in=Duty.WAITING, due_at__lte=until).order_by(
        "due_at", "pk"
    )
