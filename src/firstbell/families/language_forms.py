"""Who checked the words of a language, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from firstbell.provisions.fields import DayField, OfficeForm, words


class CheckForm(OfficeForm):
    """A person who reads the language, and the day they looked through all its words."""

    checked_by = words(
        "Checked by",
        "Write the name of the person who checked the words.",
        "Somebody who reads the language well. It need not be a member of staff.",
    )
    checked_on = DayField("On", "Choose the day they checked the words.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > self.today:
            self.add_error("checked_on", "This day is still to come. Write the day on which they checked the words.")
        return day
