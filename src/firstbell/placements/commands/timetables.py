"""Weekly patterns: which mornings and afternoons a pupil comes, from a day on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.placements.models import Placement, Slot
from firstbell.placements.weeks import SESSIONS, WEEKDAYS, slot_words
from firstbell.provisions import changes
from firstbell.provisions.models import Group
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class PatternSlot:
    """One session of a week. weekday: 1 is Monday. starts_time, ends_time: the pupil's own, None for the session's."""

    weekday: int
    session: str
    group: Group
    starts_time: time | None = None
    ends_time: time | None = None
    venue: str = ""
    one_to_one: bool = False


class PatternOverlaps(Refused):
    """Another placement expects the pupil at the same session."""

    def __init__(self, other: Slot) -> None:
        self.weekday, self.session = other.weekday, other.session
        super().__init__(
            f"{WEEKDAYS[other.weekday]} {SESSIONS[other.session]} already belongs to the placement by "
            f"{other.placement.commissioner.name}.",
            "Nobody can be expected twice at once.",
            "Leave it out here, or take it out of that placement first.",
        )


def change_timetable(
    placement: Placement, slots: Collection[PatternSlot], *, from_on: date, by: Actor, at: datetime
) -> None:
    """Put a weekly pattern in force from a day on; the pattern before it ends with the day before.

    What was planned from that day on is replaced; sessions that stay as they are keep their row.
    Raises PatternOverlaps.
    """
    with unit_of_work():
        wanted = {(slot.weekday, slot.session): slot for slot in slots}
        before = _words_on(placement, from_on)
        placement.slots.filter(from_on__gt=from_on).delete()
        for row in _on(placement, from_on):
            slot = wanted.get((row.weekday, row.session))
            if slot is not None and _same(row, slot):
                changes.apply(row, {"until_on": None})
                wanted.pop((row.weekday, row.session))
            elif row.from_on == from_on:
                row.delete()
            else:
                changes.apply(row, {"until_on": from_on - timedelta(days=1)})
        Slot.objects.bulk_create(
            Slot(placement=placement, from_on=from_on, **changes.columns(slot)) for slot in wanted.values()
        )
        refuse_overlaps(placement)
        changed = changes.differences(before, _words_on(placement, from_on))
        if changed:
            facts = {
                "placement_id": placement.pk,
                "commissioner": placement.commissioner.name,
                "from_on": from_on,
                "changed": changed,
            }
            journal.write(
                "timetable.changed",
                facts,
                by=by,
                at=at,
                provision_id=placement.pupil.provision_id,
                about=f"pupil:{placement.pupil_id}",
            )


def _on(placement: Placement, day: date) -> list[Slot]:
    rows = placement.slots.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)
    return list(rows.select_related("group"))


def _same(row: Slot, slot: PatternSlot) -> bool:
    return all(getattr(row, name) == value for name, value in changes.columns(slot).items())


def _words_on(placement: Placement, day: date) -> dict[str, str]:
    """Return the week as the journal keeps it: {"monday_morning": "Forge, from 09:30"}."""
    return {f"{WEEKDAYS[row.weekday].lower()}_{SESSIONS[row.session]}": slot_words(row) for row in _on(placement, day)}


def refuse_overlaps(placement: Placement) -> None:
    """Raise PatternOverlaps where another placement expects the pupil at a session of this one, on some day."""
    others = Slot.objects.filter(placement__pupil_id=placement.pupil_id, placement__archived_at=None)
    taken = list(others.exclude(placement=placement).select_related("placement__commissioner"))
    for own in placement.slots.all():
        for other in taken:
            if (own.weekday, own.session) == (other.weekday, other.session) and _meet(own, placement, other):
                raise PatternOverlaps(other)


def _meet(own: Slot, placement: Placement, other: Slot) -> bool:
    """Whether two sessions of a week are in force on one day."""
    starts = max(own.from_on, placement.starts_on, other.from_on, other.placement.starts_on)
    ends = (own.until_on, placement.ends_on, other.until_on, other.placement.ends_on)
    return starts <= min((day for day in ends if day is not None), default=date.max)
