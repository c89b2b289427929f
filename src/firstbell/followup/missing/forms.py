"""What people write into a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from firstbell.domain.school_time import london_day, london_time, starts_at
from firstbell.followup.missing.commands import Said
from firstbell.followup.missing.models import CaseEntry, MissingCase
from firstbell.provisions.fields import ClockField, DayField, OfficeForm, PhoneField, choose
from firstbell.provisions.fields import words as line

KINDS = [("", "Choose"), *((kind.value, kind.label) for kind in (*CaseEntry.CHECKLIST, CaseEntry.Kind.NOTE))]


class EntryForm(OfficeForm):
    """One thing done or learned. Day and time are now unless another is given; never later than now."""

    kind = choose("What is this about?", KINDS, "Choose what this is about.", widget=forms.Select)
    words = line("What was done or learned?", "Write what was done or learned.", most=1000, widget=forms.Textarea)
    spoke_to = line("Whom did you speak to?", most=160)
    happened_on = DayField("Day", help_text="Today, if you leave it empty.")
    happened_time = ClockField("Time", help_text="Now, if you leave it empty.")
    settles = forms.BooleanField(label="Nothing is left to do of this step", required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["words"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._happened_at(cleaned) > self.at:
            self.add_error("happened_time", "This is still to come. Write it down once it has happened.")
        return cleaned

    def _happened_at(self, given: dict[str, Any]) -> datetime:
        day, time = given.get("happened_on"), given.get("happened_time")
        if day is None and time is None:
            return self.at
        return starts_at(day or london_day(self.at), time or london_time(self.at))

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(given["kind"], given["words"], self._happened_at(given), given["spoke_to"], given["settles"])


class CloseForm(OfficeForm):
    """How a case ends (R-165)."""

    outcome = choose("How did it end?", MissingCase.Outcome.choices, "Choose how it ended.")
    evidence = line(
        "How do we know?",
        help_text="Who confirmed it, when, and where that is kept.",
        most=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") == MissingCase.Outcome.OTHER and not cleaned.get("evidence"):
            self.add_error("evidence", "Say how we know. An ending that is not on the list needs its evidence.")
        return cleaned


class OpenForm(OfficeForm):
    """Why a person opens a case before the day's steps do."""

    why = line("Why?", "Write why the pupil counts as missing.", "For example: the family has moved away.", 240)


class CouncilForm(OfficeForm):
    """Whom the council has for children missing education."""

    name = line("Council and officer", "Write the council's name.", "For example: Wexcombe Council, CME officer.", 160)
    email = forms.EmailField(label="Email address", help_text="Where the notification goes.")
    phone = PhoneField("Phone")
