"""Choosing a day."""

from __future__ import annotations

from django import forms

from firstbell.ui.forms import PlainForm


class DayForm(PlainForm):
    """The day a school looks back to."""

    names_optional = False

    on = forms.DateField(label="Another day", required=False)


class ReadForm(PlainForm):
    """Somebody has read an email."""

    said_by = forms.CharField(label="Your name", required=False, max_length=120)
