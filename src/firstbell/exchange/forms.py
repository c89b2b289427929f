"""What a person sends: a file with its kind, what columns mean, what to take out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from firstbell.exchange.columns import choices, missing, plain
from firstbell.exchange.kinds import HINTS, Kind
from firstbell.exchange.reading import MOST_BYTES, FileRefused
from firstbell.exchange.sources import Source
from firstbell.provisions.fields import OfficeForm, choose


class SendForm(OfficeForm):
    """A file and what it holds."""

    names_optional = False

    kind = choose("What is in the file?", (), "Choose what the file holds.")
    file = forms.FileField(
        label="The file",
        help_text="CSV or XLSX, up to 5 MB. Nothing is changed until you have seen what would happen.",
        error_messages={
            "required": "Choose the file on your computer.",
            "empty": "This file is empty. Choose another.",
        },
        widget=forms.FileInput(attrs={"class": "input", "accept": ".csv,.xlsx,.txt"}),
    )

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, f"{kind.label} – {HINTS[kind]}") for kind in kinds]

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(str(FileRefused.too_large(sent.name)))
        return sent


class ColumnsForm(OfficeForm):
    """One choice for each column of a file: a fact, or nothing."""

    names_optional = False

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        offered = [("", "Do not bring this column in"), *choices(source.kind)]
        numbered = list(enumerate(source.table.columns))
        # What nobody has explained stands first.
        for number, column in sorted(numbered, key=lambda each: each[1] not in source.columns.unknown):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column,
                choices=offered,
                required=False,
                initial=source.columns.targets.get(column, ""),
                help_text=self._examples(column),
                widget=forms.Select(attrs={"class": "input"}),
                error_messages={"invalid_choice": "Choose one of the facts on the list."},
            )

    def _examples(self, column: str) -> str:
        found = dict.fromkeys(row[column][:40] for row in self.source.table.rows[:60] if row[column])
        return f"For example: {', '.join(list(found)[:3])}" if found else "This column is empty."

    @property
    def targets(self) -> dict[str, str]:
        """Targets by plain column name."""
        columns = enumerate(self.source.table.columns)
        return {plain(column): self.cleaned_data.get(f"column_{number}", "") for number, column in columns}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names: dict[str, str] = {}
        for number, column in enumerate(self.source.table.columns):
            target = cleaned.get(f"column_{number}")
            if target and target in names:
                said = dict(choices(self.source.kind))[target]
                self.add_error(
                    f"column_{number}", f"“{names[target]}” is {said} already. Choose one of the two columns for it."
                )
            elif target:
                names[target] = column
        for label in missing(self.source.kind, names):
            self.add_error(
                None, f"No column is {label}. Without it the rows cannot be told apart. Choose a column for it."
            )
        return cleaned


class ExportForm(OfficeForm):
    """What to take out, and as which file."""

    names_optional = False

    kind = choose("What do you need?", (), "Choose what the file shall hold.")
    form = choose(
        "As which file?", (("xlsx", "XLSX, for a spreadsheet program"), ("csv", "CSV, for other programs")),
        "Choose one of the two.",
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
