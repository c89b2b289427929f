"""Which days a page of figures is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from firstbell.domain.school_time import Span
from firstbell.ui.forms import PlainForm

DATES = "dates"


class PeriodForm(PlainForm):
    """spans: the named periods there are, by key, with their words."""

    period = forms.ChoiceField(label="Period")
    starts_on = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Mapping[str, Any], *, spans: Mapping[str, tuple[str, Span]], default: str) -> None:
        given = {name: data.get(name, "") for name in ("starts_on", "ends_on")}
        # Dates alone are enough: who types them means them.
        chosen = data.get("period") or (DATES if any(given.values()) else default)
        super().__init__({"period": chosen, **given})
        self.spans = spans
        self.default = default
        choices = [(key, words) for key, (words, _) in spans.items()]
        self.fields["period"].choices = [*choices, (DATES, "Dates of your own")]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("period") == DATES:
            for name in ("starts_on", "ends_on"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, f"{self.fields[name].label}: this is empty. Write a day like 23/11/2026.")
            if not self.errors and found["ends_on"] < found["starts_on"]:
                self.add_error("ends_on", "To: this is before the first day. Swap the two if they changed places.")
        return found

    @property
    def span(self) -> Span:
        """The days asked for; those of the usual period where the form has a fault."""
        if not self.is_valid():
            return self.spans[self.default][1]
        asked = self.cleaned_data
        if asked["period"] == DATES:
            return Span(asked["starts_on"], asked["ends_on"])
        return self.spans[asked["period"]][1]

    @property
    def words(self) -> str:
        """The period's name in a sentence; empty for dates of one's own."""
        if not self.is_valid() or self.cleaned_data["period"] == DATES:
            return ""
        return self.spans[self.cleaned_data["period"]][0]
