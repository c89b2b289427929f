"""What people write into plans, reviews and referrals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from firstbell.domain.plans import Verdict
from firstbell.provisions.fields import DayField, OfficeForm, choose
from firstbell.provisions.fields import words as line
from firstbell.support.choices.queries import Choice
from firstbell.support.plans.commands import Agreed, Referred, Reviewed
from firstbell.support.plans.models import AgencyEntry, AgencyReferral, PlanAgreement, PlanReview
from firstbell.support.plans.recipients import Copy


def box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AgreeForm(OfficeForm):
    """Who agreed, when and how."""

    party = choose("Who agreed?", PlanAgreement.Party.choices, "Choose who agreed.")
    name = line("Their name", "Write the name of who agreed.", most=160)
    how = choose("How?", PlanAgreement.How.choices, "Choose how they agreed.")
    agreed_on = DayField("When?", help_text="Today, if you leave it empty.")
    note = line("Anything they said with it", most=240)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_agreed_on(self) -> date:
        return not_later(self.cleaned_data["agreed_on"], self.today)

    @property
    def agreed(self) -> Agreed:
        given = self.cleaned_data
        return Agreed(given["party"], given["name"], given["how"], given["agreed_on"], given["note"])


class ReviewForm(OfficeForm):
    """What is decided, with what pupil and family say. proposed: what the register says."""

    pupil_words = line("What does the pupil say?", help_text="In their own words.", most=1000, widget=box(3))
    family_words = line("What does the family say?", help_text="In their own words.", most=1000, widget=box(3))
    decision = choose("What do you decide?", [], "Choose what you decide.")
    reason = line("Why another answer than the register’s?", most=500, widget=box(2))
    what_next = line(
        "What happens now?", "Write what happens now: what goes on, what changes.", most=1000, widget=box(3)
    )
    next_review_on = DayField(
        "Look at it again on",
        "Give the day on which it is looked at again. Reviews go on until the case is closed.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposed: Verdict, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        named = dict(PlanReview.Decision.choices)
        self.fields["decision"].choices = [
            (key, f"{words}: what the register says" if key == proposed else words) for key, words in named.items()
        ]
        self.fields["seen"].initial = proposed
        hint = f"Only if you decide otherwise than “{named[proposed].lower()}”."
        self.fields["reason"].help_text = hint

    def clean_next_review_on(self) -> date:
        day: date = self.cleaned_data["next_review_on"]
        if day <= self.today:
            raise forms.ValidationError("Choose a day after today for looking again.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("decision") not in (None, cleaned.get("seen")) and not cleaned.get("reason"):
            self.add_error("reason", "The register says otherwise. Write why you decide as you do.")
        return cleaned

    @property
    def reviewed(self) -> Reviewed:
        return Reviewed(**self.cleaned_data)


class ReferForm(OfficeForm):
    """Which agency is asked, why, and with whose consent."""

    key = choose(
        "Which agency?", [], "Choose an agency.", "Add one of your own under Support, Lists.", widget=forms.Select
    )
    reason = line("Why?", "Write what help is asked for.", "What is hard, and what was tried.", 1000, widget=box(4))
    consent = choose("Who agreed to it?", AgencyReferral.Consent.choices, "Choose who agreed to it.")
    consent_by = line("Their name", most=160)
    on = DayField("When were they asked?", help_text="Today, if you leave it empty.")
    referred_by = line("By whom?", "Write who asked them.", most=160)
    contact = line("Whom did we write to or speak to?", help_text="And their reference, if they gave one.", most=240)

    def __init__(self, *args: Any, choices: tuple[Choice, ...], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [("", "Choose"), *((each.key, each.words) for each in choices)]
        self.today = today

    def clean_on(self) -> date:
        return not_later(self.cleaned_data["on"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs_name = cleaned.get("consent") in (AgencyReferral.Consent.PARENT, AgencyReferral.Consent.PUPIL)
        if needs_name and not cleaned.get("consent_by"):
            self.add_error("consent_by", "Write the name of who agreed.")
        return cleaned

    @property
    def referred(self) -> Referred:
        return Referred(**self.cleaned_data)


class AnswerForm(OfficeForm):
    """What an agency answered, or what came of it."""

    kind = choose("What is it?", AgencyEntry.Kind.choices, "Choose what it is.")
    words = line("In words", "Write what was said or done.", most=1000, widget=box(3))
    on = DayField("When?", help_text="Today, if you leave it empty.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        return not_later(self.cleaned_data["on"], self.today)


class SendForm(OfficeForm):
    """Who gets a copy. copies: those it can be sent to."""

    to = forms.MultipleChoiceField(
        label="Who gets a copy?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who gets a copy."},
    )

    def __init__(self, *args: Any, copies: list[Copy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [
            (each.key, f"{each.name}, {each.what[0].lower()}{each.what[1:]}: {each.address}") for each in copies
        ]


def not_later(day: date | None, today: date) -> date:
    """Return a day that has come, today where none is given. Raises ValidationError."""
    if day is not None and day > today:
        raise forms.ValidationError("That day is still to come. Write the day on which it was.")
    return day or today
