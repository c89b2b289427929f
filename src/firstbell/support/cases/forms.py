"""What people write into a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from firstbell.accounts.models import User
from firstbell.provisions.fields import DayField, OfficeForm, choose
from firstbell.provisions.fields import words as line
from firstbell.support.cases.commands import Agreed, Looked, Said
from firstbell.support.cases.models import SupportEntry
from firstbell.support.choices.queries import Choice

Kind = SupportEntry.Kind
VOICE_WORDS = [
    (Kind.PUPIL, "The pupil"),
    (Kind.FAMILY, "The family"),
    (Kind.SCHOOL, "The main school"),
    (Kind.NOTE, "A note of ours"),
]


def _box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _person(label: str, people: list[tuple[int, str]], asks: str = "", help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "Nobody yet" if not asks else "Choose"), *people],
        required=bool(asks),
        coerce=int,
        empty_value=None,
        help_text=help_text,
        error_messages={"required": asks, "invalid_choice": "Choose one of the people on the list."},
    )


class OwnedForm(OfficeForm):
    """A form that names somebody here. people: (id, name) of those who can."""

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [self.fields["owner"].choices[0], *people]

    @property
    def owner(self) -> User | None:
        chosen = self.cleaned_data["owner"]
        return User.objects.get(pk=chosen) if chosen else None


class OpenForm(OwnedForm):
    """Why a case is opened, and who looks after it."""

    why = line("Why?", "Write why a case is opened.", "What everybody will read first.", 240, widget=_box(2))
    owner = _person("Who looks after it?", [])


class EntryForm(OfficeForm):
    """What somebody said, in their own words."""

    kind = choose("Whose words are these?", VOICE_WORDS, "Choose whose words these are.")
    said_by = line("Their name", help_text="Who said it, and what they are to the pupil.", most=160)
    words = line("What did they say?", "Write what was said.", "In their own words.", 2000, widget=_box(4))
    said_on = DayField("When was it said?", help_text="Today, if you leave it empty.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_said_on(self) -> date:
        day = self.cleaned_data["said_on"] or self.today
        if day > self.today:
            raise forms.ValidationError("That day is still to come. Write the day on which it was said.")
        return day

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(given["kind"], given["words"], given["said_on"], given["said_by"])


class LookedForm(OwnedForm):
    """Who looks after a barrier, when it is looked at again, and what is known."""

    note = line("What do we know of it?", most=500, widget=_box(3))
    owner = _person("Who looks after it?", [])
    review_on = DayField("Look at it again on")

    @property
    def looked(self) -> Looked:
        return Looked(self.owner, self.cleaned_data["review_on"], self.cleaned_data["note"])


class BarrierForm(LookedForm):
    """What stands in the way, and what is done about it first."""

    key = choose("What stands in the way?", [], "Choose what stands in the way.", widget=forms.Select)
    action = line("What will be done first?", help_text="Who looks after it does this, by the day below.", most=240)
    due_on = DayField("By")
    field_order = ["key", "note", "owner", "review_on", "action", "due_on"]

    def __init__(self, *args: Any, choices: tuple[Choice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [("", "Choose"), *((each.key, each.words) for each in choices)]
        self.words_of = {each.key: each.words for each in choices}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("due_on") and not cleaned.get("action"):
            self.add_error("action", "There is a day without an action. Write what will be done, or empty the day.")
        return cleaned

    @property
    def first(self) -> Agreed | None:
        given = self.cleaned_data
        return Agreed(given["action"], given["due_on"], self.owner) if given["action"] else None


class EndForm(OfficeForm):
    """What became of a barrier."""

    outcome = line("What helped, or what changed?", "Write what changed.", most=240, widget=_box(2))


class ActionForm(OwnedForm):
    """What somebody will do, by a day. Somebody from outside is named in words."""

    words = line("What will be done?", "Write what will be done.", most=240)
    owner = _person("Who does it?", [], help_text="Somebody here.")
    owner_name = line("Or somebody from outside", help_text="Their name, such as the school’s link person.", most=160)
    due_on = DayField("By", "Give a day by which it is done. Without one it is forgotten.")

    @property
    def agreed(self) -> Agreed:
        given = self.cleaned_data
        return Agreed(given["words"], given["due_on"], self.owner, given["owner_name"])


class DoneForm(OfficeForm):
    """What came of an action."""

    done = choose("Was it done?", [("yes", "Yes, it is done"), ("no", "No, and it will not be")], "Say if it was done.")
    outcome = line("What came of it?", help_text="Needed where it was not done.", most=240, widget=_box(2))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("done") == "no" and not cleaned.get("outcome"):
            self.add_error("outcome", "Say why it was not done.")
        return cleaned


class CloseForm(OfficeForm):
    """What a case came to."""

    outcome = line(
        "What did it come to?",
        "Write what it came to. A case closes only with that.",
        "For example: comes every day since the taxi was changed.",
        240,
        widget=_box(2),
    )


class ReopenForm(OfficeForm):
    """Why a case is opened again."""

    why = line("Why is it opened again?", "Write why it is opened again.", most=240, widget=_box(2))


class OwnerForm(OwnedForm):
    """Who looks after a case from now on."""

    owner = _person("Who looks after it from now on?", [], "Choose who looks after it.")
