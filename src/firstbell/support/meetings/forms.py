"""When and where a meeting is, who is asked, who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from firstbell.provisions.fields import ClockField, DayField, EmailField, OfficeForm, choose, words
from firstbell.support.meetings.askable import Askable
from firstbell.support.meetings.commands import Details
from firstbell.support.meetings.models import Invitee, Meeting

Came = Invitee.Came


class DetailsForm(OfficeForm):
    """What a meeting is about, when and where."""

    purpose = words("What is it about?", "Write what the meeting is about.", "Those who are asked read this.", 160)
    on = DayField("Day", "Give the day of the meeting.")
    starts_time = ClockField("From", "Give the time it begins.")
    ends_time = ClockField("To", "Give the time it ends.")
    place = words("Where?", help_text="Room or address.", most=160)
    link = forms.URLField(
        label="Link, if it is held by video",
        required=False,
        max_length=400,
        assume_scheme="https",
        error_messages={"invalid": "This is not a web address. Copy it from the invitation of the video service."},
    )
    agenda = words(
        "What else should they know?",
        help_text="For example what to bring. It stands in the invitation.",
        most=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        return {name: getattr(meeting, name) for name in Details.__dataclass_fields__}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, ends = cleaned.get("starts_time"), cleaned.get("ends_time")
        if begins and ends and ends <= begins:
            self.add_error("ends_time", f"It cannot end before it begins, at {begins:%H:%M}. Check both times.")
        if not cleaned.get("place") and not cleaned.get("link") and not self.errors.get("link"):
            self.add_error("place", "Say where it is, or give the link if it is held by video.")
        return cleaned

    @property
    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


class AskForm(OfficeForm):
    """Who is asked: those we know, and one more professional."""

    asked = forms.MultipleChoiceField(
        label="Who is asked?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody on the list can no longer be asked. Choose again."},
    )
    professional = words(
        "Their name", help_text="A professional who helps the pupil. They are kept on the case.", most=160
    )
    organisation = words("Their organisation", most=160)
    email = EmailField("Their email address")

    def __init__(self, *args: Any, known: Sequence[Askable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {each.key: each for each in known}
        field = self.fields["asked"]
        field.choices = [(each.key, f"{each.name}, {each.organisation}") for each in known]
        field.choice_hints = {each.key: each.hint for each in known}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("professional") and (cleaned.get("organisation") or cleaned.get("email")):
            self.add_error("professional", "Write the name of the professional, or empty the two fields below.")
        return cleaned

    @property
    def asked_people(self) -> list[Askable]:
        return [self.known[key] for key in self.cleaned_data["asked"]]

    @property
    def new_professional(self) -> dict[str, str] | None:
        """The name, organisation and address of the professional to add; None where nobody was named."""
        given = self.cleaned_data
        if not given["professional"]:
            return None
        return {"name": given["professional"], "organisation": given["organisation"], "email": given["email"]}


class ArrangeForm(AskForm, DetailsForm):
    """A new meeting with who is asked."""

    def clean_on(self) -> date:
        if self.cleaned_data["on"] < self.today:
            raise forms.ValidationError("That day is over. To write down a meeting that was held, use a note instead.")
        return self.cleaned_data["on"]


class CancelForm(OfficeForm):
    """Why a meeting does not take place."""

    why = words("Why?", "Write why it does not take place.", "Those who were asked read this.", 240)


class HoldForm(OfficeForm):
    """Who came, and the minutes."""

    def __init__(self, *args: Any, people: Sequence[Invitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        choices = [(came.value, came.label) for came in (Came.CAME, Came.APOLOGIES, Came.ABSENT)]
        for each in people:
            name = f"came_{each.pk}"
            label = f"{each.name}, {each.organisation}" if each.organisation else each.name
            self.fields[name] = choose(label, choices, f"Say whether {each.name} came.", initial=each.came)
        self.fields["minutes"] = words(
            "What was said and agreed?",
            help_text="Actions have their own place: add them below once this is kept.",
            most=8000,
            widget=forms.Textarea(attrs={"rows": 9}),
        )

    @property
    def came(self) -> dict[int, str]:
        return {each.pk: self.cleaned_data[f"came_{each.pk}"] for each in self.people}
