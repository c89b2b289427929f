"""What people say at a roll call."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.provisions.models import Site
from firstbell.ui.forms import PlainForm


class StartForm(PlainForm):
    """Where, and whether it is only a drill."""

    site = forms.ModelChoiceField(label="Where?", queryset=Site.objects.none(), empty_label=None)
    is_drill = forms.BooleanField(label="This is a drill", required=False)

    def __init__(self, *args: Any, provision_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(provision_id=provision_id, archived_at=None)


class AddForm(PlainForm):
    """Somebody the register does not know."""

    name = forms.CharField(
        label="Who else is here?",
        help_text="A colleague or a visitor. Only the name is needed.",
        max_length=160,
    )


class EndForm(PlainForm):
    """The close of a roll call."""

    note = forms.CharField(
        label="What is known of whoever was not seen?", max_length=1000, required=False, widget=forms.Textarea
    )
