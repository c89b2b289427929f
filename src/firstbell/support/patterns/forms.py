"""Why nothing need come of a pattern."""

from __future__ import annotations

from django import forms

from firstbell.provisions.fields import OfficeForm, words


class SetAsideForm(OfficeForm):
    """The reason, which everybody who looks at patterns will read."""

    reason = words(
        "Why need nothing come of it?",
        "Write why nothing need come of it.",
        "For example “Hospital on Mondays until March, letter seen”. It is listed with your name.",
        240,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
