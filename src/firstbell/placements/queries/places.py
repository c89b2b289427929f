"""Placements, their weeks, and where each pupil belongs on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from firstbell.people.models import Pupil
from firstbell.people.panels import Whereabouts
from firstbell.placements.models import Placement, Slot
from firstbell.placements.weeks import WEEKDAYS, slot_words


@dataclass(frozen=True)
class WeekDay:
    """One weekday of a pattern in words; empty where the pupil does not come."""

    name: str
    am: str
    pm: str


@dataclass(frozen=True)
class PlacementCard:
    """A placement in words. state: now, later or ended. next_from: when a changed week begins, if one is planned."""

    id: int
    commissioner_id: int
    commissioner: str
    main_school: str
    registration: str
    starts_on: date
    ends_on: date | None
    state: str
    parent_notice_on: date | None
    activity: str
    commissioned: int | None
    sessions: int
    week: tuple[WeekDay, ...]
    next_from: date | None
    note: str


def in_force(placements: QuerySet[Placement], day: date) -> QuerySet[Placement]:
    return placements.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, archived_at=None)


def placements_of(pupil: Pupil, today: date) -> list[PlacementCard]:
    """Return a pupil's placements: current ones first, then later ones, then the past."""
    rows = Placement.objects.filter(pupil=pupil, archived_at=None).select_related("commissioner", "main_school")
    slots = Prefetch("slots", Slot.objects.select_related("group").order_by("weekday", "session", "from_on"))
    cards = [_placement_card(row, today) for row in rows.prefetch_related(slots)]
    return sorted(cards, key=lambda card: (("now", "later", "ended").index(card.state), -card.starts_on.toordinal()))


def _placement_card(row: Placement, today: date) -> PlacementCard:
    state = "later" if row.starts_on > today else "ended" if row.ends_on and row.ends_on < today else "now"
    shown_on = {"now": today, "later": row.starts_on, "ended": row.ends_on or today}[state]
    slots = list(row.slots.all())
    if slots and not _on_day(slots, shown_on) and (first := min(slot.from_on for slot in slots)) > shown_on:
        shown_on = first
    week = _on_day(slots, shown_on)
    return PlacementCard(
        id=row.pk,
        commissioner_id=row.commissioner_id,
        commissioner=row.commissioner.name,
        main_school=row.main_school.name if row.main_school else "",
        registration=row.get_registration_display(),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=state,
        parent_notice_on=row.parent_notice_on,
        activity=row.activity,
        commissioned=row.commissioned_sessions,
        sessions=len(week),
        week=week_of(week),
        next_from=min((slot.from_on for slot in slots if slot.from_on > shown_on), default=None),
        note=row.note,
    )


def _on_day(slots: Iterable[Slot], day: date) -> list[Slot]:
    return [slot for slot in slots if slot.from_on <= day and (slot.until_on is None or slot.until_on >= day)]


def week_of(slots: Iterable[Slot]) -> tuple[WeekDay, ...]:
    """Return Monday to Friday, and a day of the weekend that is used, in words."""
    words = {(slot.weekday, slot.session): slot_words(slot) for slot in slots}
    days = [day for day in range(1, 8) if day < 6 or (day, "AM") in words or (day, "PM") in words]
    return tuple(WeekDay(WEEKDAYS[day], words.get((day, "AM"), ""), words.get((day, "PM"), "")) for day in days)


def pattern_on(placement: Placement, day: date) -> list[Slot]:
    """Return the sessions of a placement's week as it is on a day."""
    return _on_day(placement.slots.select_related("group").order_by("weekday", "session", "from_on"), day)


def whereabouts(provision_id: int, day: date) -> dict[int, Whereabouts]:
    """Return each placed pupil's groups and school on a day. Two statements for any number of pupils."""
    current = in_force(Placement.objects.filter(pupil__provision_id=provision_id), day)
    schools: dict[int, str] = {}
    for row in current.select_related("commissioner", "main_school").order_by("starts_on", "pk"):
        schools[row.pupil_id] = row.tells.name
    groups: dict[int, dict[int, str]] = defaultdict(dict)
    slots = Slot.objects.filter(
        Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day, placement__in=current
    ).values_list("placement__pupil_id", "group_id", "group__name")
    for pupil_id, group_id, name in slots.order_by().distinct():
        groups[pupil_id][group_id] = name
    return {
        pupil_id: Whereabouts(tuple(sorted(groups[pupil_id].items(), key=lambda pair: pair[1])), school)
        for pupil_id, school in schools.items()
    }
