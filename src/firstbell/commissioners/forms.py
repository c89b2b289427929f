"""Choosing a day."""

from __future__ import annotations

from django import forms


class DayForm(forms.Form):
    on = forms.DateField(label="Another day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
