"""What managers type about the provision, its sites, its calendar and its policy."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from firstbell import policy
from firstbell.domain.school_time import academic_year_name
from firstbell.provisions.commands import ClosedDayFacts, ProvisionFacts, SessionTimeFacts, SiteFacts, TermFacts
from firstbell.provisions.fields import ClockField, DayField, EmailField, OfficeForm, PhoneField, choose, words
from firstbell.provisions.models import ClosedDay, Provision, SessionOfDay, Site
from firstbell.provisions.policy_numbers import numbers_in, with_numbers

DAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
LONGEST_POLICY = 200_000
LONGEST_CLOSURE_DAYS = 366


class ProvisionForm(OfficeForm):
    """The provision itself."""

    name = words("Name", "Write the provision's name.")
    kind = choose("What is it?", Provision.Kind.choices, "Choose what it is.")
    go_live_on = DayField(
        "First day Firstbell is in use",
        "Choose the first day.",
        "Before it nothing falls due and nothing is sent, so you can bring in past registers and practise.",
    )
    phone = PhoneField("Office telephone", help_text="Families and schools ring this number.")
    email = EmailField("Office e-mail", help_text="Answers to absence e-mails go here.")

    @property
    def facts(self) -> ProvisionFacts:
        return ProvisionFacts(**{name: self.cleaned_data[name] for name in ProvisionFacts.__dataclass_fields__})


class SiteForm(OfficeForm):
    """A place where sessions happen."""

    name = words("Name", "Write the site's name, such as The Forge or High Street.")
    address = forms.CharField(label="Address", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    phone = PhoneField("Telephone at the site")

    @property
    def facts(self) -> SiteFacts:
        return SiteFacts(**{name: self.cleaned_data[name] for name in SiteFacts.__dataclass_fields__})


class SessionTimeForm(OfficeForm):
    """When a morning or afternoon starts and ends, from a day on."""

    session = choose(
        "Which session?", [(key, word.capitalize()) for key, word in SessionOfDay.choices], "Choose which session."
    )
    weekdays = forms.MultipleChoiceField(label="On which days?", choices=DAYS, widget=forms.CheckboxSelectMultiple)
    starts_time = ClockField("Starts at", "Write when it starts, such as 09:00.")
    ends_time = ClockField("Ends at", "Write when it ends, such as 12:00.")
    open_minutes = forms.IntegerField(
        label="Register stays open for",
        min_value=1,
        max_value=30,
        initial=30,
        help_text="Minutes after a pupil's own start, at most 30. Later than that is U, not L.",
    )
    from_on = DayField(
        "From which day?", "Choose the day from which these times hold.", "Registers before it keep their times."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("weekdays", ["1", "2", "3", "4", "5"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_time"), cleaned.get("ends_time")
        if starts and ends and ends <= starts:
            self.add_error("ends_time", "It ends before it starts. Check the two times.")
        return cleaned

    @property
    def facts(self) -> SessionTimeFacts:
        given = {name: self.cleaned_data[name] for name in SessionTimeFacts.__dataclass_fields__}
        return SessionTimeFacts(**given | {"weekdays": "".join(sorted(given["weekdays"]))})


class TermForm(OfficeForm):
    """A term with its half-term break."""

    name = words("Name", "Write the term's name, such as Autumn term.", most=40)
    starts_on = DayField("First day", "Choose the first day pupils come.")
    ends_on = DayField("Last day", "Choose the last day pupils come.")
    break_starts_on = DayField("Half-term break, first day")
    break_ends_on = DayField("Half-term break, last day")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if not starts or not ends:
            return cleaned
        if ends <= starts:
            self.add_error("ends_on", "The term ends before it starts. Check the two days.")
        elif academic_year_name(starts) != academic_year_name(ends):
            self.add_error("ends_on", "A term lies within one school year, which ends on 31 August. Make two terms.")
        first, last = cleaned.get("break_starts_on"), cleaned.get("break_ends_on")
        if bool(first) != bool(last):
            missing = "break_ends_on" if first else "break_starts_on"
            self.add_error(missing, "A break has a first and a last day. Fill in both, or neither.")
        elif first and last and not starts < first <= last < ends:
            self.add_error("break_starts_on", "The break lies inside the term. Check its two days.")
        return cleaned

    @property
    def facts(self) -> TermFacts:
        return TermFacts(**{name: self.cleaned_data[name] for name in TermFacts.__dataclass_fields__})


class DaysOffForm(OfficeForm):
    """Days in a row on which nobody is taught, with the reason. One day needs no last day."""

    name = words("Why, in a few words", "Write why: staff training, heating broken, election.")
    starts_on = DayField("First day", "Choose the day.")
    ends_on = DayField("Last day", help_text="Empty for one day.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day is before the first. Check the two days.")
        if starts and ends and (ends - starts).days > LONGEST_CLOSURE_DAYS:
            self.add_error("ends_on", "This is longer than a school year. Check the year of both days.")
        if starts and "ends_on" in cleaned and not ends:
            cleaned["ends_on"] = starts
        return cleaned


class ClosedDayForm(DaysOffForm):
    """Days without sessions, or a bank holiday with them."""

    field_order = ("kind",)

    kind = choose("What is it?", ClosedDay.Kind.choices, "Choose what kind of day it is.")
    site = forms.ModelChoiceField(Site.objects.none(), label="Where", required=False, empty_label="Every site")

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites.filter(archived_at=None)

    @property
    def facts(self) -> ClosedDayFacts:
        return ClosedDayFacts(**{name: self.cleaned_data[name] for name in ClosedDayFacts.__dataclass_fields__})


class PolicyForm(OfficeForm):
    """A policy to put in force: a ready-made one, a file, or text. Every fault of it is listed."""

    names_optional = False

    preset = choose("Start from", [], widget=forms.RadioSelect)
    file = forms.FileField(label="Or choose a policy file", required=False, help_text="A .toml file.")
    text = forms.CharField(
        label="Or paste the whole policy",
        required=False,
        max_length=LONGEST_POLICY,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    starts_on = DayField(
        "In force from", "Choose the day from which it holds.", "Days before it keep the policy they had."
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.faults: list[policy.Fault] = []
        titles = [(name, policy.load_preset(name).title) for name in policy.preset_names()]
        self.fields["preset"].choices = [*titles, ("", "The file or text below")]
        self.initial.setdefault("starts_on", today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        text, field = self._text(cleaned)
        self.faults = policy.faults_in(text) if text else []
        if self.faults:
            count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
            self.add_error(
                field, f"This policy has {count}, listed below with their lines. Mend them all and send it again."
            )
        elif text and text.strip() == self.initial.get("text", "").strip():
            self.add_error(field, "This is the policy in force already. Change something in it, or leave it as it is.")
        elif not text and not self.errors:
            self.add_error("text", "Choose a ready-made policy, a file, or paste one.")
        cleaned["policy_text"] = text
        return cleaned

    def _text(self, cleaned: dict[str, Any]) -> tuple[str, str]:
        """Return the policy's text and the field it came from."""
        if cleaned.get("preset"):
            return policy.preset_text(cleaned["preset"]), "preset"
        if cleaned.get("file"):
            if cleaned["file"].size > LONGEST_POLICY:
                self.add_error("file", "This file is far larger than any policy. Choose the policy's .toml file.")
                return "", "file"
            try:
                text = cleaned["file"].read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "This file is not plain text. Choose the policy's .toml file.")
                return "", "file"
            self.data = self.data.copy()
            self.data["text"] = text
            return _lines(text), "text"
        return _lines(cleaned.get("text", "")), "text"


class NumbersForm(OfficeForm):
    """The numbers of the policy in force, each beside the sentence it drives."""

    starts_on = DayField("In force from", "Choose the day from which the new numbers hold.")

    def __init__(self, *args: Any, text: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text, self.today = text, today
        self.numbers = numbers_in(text)
        self.initial.setdefault("starts_on", today)
        for number in self.numbers:
            told = f"Write a whole number from 1 to {number.most}."
            wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), told)
            self.fields[number.key] = forms.IntegerField(
                label=number.words,
                help_text=f"Clause {number.clause}" if number.clause else "",
                min_value=1,
                max_value=number.most,
                initial=number.value,
                error_messages=wrong,
            )
        self.order_fields([number.key for number in self.numbers])

    @property
    def rows(self) -> list[Any]:
        return [self[number.key] for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.policy_text == self.text:
            self.add_error(None, "No number has changed. Change one, or leave the policy as it is.")
        return cleaned

    @property
    def policy_text(self) -> str:
        return with_numbers(self.text, {number.key: self.cleaned_data[number.key] for number in self.numbers})


def _lines(text: str) -> str:
    """Browsers and other systems end lines in two characters; a policy is kept with one."""
    return text.replace("\r\n", "\n")
