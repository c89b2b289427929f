"""The days that a document is about."""

from __future__ import annotations

from datetime import date

from django import forms

from firstbell.domain.school_time import Span
from firstbell.reports.documents.files import Form
from firstbell.ui.forms import PlainForm

LONGEST_DAYS = 800


class SpanForm(PlainForm):
    """From a day to a day. Where nothing is asked for, or it cannot be read, the days offered."""

    starts_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, given: object, *, offered: Span) -> None:
        asked = given if given and "starts_on" in given else None
        super().__init__(asked, initial={"starts_on": offered.starts_on, "ends_on": offered.ends_on})
        self.offered = offered

    def clean(self) -> dict[str, date]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", "To: this day comes before the first. Choose a later one.")
        elif first and last and (last - first).days > LONGEST_DAYS:
            self.add_error("starts_on", f"From: this is longer than {LONGEST_DAYS} days. Choose a later first day.")
        return cleaned

    @property
    def span(self) -> Span:
        if self.is_bound and self.is_valid():
            return Span(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])
        return self.offered


class FileForm(PlainForm):
    """As what a document is taken."""

    form = forms.ChoiceField(choices=[(form.value, form.name) for form in Form])
