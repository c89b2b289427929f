"""Whose pictures, and of which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from firstbell.domain.school_time import Span
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import Group
from firstbell.registers.queries.counts import Scope
from firstbell.registers.queries.periods import Periods
from firstbell.ui.forms import PlainForm

EVERYBODY = "Everybody"
PERIODS = {
    "half-term": "This half-term",
    "last-half-term": "Last half-term",
    "term": "This term",
    "year": "This school year",
}


class PictureForm(PlainForm):
    """Whose sessions and which period. What cannot be read is everybody's, of this half-term."""

    names_optional = False

    whose = forms.ChoiceField(label="Whose", required=False)
    period = forms.ChoiceField(label="Period", required=False, choices=list(PERIODS.items()))

    def __init__(self, *args: Any, provision_id: int, periods: Periods, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provision_id, self.periods, self.today = provision_id, periods, today
        groups = Group.objects.filter(site__provision_id=provision_id, archived_at=None).order_by("name")
        schools = Commissioner.objects.filter(provision_id=provision_id, archived_at=None).order_by("name")
        self.names = {
            **{f"group-{each.pk}": each.name for each in groups},
            **{f"school-{each.pk}": each.name for each in schools},
        }
        self.fields["whose"].choices = [("", EVERYBODY), *self.names.items()]

    def _chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "") if name not in self.errors else ""

    @property
    def whose_words(self) -> str:
        return self.names.get(self._chosen("whose"), EVERYBODY)

    @property
    def scope(self) -> Scope:
        kind, _, number = self._chosen("whose").partition("-")
        if kind == "group":
            return Scope(self.provision_id, group_id=int(number))
        if kind == "school":
            return Scope(self.provision_id, commissioner_id=int(number))
        return Scope(self.provision_id)

    @property
    def _period(self) -> str:
        return self._chosen("period") or "half-term"

    @property
    def period_words(self) -> str:
        return PERIODS[self._period]

    @property
    def span(self) -> Span:
        """The period up to today; the school year where the calendar holds no such period."""
        chosen = {
            "half-term": self.periods.half_term,
            "last-half-term": self.periods.last_half_term,
            "term": self.periods.term,
        }.get(self._period)
        span = chosen or self.periods.year
        return Span(span.starts_on, min(span.ends_on, self.today))
