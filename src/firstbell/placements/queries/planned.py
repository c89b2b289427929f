"""How many sessions a pupil's weeks still hold."""

from __future__ import annotations

from collections import Counter
from datetime import date

from firstbell.domain.school_time import Span
from firstbell.people.models import Pupil
from firstbell.placements.models import Slot
from firstbell.provisions.queries import calendar


def planned_sessions(pupil: Pupil, span: Span) -> int:
    """Return the sessions that a pupil's weekly patterns hold on the school days of a span.

    One-day changes are left out: this is a plan, for words such as “84 sessions left this year”.
    """
    slots = list(
        Slot.objects.filter(placement__pupil=pupil, placement__archived_at=None).select_related("placement", "group")
    )
    weekdays = Counter(slot.weekday for slot in slots)
    calendars = {site_id: calendar(pupil.provision_id, site_id) for site_id in {slot.group.site_id for slot in slots}}
    return sum(
        1
        for day in (span.days() if slots else ())
        if weekdays[day.isoweekday()]
        for slot in slots
        if slot.weekday == day.isoweekday() and _holds(slot, day) and calendars[slot.group.site_id].is_school_day(day)
    )


def _holds(slot: Slot, day: date) -> bool:
    place = slot.placement
    return (
        slot.from_on <= day
        and (slot.until_on is None or day <= slot.until_on)
        and place.starts_on <= day
        and (place.ends_on is None or day <= place.ends_on)
    )
