"""How many sessions placements hold in a week, and how many were commissioned over a span."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from firstbell.domain.school_time import SchoolCalendar, Span
from firstbell.placements.models import Placement, Slot
from firstbell.placements.queries.places import in_force


def weekly_sessions(
    placements: QuerySet[Placement], day: date, *, group_id: int | None = None, site_id: int | None = None
) -> int:
    """Return the sessions that the patterns in force on a day hold in a week, in a group or at a site if given."""
    asked = {"group_id": group_id, "group__site_id": site_id}
    given = {name: value for name, value in asked.items() if value is not None}
    slots = Slot.objects.filter(placement__in=in_force(placements, day), from_on__lte=day, **given)
    return slots.filter(Q(until_on=None) | Q(until_on__gte=day)).count()


def commissioned(placements: QuerySet[Placement], span: Span, calendar: SchoolCalendar) -> dict[int, int]:
    """Return the sessions commissioned of each placement that says so a week: times the school weeks of the span.

    A week in which the placement begins or ends counts whole.
    """
    asked = placements.filter(
        Q(ends_on=None) | Q(ends_on__gte=span.starts_on),
        commissioned_sessions__isnull=False,
        starts_on__lte=span.ends_on,
        archived_at=None,
    )
    found = {}
    for pk, a_week, starts_on, ends_on in asked.values_list("pk", "commissioned_sessions", "starts_on", "ends_on"):
        last = span.ends_on if ends_on is None else min(ends_on, span.ends_on)
        found[pk] = a_week * len(calendar.school_weeks(Span(max(starts_on, span.starts_on), last)))
    return found
