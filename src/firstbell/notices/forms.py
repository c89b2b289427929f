"""Taking a notice in half a minute: who is away, when, why, and who told us."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from firstbell.domain.codes import CodeSet
from firstbell.notices.commands import NoticeFacts
from firstbell.notices.models import Notice
from firstbell.notices.queries import absence_codes, suggested_code
from firstbell.people.models import Pupil
from firstbell.people.queries import labels, matching
from firstbell.provisions.fields import DayField, OfficeForm, choose, words

SESSIONS = [("AM", "Morning"), ("PM", "Afternoon")]
UNDECIDED = "none"


class NoticeForm(OfficeForm):
    """One notice. The pupil is given by the page, or typed and found by name.

    codes: the provision's own code set today. A code is suggested from the reason only where nobody chose one.
    may_decide: a tutor does not decide codes; their notice waits for the office (SS-12).
    """

    pupil = words(
        "Pupil",
        "Write the pupil's name, or the beginning of it.",
        help_text="Begin to type and choose from the list.",
        widget=forms.TextInput(attrs={"list": "pupils", "autocomplete": "off"}),
    )
    when = choose(
        "When?",
        [
            ("am", "This morning"),
            ("pm", "This afternoon"),
            ("day", "All day today"),
            ("tomorrow", "All day tomorrow"),
            ("other", "Other days"),
        ],
        "Choose when they will be away.",
    )
    starts_on = DayField("First day")
    starts_session = choose("From its", SESSIONS, widget=forms.Select)
    ends_on = DayField("Last day", help_text="Empty for one day.")
    ends_session = choose("To its", SESSIONS, widget=forms.Select)
    reason = words(
        "Why?",
        "Write the reason in a few words, as it was told.",
        "As it was told: dentist until about 11, sick in the night.",
        240,
    )
    told_by = choose("Who told us?", Notice.ToldBy.choices, "Choose who told us.")
    told_by_name = words("Their name")
    how = choose("How?", [pair for pair in Notice.How.choices if pair[0] != "link"], "Choose how we were told.")
    code_key = choose("Code it suggests", [], widget=forms.Select)

    def __init__(
        self,
        *args: Any,
        today: date,
        codes: CodeSet,
        pupils: QuerySet[Pupil],
        chosen: Pupil | None = None,
        may_decide: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.codes, self.chosen = today, codes, chosen
        self.listed = [] if chosen else list(pupils)
        self.candidates: list[tuple[Pupil, str]] = []
        if chosen:
            del self.fields["pupil"]
        listed = absence_codes(codes)
        self.fields["code_key"].choices = [
            ("", "Suggest one from the reason"),
            (UNDECIDED, "Not decided yet"),
            *((key, f"{text} ({counts})") for key, text, counts in listed),
        ]
        self.initial.setdefault("ends_session", "PM")
        if not may_decide:
            del self.fields["code_key"]

    @property
    def pupil_labels(self) -> list[str]:
        """What the browser offers while somebody types a name: each label belongs to one pupil."""
        return [label for _, label in labels(self.listed)]

    def clean_pupil(self) -> Pupil | None:
        typed = self.cleaned_data["pupil"]
        self.candidates = matching(self.listed, typed)
        if len(self.candidates) == 1:
            return self.candidates[0][0]
        if not self.candidates:
            raise forms.ValidationError(
                f"No pupil is called “{typed}”. Try the beginning of the first or the last name."
            )
        if len(self.candidates) > 8:
            raise forms.ValidationError(f"{len(self.candidates)} pupils fit “{typed}”. Write more of the name.")
        listed = "; ".join(label for _, label in self.candidates)
        raise forms.ValidationError(f"{len(self.candidates)} pupils fit “{typed}”: {listed}. Write which one.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("when") == "other" and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "Choose the first day they are away.")
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", "The last day is before the first. Check the two days.")
        return cleaned

    @property
    def facts(self) -> NoticeFacts:
        given = self.cleaned_data
        starts, start, ends, end = self._sessions()
        code = given.get("code_key", UNDECIDED)
        return NoticeFacts(
            pupil=self.chosen or given["pupil"],
            starts_on=starts,
            starts_session=start,
            ends_on=ends,
            ends_session=end,
            told_by=given["told_by"],
            told_by_name=given["told_by_name"],
            how=given["how"],
            reason=given["reason"],
            code_key="" if code == UNDECIDED else code or suggested_code(given["reason"], self.codes),
        )

    def _sessions(self) -> tuple[date, str, date, str]:
        given = self.cleaned_data
        tomorrow = self.today + timedelta(days=1)
        match given["when"]:
            case "am" | "pm" as half:
                return self.today, half.upper(), self.today, half.upper()
            case "day":
                return self.today, "AM", self.today, "PM"
            case "tomorrow":
                return tomorrow, "AM", tomorrow, "PM"
        first = given["starts_on"]
        return first, given["starts_session"] or "AM", given["ends_on"] or first, given["ends_session"] or "PM"


class WithdrawForm(OfficeForm):
    """Why a notice no longer holds."""

    reason = words("Why?", "Write why it no longer holds.", "For example: coming after all.", most=240)
