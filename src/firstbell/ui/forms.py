"""Forms whose faults are told in plain words: what is wrong, and what to write instead."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"]
TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H%M"]

WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "{label}: this is empty. Fill it in."},
    forms.CharField: {
        "max_length": "{label}: this is too long. Use %(limit_value)d letters or fewer; it has %(show_value)d.",
        "min_length": "{label}: this is too short. Use %(limit_value)d letters or more.",
        "null_characters_not_allowed": "{label}: there is a sign in it that cannot be stored. Type it again.",
    },
    forms.IntegerField: {
        "invalid": "{label}: this is not a whole number. Use figures only, such as 6.",
        "min_value": "{label}: this is too small. The least is %(limit_value)s.",
        "max_value": "{label}: this is too large. The most is %(limit_value)s.",
    },
    forms.DateField: {"invalid": "{label}: this is not a date. Write it like 23/11/2026."},
    forms.TimeField: {"invalid": "{label}: this is not a time. Write it like 09:04."},
    forms.EmailField: {"invalid": "{label}: this is not an email address. Write it like office@school.example."},
    forms.ChoiceField: {
        "required": "{label}: nothing is chosen. Choose one.",
        "invalid_choice": "{label}: that choice is no longer there. Choose again.",
    },
    forms.MultipleChoiceField: {"required": "{label}: nothing is chosen. Choose at least one."},
    forms.ModelChoiceField: {
        "required": "{label}: nothing is chosen. Choose one.",
        "invalid_choice": "{label}: that choice is no longer there. Choose again.",
    },
    forms.ModelMultipleChoiceField: {
        "required": "{label}: nothing is chosen. Choose at least one.",
        "invalid_choice": "{label}: one of the choices is no longer there. Choose again.",
        "invalid_pk_value": "{label}: one of the choices is no longer there. Choose again.",
    },
    forms.BooleanField: {"required": "{label}: this is not ticked. Tick it to go on."},
    forms.FileField: {
        "required": "{label}: no file is chosen. Choose one.",
        "empty": "{label}: that file is empty. Choose another.",
        "missing": "{label}: no file arrived. Choose it again.",
        "invalid": "{label}: no file arrived. Choose it again.",
        "max_length": "{label}: the file's name is too long. Shorten it and choose it again.",
    },
}


class PlainWords:
    """Mix into a form: its own error messages stay, Django's are replaced; dates and times are read as written here.

    The browser's own checks are off (write `<form novalidate>`), so that everyone meets the same summary of faults.
    """

    use_required_attribute = False
    fields: dict[str, forms.Field]
    auto_id: str

    def __init__(self, *args: Any, renderer: BaseRenderer | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, renderer=renderer, **kwargs)
        for name, field in self.fields.items():
            _speak_plainly(field, str(field.label or name.replace("_", " ").capitalize()))
            _read_as_written_here(field)


class PlainForm(PlainWords, forms.Form):
    """A form of ours."""


class PlainModelForm(PlainWords, forms.ModelForm):
    """A form of ours over one row."""


def _speak_plainly(field: forms.Field, label: str) -> None:
    """Replace each message that is still Django's own."""
    djangos: dict[str, Any] = {}
    ours: dict[str, str] = {}
    for kind in reversed(type(field).__mro__):
        djangos |= getattr(kind, "default_error_messages", {})
        ours |= WORDS.get(kind, {})
    for key, words in ours.items():
        if field.error_messages.get(key) == djangos.get(key):
            field.error_messages[key] = words.replace("{label}", label.rstrip("?:"))


def _read_as_written_here(field: forms.Field) -> None:
    if isinstance(field, forms.DateField) and isinstance(field.widget, forms.DateInput):
        field.input_formats = DATE_FORMATS
        field.widget.input_type, field.widget.format = "date", "%Y-%m-%d"
    if isinstance(field, forms.TimeField) and isinstance(field.widget, forms.TimeInput):
        field.input_formats = TIME_FORMATS
        field.widget.input_type, field.widget.format = "time", "%H:%M"
