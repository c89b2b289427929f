"""The weekly pattern as a plain grid: weekdays down, morning and afternoon across."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from firstbell.placements.commands import PatternSlot
from firstbell.placements.models import Placement, Slot
from firstbell.placements.weeks import SESSIONS, WEEKDAYS
from firstbell.provisions.fields import ClockField, DayField, OfficeForm, choose, words
from firstbell.provisions.models import Group
from firstbell.provisions.queries import SessionClock, session_clocks

PARTS = ("group", "starts", "ends", "venue", "alone")


@dataclass(frozen=True)
class Cell:
    """The controls of one session of the week."""

    group: BoundField
    starts: BoundField
    ends: BoundField
    venue: BoundField
    alone: BoundField

    @property
    def has_details(self) -> bool:
        details = (self.ends, self.venue, self.alone)
        return any(bound.value() or bound.errors for bound in details)


class PatternForm(OfficeForm):
    """Which mornings and afternoons, in which group, with the pupil's own times. A chosen group says that they come.

    days: the weekdays (1 is Monday) on which any site of the provision has a session.
    """

    names_optional = False

    from_on = DayField("In force from", "Choose the day from which this week holds.")

    def __init__(
        self, *args: Any, placement: Placement, groups: Iterable[Group], days: Iterable[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.placement, self.days = placement, tuple(days)
        self.groups = {str(group.pk): group for group in groups}
        several = len({group.site_id for group in self.groups.values()}) > 1
        names = [(key, f"{row.name}, {row.site.name}" if several else row.name) for key, row in self.groups.items()]
        for day in self.days:
            for session, word in SESSIONS.items():
                named = f"{WEEKDAYS[day]} {word}"
                fields = {
                    "group": choose(named, [("", "Does not come"), *names], widget=forms.Select),
                    "starts": ClockField(f"{named}: own start"),
                    "ends": ClockField(f"{named}: own end"),
                    "venue": words(f"{named}: elsewhere"),
                    "alone": forms.BooleanField(label="One to one", required=False),
                }
                self.fields |= {self.key(day, session, part): field for part, field in fields.items()}

    @staticmethod
    def key(day: int, session: str, part: str) -> str:
        return f"d{day}_{session.lower()}_{part}"

    @classmethod
    def initial_of(cls, slots: Iterable[Slot]) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for slot in slots:
            values = (str(slot.group_id), slot.starts_time, slot.ends_time, slot.venue, slot.one_to_one)
            initial |= {
                cls.key(slot.weekday, slot.session, part): value for part, value in zip(PARTS, values, strict=True)
            }
        return initial

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        return [(WEEKDAYS[day], [self._cell(day, session) for session in SESSIONS]) for day in self.days]

    def _cell(self, day: int, session: str) -> Cell:
        return Cell(*(self[self.key(day, session, part)] for part in PARTS))

    def like_first_day(self) -> dict[str, Any]:
        """Return what was typed, with every weekday as the first one is."""
        typed = self.data.copy()
        for day in self.days[1:]:
            for session in SESSIONS:
                for part in PARTS:
                    typed[self.key(day, session, part)] = typed.get(self.key(self.days[0], session, part), "")
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        from_on = cleaned.get("from_on")
        if from_on and from_on < self.placement.starts_on:
            self.add_error(
                "from_on", f"The placement begins later, on {self.placement.starts_on:%d/%m/%Y}. Choose that day."
            )
        chosen = {group.site_id for key, group in self.groups.items() if key in cleaned.values()}
        for day in self.days:
            clocks = self._clocks(chosen, from_on, day) if from_on else {}
            for session in SESSIONS:
                self._check(day, session, clocks)
        return cleaned

    @staticmethod
    def _clocks(site_ids: set[int], from_on: date, weekday: int) -> dict[tuple[int, str], SessionClock]:
        day = from_on.fromordinal(from_on.toordinal() + (weekday - from_on.isoweekday()) % 7)
        return session_clocks(site_ids, day) if site_ids else {}

    def _check(self, day: int, session: str, clocks: dict[tuple[int, str], SessionClock]) -> None:
        group_id, starts, ends, venue, alone = (self.cleaned_data.get(self.key(day, session, part)) for part in PARTS)
        named = f"{WEEKDAYS[day]} {SESSIONS[session]}"
        if not group_id:
            if starts or ends or venue or alone:
                words_ = f"{named} has details but no group. Choose the group, or clear the details."
                self.add_error(self.key(day, session, "group"), words_)
            return
        if starts and ends and ends <= starts:
            self.add_error(self.key(day, session, "ends"), f"{named} ends before it starts. Check the two times.")
        clock = clocks.get((self.groups[group_id].site_id, session))
        if clock is None:
            if clocks:
                words_ = (
                    f"{self.groups[group_id].site.name} has no {SESSIONS[session]} on {WEEKDAYS[day]}s. Choose another."
                )
                self.add_error(self.key(day, session, "group"), words_)
        elif starts and not clock.starts_time <= starts < clock.ends_time:
            hours = f"{clock.starts_time:%H:%M} to {clock.ends_time:%H:%M}"
            words_ = f"{named} runs from {hours}. Choose a start inside it, or change the site's times."
            self.add_error(self.key(day, session, "starts"), words_)

    @property
    def slots(self) -> list[PatternSlot]:
        found = []
        for day in self.days:
            for session in SESSIONS:
                group, starts, ends, venue, alone = (self.cleaned_data.get(self.key(day, session, p)) for p in PARTS)
                if group:
                    found.append(PatternSlot(day, session, self.groups[group], starts, ends, venue or "", bool(alone)))
        return found
