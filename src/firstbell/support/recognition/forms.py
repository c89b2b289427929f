"""Which week is shown, what is ticked, and why something is passed over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from firstbell.domain.school_time import monday_of
from firstbell.provisions.fields import OfficeForm, words
from firstbell.ui.forms import PlainForm

FURTHEST_BACK = timedelta(days=2000)


class WeekForm(PlainForm):
    """`?week=`: any day of it. A day that cannot be shown shows the latest list."""

    week = forms.DateField(required=False)

    def week_on(self, usual: date) -> date:
        day = self.cleaned_data.get("week") if self.is_valid() else None
        return monday_of(day) if day and usual - FURTHEST_BACK <= day <= usual + FURTHEST_BACK else usual


class ChosenForm(PlainForm):
    """What is ticked, and what to do with it."""

    recognition = forms.TypedMultipleChoiceField(
        coerce=int, required=True, error_messages={"required": "Nobody is ticked. Tick at least one, then press again."}
    )
    week = forms.DateField(required=False)

    def __init__(self, *args: Any, offered: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recognition"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(key, str(key)) for key in offered]


class PassOverForm(OfficeForm):
    """Why something earned is not given."""

    reason = words(
        "Why is it passed over?",
        "Write why, in a few words. It stays on the list, where colleagues read it.",
        "Such as: given in assembly under another name; the family asked us not to.",
        most=240,
    )
