"""A form field that takes a paper: judged by its content, with a refusal in words."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.notices.evidence import MOST_BYTES, Paper, PaperRefused, read_paper


class PaperField(forms.FileField):
    """A photo or a PDF; the value is a Paper, or None. refusal: what to say instead of why it was refused."""

    def __init__(self, label: str = "", help_text: str = "", *, refusal: str = "", **more: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"})
        more.setdefault("required", False)
        super().__init__(label=label, help_text=help_text, widget=more.pop("widget", widget), **more)
        self.refusal = refusal

    def clean(self, value: Any, initial: Any = None) -> Paper | None:
        sent = super().clean(value, initial)
        if not sent:
            return None
        try:
            return read_paper(sent.name, sent.read(MOST_BYTES + 1))
        except PaperRefused as refused:
            raise forms.ValidationError(self.refusal or str(refused)) from refused
