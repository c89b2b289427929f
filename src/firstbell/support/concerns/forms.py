"""What worries somebody, and what is done about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from firstbell.provisions.fields import DayField, OfficeForm, choose, words
from firstbell.support.concerns.models import ConcernEntry

Kind = ConcernEntry.Kind


class RaiseForm(OfficeForm):
    """What was seen or heard."""

    words = words(
        "What did you see or hear?",
        "Write what you saw or heard.",
        "As it was, in the pupil’s own words where they told you. Do not ask them more than you need to.",
        4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    happened_on = DayField("When?", help_text="Today, if you leave it empty.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_happened_on(self) -> date:
        day = self.cleaned_data["happened_on"] or self.today
        if day > self.today:
            raise forms.ValidationError("That day is still to come. Write the day on which it was.")
        return day


class EntryForm(OfficeForm):
    """What the safeguarding lead did."""

    kind = choose(
        "What is this?",
        [(Kind.ACTION, "Something was done"), (Kind.CLOSED, "It is closed, and why")],
        "Choose what this is.",
    )
    words = words(
        "What was done?",
        "Write what was done, who was told, and when.",
        most=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReopenForm(OfficeForm):
    """Why a concern is opened again."""

    words = words(
        "Why is it opened again?",
        "Write why it is opened again.",
        most=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
