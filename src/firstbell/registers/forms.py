"""What people type beside a register. Words say what happened, what it means and what to do."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms

from firstbell.domain.school_time import london_time, starts_at

REASON = forms.CharField(
    label="Why does it change?",
    help_text="For example: Mum rang at 11:20, dentist.",
    max_length=240,
    error_messages={
        "required": "There is no reason. The law asks for one beside every amendment. Say why in a few words."
    },
)


class TimeOfDay(forms.TimeField):
    """A wall-clock time in London, to the minute."""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        options["error_messages"] = {
            "required": "There is no time. Give one, such as 09:41.",
            "invalid": "This is not a time of day. Write it with four digits, such as 09:41.",
        }
        super().__init__(label=label, **options)


class AmendForm(forms.Form):
    """Another code for a line, with its reason. arrived_time matters for a late code only."""

    code = forms.ChoiceField(
        label="What is right?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "No code is chosen, so nothing would change. Choose one.",
            "invalid_choice": "That code cannot be used here. Choose one of the list.",
        },
    )
    arrived_time = TimeOfDay("When did the pupil arrive?", required=False, help_text="Only for late.")
    reason = REASON

    def __init__(self, *args: Any, choices: list[tuple[str, list[tuple[str, str]]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = [choice for _, group in choices for choice in group]


class ArrivalForm(forms.Form):
    """A pupil who turned up after all."""

    arrived_time = TimeOfDay("When did the pupil arrive?")

    def arrived_at(self, on: date) -> datetime:
        return starts_at(on, self.cleaned_data["arrived_time"])


class PaperForm(forms.Form):
    """Who took the register on paper, and when."""

    seen_by = forms.CharField(
        label="Who took it on paper?",
        max_length=120,
        error_messages={"required": "Nobody is named. The record says who saw each pupil. Give their name."},
    )
    taken_time = TimeOfDay("At what time?")

    def taken_at(self, on: date) -> datetime:
        return starts_at(on, self.cleaned_data["taken_time"])


class SignOutForm(forms.Form):
    """A pupil leaves the site."""

    left_time = TimeOfDay("When did they leave?")
    collected_by = forms.CharField(label="Who collected them?", max_length=120, required=False)
    reason = forms.CharField(
        label="Why?",
        max_length=240,
        error_messages={"required": "There is no reason. Say in a few words why the pupil left."},
    )
    without_leave = forms.BooleanField(label="They left without leave", required=False)


class LeftForm(forms.Form):
    """A pupil who went although nobody had agreed."""

    left_time = TimeOfDay("When did they leave, or when were they last seen?")

    def left_at(self, on: date) -> datetime:
        return starts_at(on, self.cleaned_data["left_time"])


class FindPupilForm(forms.Form):
    """A pupil nobody expected, by name."""

    q = forms.CharField(label="Name", max_length=80, required=False)


def now_time(at: datetime) -> time:
    """The London time to put into a form, to the minute."""
    return london_time(at).replace(second=0, microsecond=0)
