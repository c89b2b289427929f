"""What a school says about a pupil: the same questions on its own pages and on ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from firstbell.domain.codes import Code
from firstbell.domain.errors import Refused
from firstbell.followup.models import SchoolAnswer
from firstbell.followup.schools.answers import Said
from firstbell.followup.schools.telling import How
from firstbell.ui.forms import PlainForm

Answer = SchoolAnswer.Answer


class AnswerForm(PlainForm):
    """One answer about one pupil. codes: the reasons that can be given."""

    answer = forms.ChoiceField(label="What does the school say?", choices=Answer.choices, widget=forms.RadioSelect)
    code_key = forms.ChoiceField(
        label="The reason, if they know it", required=False, help_text="Leave it empty if none of these fits."
    )
    words = forms.CharField(label="In their own words", required=False, max_length=240)

    def __init__(self, *args: Any, codes: Sequence[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Not one of these"), *((code.key, f"{code.description} ({code.code})") for code in codes)]
        self.fields["code_key"].choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        known = cleaned.get("answer") == Answer.REASON
        if known and not (cleaned.get("code_key") or cleaned.get("words")):
            self.add_error("code_key", "Choose the reason, or write it in a few words below.")
        if not known:
            cleaned["code_key"] = ""
        return cleaned

    def said(self, given_by: str, how: str) -> Said:
        cleaned = self.cleaned_data
        return Said(cleaned["answer"], cleaned["code_key"], cleaned["words"], given_by, how)


class StaffAnswerForm(AnswerForm):
    """An answer that somebody at the school gave to us."""

    given_by = forms.CharField(label="Who at the school said so?", max_length=120)
    how = forms.ChoiceField(
        label="How did it reach us?",
        choices=[(How.PHONE.value, How.PHONE.label), (How.EMAIL.value, How.EMAIL.label)],
        widget=forms.RadioSelect,
        initial=How.PHONE.value,
    )

    def refuse(self, refused: Refused) -> None:
        self.add_error(None, str(refused))

    @property
    def heard(self) -> Said:
        return self.said(self.cleaned_data["given_by"], self.cleaned_data["how"])


class TheirAnswerForm(AnswerForm):
    """An answer about one of several pupils, given by the school itself; leaving it empty says nothing."""

    answer = forms.ChoiceField(
        label="What do you know?", choices=Answer.choices, widget=forms.RadioSelect, required=False
    )
    code_key = forms.ChoiceField(
        label="The reason, if you know it", required=False, help_text="Leave it empty if none of these fits."
    )
    words = forms.CharField(label="In your own words", required=False, max_length=240)

    @property
    def says_something(self) -> bool:
        return bool(self.cleaned_data.get("answer"))
