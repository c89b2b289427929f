"""What came of a review of the policy, and who has acknowledged it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from firstbell.domain.school_time import long_date
from firstbell.provisions.fields import DayField, OfficeForm, choose, words
from firstbell.provisions.models import PolicyVersion
from firstbell.support.contracts.models import Acknowledgement

UNCHANGED = "unchanged"


class ReviewForm(OfficeForm):
    """successors: versions made after the one that is looked at; one of them may take its place."""

    outcome = choose("What came of it?", [], "Choose what came of it.")
    note = words("Who took part, and what was looked at?", "Write who took part, and what was looked at.", most=500)
    reviewed_on = DayField("When?", "Choose the day of the review.")

    def __init__(self, *args: Any, successors: Sequence[PolicyVersion], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.successors = {str(each.pk): each for each in successors}
        takes_its_place = {
            key: f"The version from {long_date(each.starts_on)} takes its place"
            for key, each in self.successors.items()
        }
        self.fields["outcome"].choices = [(UNCHANGED, "It stays as it is"), *takes_its_place.items()]

    def clean_reviewed_on(self) -> date:
        return _not_to_come(self.cleaned_data["reviewed_on"], self.today)

    @property
    def successor(self) -> PolicyVersion | None:
        return self.successors.get(self.cleaned_data["outcome"])


class AcknowledgeForm(OfficeForm):
    """What somebody acknowledged, how and when."""

    paper = forms.MultipleChoiceField(
        label="What?",
        choices=Acknowledgement.Paper.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the policy, the contract, or both."},
    )
    how = choose("How?", Acknowledgement.How.choices, "Choose how.")
    given_on = DayField("When?", "Choose the day.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_given_on(self) -> date:
        return _not_to_come(self.cleaned_data["given_on"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        how = cleaned.get("how")
        if Acknowledgement.Paper.CONTRACT in cleaned.get("paper", ()) and how in ("written", "aloud"):
            self.add_error("how", "A contract is signed. Choose on paper or at a meeting, or take the contract out.")
        return cleaned


def _not_to_come(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError("This day is still to come. Choose today or an earlier day.")
    return day
