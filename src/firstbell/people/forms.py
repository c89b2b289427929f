"""What the office types about pupils and contacts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from firstbell.domain.upn import UpnCheckLetterWrong, UpnFault, check_upn, normalised
from firstbell.people.commands import ContactFacts, FlagFacts, Number, PupilFacts
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.provisions.fields import DayField, EmailField, OfficeForm, PhoneField, choose, words

YEARS = [("", "Not recorded"), ("0", "Reception"), *((str(year), f"Year {year}") for year in range(1, 15))]
NUMBERS = (1, 2, 3)
OLDEST = 25


class SearchForm(OfficeForm):
    """What the pupils list is asked for. Anything it cannot read is left out."""

    q = words("Search by name or UPN", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    group = forms.IntegerField(required=False)
    archived = forms.BooleanField(required=False)


class PupilForm(OfficeForm):
    """A pupil's facts. A UPN whose check letter is wrong is kept only where the person says so."""

    names_optional = False

    legal_first_name = words("Legal first name", "Write the pupil's legal first name.", most=80)
    legal_last_name = words("Legal last name", "Write the pupil's legal last name.", most=80)
    preferred_first_name = words(
        "Preferred first name", help_text="If it is not the legal one. Staff see this name.", most=80
    )
    preferred_last_name = words("Preferred last name", most=80)
    born_on = DayField("Date of birth")
    sex = choose("Sex", Pupil.Sex.choices, widget=forms.Select)
    ethnicity = choose(
        "Ethnicity", Pupil.Ethnicity.choices, help_text="Only for figures by group.", widget=forms.Select
    )
    year_group = choose("Year", YEARS, widget=forms.Select)
    upn = words(
        "UPN", help_text="A letter and twelve digits, from the main school. Leave it empty until you have it.", most=40
    )
    keep_upn = forms.BooleanField(label="Keep this UPN as I typed it. The school has confirmed it.", required=False)
    language = words("Language at home", help_text="If it is not English.", most=60)
    travel = choose("How they travel", Pupil.Travel.choices, widget=forms.Select)
    travel_note = words("Travel details", help_text="Taxi firm and its number, bus, or who brings them.", most=160)
    adjustments = forms.CharField(
        label="Adjustments",
        required=False,
        max_length=2000,
        help_text="What this pupil needs us to do differently. Staff see it beside the name.",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.asks_to_keep_upn = bool(self.initial.get("upn_unchecked"))
        if self.asks_to_keep_upn:
            self.initial.setdefault("keep_upn", True)
        for kind, label in Flag.Kind.choices:
            self.fields[f"flag_{kind}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"flag_{kind}_note"] = words(f"Note: {label}", most=160)

    @classmethod
    def initial_of(cls, pupil: Pupil) -> dict[str, Any]:
        initial = {name: getattr(pupil, name) for name in (*PupilFacts.__dataclass_fields__,)}
        for flag in Flag.objects.filter(pupil=pupil, archived_at=None):
            initial |= {f"flag_{flag.kind}": True, f"flag_{flag.kind}_note": flag.note}
        return initial

    @property
    def flag_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"flag_{kind}"], self[f"flag_{kind}_note"]) for kind in Flag.Kind.values]

    def clean_born_on(self) -> date | None:
        born_on = self.cleaned_data["born_on"]
        if born_on and born_on > self.today:
            raise forms.ValidationError("This birth date is still to come. Check the year.")
        if born_on and self.today.year - born_on.year > OLDEST:
            raise forms.ValidationError(
                f"This birth date makes them older than {OLDEST}. Check that the year is right and has four digits."
            )
        return born_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["upn"], cleaned["upn_unchecked"] = self._upn(cleaned.get("upn", ""), cleaned.get("keep_upn", False))
        for kind in Flag.Kind.values:
            if cleaned.get(f"flag_{kind}_note") and not cleaned.get(f"flag_{kind}"):
                label = Flag.Kind(kind).label
                self.add_error(
                    f"flag_{kind}", f"There is a note for “{label}”, but it is not ticked. Tick it or clear the note."
                )
        return cleaned

    def _upn(self, typed: str, keep: bool) -> tuple[str, bool]:
        """Return the UPN and whether it is kept although its check letter is wrong."""
        if not typed:
            return "", False
        try:
            return str(check_upn(typed)), False
        except UpnCheckLetterWrong as fault:
            self.asks_to_keep_upn = True
            if not keep:
                self.refuse(fault, "upn")
            return normalised(typed), True
        except UpnFault as fault:
            self.refuse(fault, "upn")
            return typed, False

    @property
    def facts(self) -> PupilFacts:
        given = {name: self.cleaned_data[name] for name in PupilFacts.__dataclass_fields__ if name != "year_group"}
        year = self.cleaned_data["year_group"]
        return PupilFacts(**given, year_group=int(year) if year else None)

    @property
    def flags(self) -> list[FlagFacts]:
        kinds = [kind for kind in Flag.Kind.values if self.cleaned_data.get(f"flag_{kind}")]
        return [FlagFacts(kind, self.cleaned_data.get(f"flag_{kind}_note", "")) for kind in kinds]


