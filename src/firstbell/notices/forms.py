"""Taking a notice in half a minute: who is away, when, why, and who told us."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from firstbell.domain.codes import CodeSet
from firstbell.notices.commands import Decision, NoticeFacts
from firstbell.notices.fields import PaperField
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
    asks_leave = forms.BooleanField(
        label="They ask for leave in advance",
        help_text="Whoever may grant it decides. Until then the register shows it as not decided.",
        required=False,
    )
    expected_return_on = DayField("Expected back on", help_text="Empty where nobody said.")
    paper = PaperField("A letter or card", "A photo or a PDF, 5 MB at most. Empty where there is none.")

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
        back = cleaned.get("expected_return_on")
        if back and not self.errors and back <= self._sessions()[0]:
            self.add_error("expected_return_on", "They are expected back before they are away. Check the days.")
        if self.errors and cleaned.get("paper"):
            self.add_error(
                "paper", "Choose the file again: a browser does not keep it while something else is put right."
            )
        return cleaned

    @property
    def has_more(self) -> bool:
        """True where something behind the disclosure is filled in or to be put right."""
        names = ("asks_leave", "expected_return_on", "paper")
        return any(self[name].errors or self[name].value() for name in names)

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
            kind=Notice.Kind.LEAVE if given["asks_leave"] else Notice.Kind.ABSENCE,
            expected_return_on=given["expected_return_on"],
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


class ReadForm(OfficeForm):
    """The code of an answer that came by link. Nothing is chosen for the person, only offered first (SS-12)."""

    code_key = choose("What is it?", [], "Choose a code, or leave it open.", widget=forms.Select)

    def __init__(self, *args: Any, notice: Notice, codes: CodeSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(key, f"{text} ({counts})") for key, text, counts in absence_codes(codes)]
        self.fields["code_key"].choices = [("", "Choose"), (UNDECIDED, "Leave it open"), *listed]
        self.pointed = next((text for key, text in listed if key == notice.pointed_key), "")

    @property
    def code(self) -> str:
        chosen: str = self.cleaned_data["code_key"]
        return "" if chosen == UNDECIDED else chosen


class ConfirmForm(OfficeForm):
    """How the written confirmation came, with the paper itself where there is one."""

    how = choose("How did it come?", Notice.InWriting.choices, "Choose how it came.")
    paper = PaperField("The letter or card", "A photo or a PDF, 5 MB at most. Empty where you keep the paper.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("how") == Notice.InWriting.UPLOAD and not cleaned.get("paper") and "paper" not in self.errors:
            self.add_error("paper", "Choose the file, or say how else it came.")
        return cleaned


class PaperForm(OfficeForm):
    """One more paper beside a notice."""

    paper = PaperField(
        "A letter or card",
        "A photo or a PDF, 5 MB at most.",
        required=True,
        error_messages={"required": "Choose the file first."},
    )


class LeaveForm(OfficeForm):
    """What was decided about leave, why, and by whom.

    may_grant: this provision is a school and this person may decide for it; otherwise only what the main school decided
    can be recorded (R-090).
    """

    granted = choose("What was decided?", [("yes", "Granted"), ("no", "Refused")], "Choose what was decided.")
    exceptional = choose(
        "Were the circumstances exceptional?",
        [("yes", "Yes, exceptional"), ("no", "No")],
        "Choose whether the circumstances were exceptional.",
    )
    reason = words("Why?", "Write why, as it was told.", most=240)
    whose = choose("Whose decision is it?", [], "Choose whose decision it is.")
    decided_by = words("Decided by", "Write the name of the person who decided.")
    decided_on = DayField("On", "Choose the day it was decided.")
    code_key = choose("Code for the absence", [], "Choose the code the absence has now.", widget=forms.Select)

    def __init__(
        self, *args: Any, today: date, codes: CodeSet, main_school: str, may_grant: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        school = f"The main school’s: {main_school}" if main_school else "The main school’s"
        self.fields["whose"].choices = [("school", school), *([("ours", "Our own")] if may_grant else [])]
        if not may_grant:
            self.initial.setdefault("whose", "school")
        listed = [(key, f"{text} ({counts})") for key, text, counts in absence_codes(codes)]
        self.fields["code_key"].choices = [("", "Choose"), *listed]

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError("This day is still to come. Write the day on which it was decided.")
        return day

    @property
    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(
            granted=given["granted"] == "yes",
            exceptional=given["exceptional"] == "yes",
            reason=given["reason"],
            by_main_school=given["whose"] == "school",
            decided_by=given["decided_by"],
            decided_on=given["decided_on"],
            code_key=given["code_key"],
        )
