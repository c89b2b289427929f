"""A new entry for a list."""

from __future__ import annotations

from firstbell.provisions.fields import OfficeForm, words


class ChoiceForm(OfficeForm):
    """The words of an entry that a provision adds."""

    words = words("New entry", "Write the words of the new entry.", "As staff will read it when they choose.", 120)