class SameNameForm(OfficeForm):
    """Asked once when a new pupil has the name of another."""

    another = forms.BooleanField(label="Yes, this is another pupil of the same name", required=False)


class ContactForm(OfficeForm):
    """A person to contact, with up to three numbers. Nobody is marked unsafe without a reason."""

    names_optional = False

    name = words("Name", "Write the contact's name.", most=160)
    relationship = words(
        "Who they are to the pupil", help_text="For example: mum, foster carer, social worker.", most=60
    )
    parental_responsibility = choose(
        "Do they have parental responsibility?", [("yes", "Yes"), ("no", "No"), ("", "Nobody has said")]
    )
    lives_with = forms.BooleanField(label="The pupil lives with them", required=False)
    email = EmailField("E-mail")
    channel = choose("How to reach them", Contact.Channel.choices, "Choose how to reach them.")
    language = words("Language", help_text="If they would rather not speak English.", most=60)
    safety = choose("May we contact them?", Contact.Safety.choices, "Choose whether we may contact them.")
    warning = words(
        "Why, and what to watch for",
        help_text="The person who rings sees this first. Needed for a warning and for never.",
        most=240,
    )
    note = words("Anything else", most=240)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in NUMBERS:
            self.fields[f"number_{place}"] = PhoneField(f"Number {place}")
            self.fields[f"number_{place}_kind"] = choose("Kind", PhoneNumber.Kind.choices, widget=forms.Select)
            self.fields[f"number_{place}_note"] = words("When to use it", most=120)
        self.initial.setdefault("channel", Contact.Channel.CALL)
        self.initial.setdefault("safety", Contact.Safety.OK)
        self.initial.setdefault("parental_responsibility", "")

    @classmethod
    def initial_of(cls, contact: Contact) -> dict[str, Any]:
        initial = {name: getattr(contact, name) for name in ContactFacts.__dataclass_fields__ if name != "numbers"}
        initial["parental_responsibility"] = {True: "yes", False: "no", None: ""}[contact.parental_responsibility]
        rows = PhoneNumber.objects.filter(contact=contact, archived_at=None).order_by("position", "pk")
        for place, row in enumerate(rows, start=1):
            initial |= {
                f"number_{place}": row.number,
                f"number_{place}_kind": row.kind,
                f"number_{place}_note": row.note,
            }
        return initial

    @property
    def number_rows(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"number_{n}"], self[f"number_{n}_kind"], self[f"number_{n}_note"]) for n in NUMBERS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        unsafe = cleaned.get("safety") not in (None, Contact.Safety.OK)
        if unsafe and not cleaned.get("warning", "").strip():
            self.add_error("warning", "Write why. The person who rings must see the reason at that moment.")
        if not unsafe and cleaned.get("warning"):
            self.add_error(
                "safety",
                "There is a warning, but they may be contacted freely. Choose “read the warning first”, or clear it.",
            )
        for place in NUMBERS:
            if (
                cleaned.get(f"number_{place}_note")
                and not cleaned.get(f"number_{place}")
                and not self.errors.get(f"number_{place}")
            ):
                self.add_error(
                    f"number_{place}", "There is a note without a number. Write the number or clear the note."
                )
        return cleaned

    @property
    def facts(self) -> ContactFacts:
        given = {name: self.cleaned_data[name] for name in ContactFacts.__dataclass_fields__ if name != "numbers"}
        given["parental_responsibility"] = {"yes": True, "no": False}.get(given["parental_responsibility"])
        numbers = tuple(
            Number(
                number,
                self.cleaned_data.get(f"number_{place}_kind") or PhoneNumber.Kind.MOBILE,
                self.cleaned_data.get(f"number_{place}_note", ""),
            )
            for place in NUMBERS
            if (number := self.cleaned_data.get(f"number_{place}"))
        )
        return ContactFacts(**given, numbers=numbers)
