"""What a person may type into a message."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms

from firstbell.domain.errors import Refused
from firstbell.ui.forms import PlainForm


class DayForm(PlainForm):
    """The day whose messages are listed."""

    names_optional = False

    day = forms.DateField(label="Day", required=False)

    def chosen(self, today: date) -> date:
        """Return the day asked for, or today where none was, or where it cannot be read."""
        return (self.cleaned_data.get("day") if self.is_valid() else None) or today


class TogetherForm(PlainForm):
    """The messages that one press would send."""

    message = forms.TypedMultipleChoiceField(coerce=int, empty_value=[])

    def __init__(self, *args: Any, offered: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].choices = [(str(number), "") for number in offered]


class EditForm(PlainForm):
    """Another subject and text for a message that is held."""

    subject = forms.CharField(
        label="Subject", max_length=200, help_text="Without a pupil’s name: subjects are shown on locked phones."
    )
    text = forms.CharField(label="Text", max_length=10_000, widget=forms.Textarea(attrs={"rows": 18}))

    leave_out_files = forms.BooleanField(label="Leave the attached files out", required=False)

    def __init__(self, *args: Any, has_files: bool = False, is_text: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_files:
            del self.fields["leave_out_files"]
        if is_text:
            del self.fields["subject"]

    def note(self, refused: Refused) -> None:
        """Show why the command did not do it."""
        self.add_error(None, str(refused))

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())
