"""One-day changes in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from firstbell.placements.models import DayChange


@dataclass(frozen=True)
class DayChangeRow:
    """A one-day change in words: what, for whom, when."""

    id: int
    on: date
    what: str
    whom: str
    session: str
    note: str
    made_by: str
    made_at: datetime


def day_change_list(changes: QuerySet[DayChange], from_on: date, until_on: date) -> list[DayChangeRow]:
    """Return the one-day changes of some days that still stand, in order of day. One statement."""
    rows = changes.filter(on__gte=from_on, on__lte=until_on, cancelled_at=None).order_by("on", "pk")
    return [
        DayChangeRow(
            id=row.pk,
            on=row.on,
            what=_what(row),
            whom=_whom(row),
            session=row.get_session_display() if row.session else "all day",
            note=row.note,
            made_by=row.made_by,
            made_at=row.made_at,
        )
        for row in rows.select_related("pupil", "group", "site", "tutor")
    ]


def _what(change: DayChange) -> str:
    match change.kind:
        case DayChange.Kind.LATE_START if change.starts_time:
            return f"Starts at {change.starts_time:%H:%M}"
        case DayChange.Kind.VENUE:
            return f"At {change.venue}"
        case DayChange.Kind.TRIP:
            return f"Trip to {change.venue}" if change.venue else "Trip"
        case DayChange.Kind.COVER if change.tutor:
            return f"{change.tutor.name} covers"
    return str(change.get_kind_display())


def _whom(change: DayChange) -> str:
    if change.pupil:
        return f"{change.pupil.name}, in {change.group.name}" if change.group else change.pupil.name
    if change.group:
        return change.group.name
    return change.site.name if change.site else "everyone"
