"""Weeks of marks in words, written straight into the register."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import uuid4

from firstbell.domain.school_time import starts_at
from firstbell.people.models import Pupil
from firstbell.registers.models import Mark, Register, RegisterLine

HOURS = {"AM": (9, 12), "PM": (13, 15)}


def mark_days(pupil: Pupil, words: str, begins: str = "2026-11-02") -> None:
    """Mark a pupil's sessions: one word such as "/N" for each weekday from a Monday, `.` for a session not expected."""
    placement = pupil.placements.get()
    group = placement.slots.select_related("group").first().group
    code_set = "stepping-stones"
    weekdays = (date.fromisoformat(begins) + timedelta(days=number) for number in range(400))
    for on, word in zip((day for day in weekdays if day.weekday() < 5), words.split(), strict=False):
        for session, key in zip(HOURS, word, strict=True):
            if key == ".":
                continue
            begin, end = (starts_at(on, time(hour)) for hour in HOURS[session])
            hours = {"starts_at": begin, "closes_at": begin + timedelta(minutes=30), "ends_at": end}
            register, _ = Register.objects.get_or_create(
                site_id=group.site_id,
                group=group,
                on=on,
                session=session,
                defaults={"provision_id": pupil.provision_id, "code_set": code_set, **hours},
            )
            line, _ = RegisterLine.objects.get_or_create(
                register=register,
                pupil=pupil,
                defaults={"placement": placement, "starts_at": begin, "closes_at": hours["closes_at"]},
            )
            line.current_mark = Mark.objects.create(
                line=line,
                code_key=key,
                tap_id=uuid4(),
                seen_by="Nell",
                recorded_by="Nell",
                recorded_by_role="tutor",
                recorded_at=begin,
            )
            line.save(update_fields=["current_mark"])
