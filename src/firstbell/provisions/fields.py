"""Form fields that every room shares: days, times of day and telephone numbers, with their refusals in words."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms

from firstbell.domain.errors import Refused
from firstbell.provisions import phones
from firstbell.ui.forms import PlainForm

TYPED_DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
TYPED_TIMES = ["%H:%M", "%H.%M", "%H:%M:%S", "%H%M", "%I:%M%p", "%I%p"]


class OfficeForm(PlainForm):
    """A form of the office. `refuse` puts a refusal of a command where the person can mend it.

    seen: for a form that changes a row, `changes.seal` of that row as it is now. The form carries it along, so that a
    colleague's change made while this person was writing is neither lost nor overwritten unseen.
    """

    def __init__(self, *args: Any, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now_seen = seen
        if seen:
            self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.now_seen and cleaned.pop("seen", "") not in ("", self.now_seen):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.now_seen
            self.add_error(
                None,
                "A colleague changed this while you were writing. What you typed is still here and theirs is saved. "
                "Look at the history in another tab, then save again if yours is right.",
            )
        return cleaned

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        self.add_error(field, str(refusal))


def words(label: str, asks: str = "", help_text: str = "", most: int = 120, **more: Any) -> forms.CharField:
    """A line of text. `asks` is what to do when it is left empty; without it the line may be."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(asks),
        max_length=most,
        error_messages={"required": asks, "max_length": f"Use at most {most} characters; shorten what you wrote."},
        **more,
    )


def choose(label: str, choices: Any, asks: str = "", help_text: str = "", **more: Any) -> forms.ChoiceField:
    """One of several, on radio buttons unless another widget is given."""
    more.setdefault("widget", forms.RadioSelect)
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        required=bool(asks),
        error_messages={"required": asks, "invalid_choice": "Choose one of the answers on the list."},
        **more,
    )


class DayField(forms.DateField):
    """A day. Browsers send 2026-11-23; people also write 23/11/2026 or 23 November 2026."""

    def __init__(self, label: str, asks: str = "", help_text: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            required=bool(asks),
            help_text=help_text,
            input_formats=TYPED_DAYS,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-s"}),
            error_messages={
                "required": asks,
                "invalid": "This is not a day of the calendar. Write day, month and year, such as 23/11/2026.",
            },
            **more,
        )

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not 1900 <= day.year <= 2100:
            raise forms.ValidationError(f"The year {day.year} cannot be right. Write all four digits of the year.")
        return day


class ClockField(forms.TimeField):
    """A time of day in London, such as 09:30."""

    def __init__(self, label: str, asks: str = "", help_text: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            required=bool(asks),
            help_text=help_text,
            input_formats=TYPED_TIMES,
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input-s"}),
            error_messages={
                "required": asks,
                "invalid": "This is not a time of day. Write hours and minutes, such as 09:30.",
            },
            **more,
        )

    def to_python(self, value: Any) -> time | None:
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)


class PhoneField(forms.CharField):
    """A telephone number, kept in E.164 and shown as it is dialled."""

    def __init__(self, label: str, asks: str = "", help_text: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            required=bool(asks),
            help_text=help_text,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            error_messages={"required": asks},
            **more,
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return phones.read_phone(typed)
        except phones.PhoneNotRead as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return phones.shown(value) if isinstance(value, str) and value.startswith("+44") else value


class EmailField(forms.EmailField):
    """An e-mail address."""

    def __init__(self, label: str, asks: str = "", help_text: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            required=bool(asks),
            help_text=help_text,
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            error_messages={
                "required": asks,
                "invalid": "No message could reach this address. Check it: name@school.example, no commas, no blanks.",
            },
            **more,
        )


class ReasonForm(OfficeForm):
    """Why something is taken out of use."""

    reason = words("Why?", "Write why, in a few words. It stays in the history.", most=240)
