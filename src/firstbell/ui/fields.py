"""A form's field taken apart for its template: which shape it has, and how its hint and errors are tied to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Choice:
    """One radio or tick box with its words. `hint` stands behind the words ("code I")."""

    control: SafeString
    id: str
    words: str
    hint: str


@dataclass(frozen=True)
class FieldParts:
    """What `ui/components/field.html` shows. `shape` is hidden, line, tick or group."""

    shape: str
    id: str
    label: str
    hint: str
    errors: list[str]
    described_by: str
    is_optional: bool
    control: SafeString
    choices: list[Choice]


@dataclass(frozen=True)
class Fault:
    """One thing to put right; `target` is the id of the control, or empty if the whole form is meant."""

    words: str
    target: str


def parts_of(bound: BoundField, size: str = "", label: str | None = None, hint: str | None = None) -> FieldParts:
    """Return the parts of a field. A field may carry `choice_hints`, from a choice's value to the words behind it.

    label, hint: words to use instead of the form's own, for forms that are not ours.
    """
    shape = _shape(bound)
    if label is not None:
        bound.label = label
    if hint is not None:
        bound.help_text = hint
    errors = [str(words) for words in bound.errors]
    described_by = " ".join(
        part
        for part in (f"{bound.auto_id}-hint" if bound.help_text else "", _error_id(bound) if errors else "")
        if part
    )
    attrs: dict[str, str | bool] = {"placeholder": False}  # It vanishes while one types: a hint says it instead.
    if described_by and shape != "group":
        attrs["aria-describedby"] = described_by
    if errors and shape != "group":
        attrs["aria-invalid"] = "true"
    if shape == "line":
        own = bound.field.widget.attrs.get("class", "")
        attrs["class"] = " ".join(filter(None, ("input", f"input-{size}" if size else "", own)))
    if isinstance(bound.field.widget, Textarea) and str(bound.field.widget.attrs.get("rows")) == "10":
        attrs["rows"] = "4"  # Django's own ten rows fill a phone.
    return FieldParts(
        shape=shape,
        id=bound.auto_id,
        label=str(bound.label),
        hint=str(bound.help_text),
        errors=errors,
        described_by=described_by,
        is_optional=not bound.field.required and shape != "tick" and getattr(bound.form, "names_optional", True),
        control=SafeString("") if shape == "group" else bound.as_widget(attrs=attrs),
        choices=list(_choices(bound)) if shape == "group" else [],
    )


def faults_of(form: BaseForm) -> Iterator[Fault]:
    """Yield what is to be put right, in the order of the form, and what concerns the whole form first."""
    for words in form.non_field_errors():
        yield Fault(str(words), "")
    for bound in form:
        for words in bound.errors:
            yield Fault(str(words), _target(bound))


def _shape(bound: BoundField) -> str:
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "group"
    return "tick" if isinstance(widget, CheckboxInput) else "line"


def _choices(bound: BoundField) -> Iterator[Choice]:
    hints = getattr(bound.field, "choice_hints", {})
    for option in bound.subwidgets:
        value = option.data["value"]
        yield Choice(option.tag(), option.id_for_label, str(option.choice_label), str(hints.get(value, "")))


def _target(bound: BoundField) -> str:
    if bound.field.widget.is_hidden:
        return ""
    return f"{bound.auto_id}_0" if _shape(bound) == "group" else bound.auto_id


def _error_id(bound: BoundField) -> str:
    return f"{bound.auto_id}-error"
