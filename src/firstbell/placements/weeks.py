"""A week in words."""

from __future__ import annotations

from firstbell.placements.models import Slot

WEEKDAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SESSIONS = {"AM": "morning", "PM": "afternoon"}


def slot_words(slot: Slot) -> str:
    """Return one session of a week in words: Forge, from 09:30, at the pool, one to one."""
    parts = [slot.group.name]
    if slot.starts_time:
        parts.append(f"from {slot.starts_time:%H:%M}")
    if slot.ends_time:
        parts.append(f"until {slot.ends_time:%H:%M}")
    if slot.venue:
        parts.append(f"at {slot.venue}")
    if slot.one_to_one:
        parts.append("one to one")
    return ", ".join(parts)
