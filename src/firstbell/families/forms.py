"""What a parent fills in. Each fault is a key of the words to families, so that it is told in their language."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

from django import forms

from firstbell.domain.codes import CodeSet
from firstbell.domain.school_time import starts_at
from firstbell.notices.fields import PaperField
from firstbell.notices.links import Answer
from firstbell.notices.models import Notice, ParentLink
from firstbell.notices.queries import suggested_code

LONGEST_NOTE = 200
ILL, APPOINTMENT, COMING, RING = "ill", "appointment", "coming", "ring-me"
IN_ENGLISH = {ILL: "Ill", APPOINTMENT: "Doctor, dentist or hospital", COMING: "On the way", RING: "Please ring"}
KINDS = {COMING: Notice.Kind.COMING, RING: Notice.Kind.RING}
# Nobody means half past one in the night.
FIRST_HOUR = 7


class FamilyForm(forms.Form):
    """A form whose faults are keys. The browser's own checks are off: they would speak the browser's language."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return (field, key of what to say), each key once, in the order of the page."""
        said: dict[str, str] = {}
        for name, keys in self.errors.items():
            for key in keys:
                said.setdefault(str(key), name)
        return [(name, key) for key, name in said.items()]


def _all(key: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, key)


class BirthdayForm(FamilyForm):
    """Day and month of the child's birthday."""

    _SAY = _all("birthday-missing", "required", "invalid", "min_value", "max_value")
    day = forms.IntegerField(min_value=1, max_value=31, error_messages=_SAY)
    month = forms.IntegerField(min_value=1, max_value=12, error_messages=_SAY)

    def is_of(self, born_on: date) -> bool:
        return (self.cleaned_data["day"], self.cleaned_data["month"]) == (born_on.day, born_on.month)


class AnswerForm(FamilyForm):
    """Four plain answers and what goes with them; ahead of time, also which days."""

    _DAY = _all("day-missing", "required", "invalid", "invalid_choice")
    when = forms.ChoiceField(
        choices=[(each, each) for each in ("today", "tomorrow", "other-days")], error_messages=_DAY
    )
    first = forms.DateField(required=False, error_messages=_DAY)
    last = forms.DateField(required=False, error_messages=_DAY)
    why = forms.ChoiceField(error_messages=_all("choose-one", "required", "invalid_choice"))
    at = forms.CharField(required=False, max_length=20, error_messages=_all("time-wrong", "max_length"))
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        error_messages=_all("too-long", "max_length", "null_characters_not_allowed"),
    )
    paper = PaperField(
        refusal="photo-wrong",
        error_messages=_all("photo-wrong", "required", "invalid", "missing", "empty", "max_length"),
    )

    def __init__(self, *args: Any, link: ParentLink, today: date, codes: CodeSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link, self.today, self.codes = link, today, codes
        self.is_ahead = link.purpose == ParentLink.Purpose.REPORT
        answers = [ILL, APPOINTMENT, RING] if self.is_ahead else [ILL, APPOINTMENT, COMING, RING]
        self.fields["why"].choices = [(each, each) for each in answers]
        if not self.is_ahead:
            for name in ("when", "first", "last"):
                del self.fields[name]

    def clean_at(self) -> time | None:
        return read_time(self.cleaned_data["at"])

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("why") != COMING and "at" in self.errors:
            del self.errors["at"]
        if cleaned.get("when") == "other-days" and not cleaned.get("first") and "first" not in self.errors:
            self.add_error("first", "day-missing")
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "days-wrong")
        if self.errors and cleaned.get("paper"):
            self.add_error("paper", "photo-again")  # No browser keeps a chosen file.
        return cleaned

    def said(self) -> Answer:
        """Return the answer, with its reason in English first and the parent's own words behind it."""
        given = self.cleaned_data
        note = " ".join(given["note"].split())
        reason = IN_ENGLISH[given["why"]] + (f": {note}" if note else "")
        first, last = self._days()
        answer_kind = KINDS.get(given["why"], Notice.Kind.ABSENCE)
        at = given.get("at") if given["why"] == COMING else None
        starts, ends = self._sessions(given["why"])
        return Answer(
            kind=answer_kind,
            reason=reason,
            starts_on=first,
            starts_session=starts,
            ends_on=last,
            ends_session=ends,
            pointed_key=suggested_code(reason, self.codes) if answer_kind == Notice.Kind.ABSENCE else "",
            expected_at=starts_at(first, at) if at else None,
        )

    def _days(self) -> tuple[date, date]:
        if not self.is_ahead:
            return self.link.on, self.link.on
        match self.cleaned_data["when"]:
            case "today":
                return self.today, self.today
            case "tomorrow":
                tomorrow = self.today + timedelta(days=1)
                return tomorrow, tomorrow
        first = self.cleaned_data["first"]
        return first, self.cleaned_data["last"] or first

    def _sessions(self, why: str) -> tuple[str, str]:
        """An illness lasts the rest of the day; whatever else is said is said of the link's own session."""
        if self.is_ahead or not self.link.session:
            return "AM", "PM"
        return self.link.session, "PM" if why == ILL else self.link.session


def read_time(typed: str) -> time | None:
    """Return a time as parents write it: 10:15, 10.15, 1015, 10, 1.30 (in the afternoon); None for nothing.

    Raises ValidationError.
    """
    plain = typed.strip().lower().removesuffix("am").removesuffix("pm").strip()
    if not plain:
        return None
    found = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?", plain)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour < FIRST_HOUR:
        hour += 12
    if hour > 23 or minute > 59:
        raise forms.ValidationError("time-wrong")
    return time(hour, minute)
