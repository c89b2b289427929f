"""What the office types about commissioners, placements and one-day changes. Weekly patterns: pattern_forms.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from firstbell.accounts.models import User
from firstbell.people.models import Pupil
from firstbell.people.queries import labels
from firstbell.placements.commands import (
    BaselineFacts,
    CommissionerFacts,
    DayChangeFacts,
    LinkPersonFacts,
    PlacementFacts,
    SchoolClosureFacts,
)
from firstbell.placements.models import TELL_WITHIN, Baseline, Commissioner, DayChange, Placement
from firstbell.provisions.fields import ClockField, DayField, EmailField, OfficeForm, PhoneField, choose, words
from firstbell.provisions.forms import DaysOffForm
from firstbell.provisions.models import Group, Site

NEEDS_SCHOOL = (Placement.Registration.ELSEWHERE, Placement.Registration.DUAL)
ON_NO_ROLL = (Placement.Registration.NONE, Placement.Registration.SINGLE)


class CommissionerForm(OfficeForm):
    """A school or council."""

    kind = choose("What is it?", Commissioner.Kind.choices, "Choose whether it is a school or a council.")
    name = words("Name", "Write its name, as you would say it on the telephone.", most=160)
    notice_email = EmailField(
        "Where absence e-mails go", help_text="An address that somebody reads each morning before half past nine."
    )
    phone = PhoneField("Attendance office, telephone", help_text="Rung when an e-mail cannot be delivered.")
    urn = words("URN", help_text="Six digits, if you know it.", most=6)
    tell_within_minutes = forms.IntegerField(
        label="Told within how many minutes of the pupil’s start?",
        required=False,
        min_value=TELL_WITHIN[0],
        max_value=TELL_WITHIN[1],
        help_text="Only where the contract with them names its own time. Empty: as your policy says.",
    )
    notice_format = choose("How do they want the pupils listed?", Commissioner.NoticeFormat.choices)
    asks_receipt = choose(
        "Ask them to say that they have read it?",
        Commissioner.AsksReceipt.choices,
        help_text="The email then has a link to press, and they are chased when nobody presses it.",
    )
    wants_late = forms.BooleanField(
        label="Tell them of late arrivals as well", required=False, help_text="In the same email, with the minutes."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "notice_format": Commissioner.NoticeFormat.BODY,
            "asks_receipt": Commissioner.AsksReceipt.POLICY,
        } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_notice_format(self) -> str:
        return self.cleaned_data["notice_format"] or Commissioner.NoticeFormat.BODY

    def clean_asks_receipt(self) -> str:
        return self.cleaned_data["asks_receipt"] or Commissioner.AsksReceipt.POLICY

    def clean_urn(self) -> str:
        urn = self.cleaned_data["urn"]
        if urn and not (len(urn) == 6 and urn.isdecimal()):
            raise forms.ValidationError("A URN has six digits. Leave it empty if you do not know it.")
        return urn

    @property
    def facts(self) -> CommissionerFacts:
        return CommissionerFacts(**{name: self.cleaned_data[name] for name in CommissionerFacts.__dataclass_fields__})


class SchoolClosureForm(DaysOffForm):
    """Days on which a main school is closed."""

    @property
    def facts(self) -> SchoolClosureFacts:
        return SchoolClosureFacts(**{name: self.cleaned_data[name] for name in SchoolClosureFacts.__dataclass_fields__})


class LinkPersonForm(OfficeForm):
    """A named person at a school or council."""

    names_optional = False

    name = words("Name", "Write their name.", most=160)
    job = words("What they do there", help_text="For example: attendance officer, virtual school head.")
    email = EmailField("E-mail")
    phone = PhoneField("Telephone")
    receives_notices = forms.BooleanField(label="Absence e-mails go to them too", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("receives_notices") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", "Absence e-mails are to go to them. Write their address.")
        return cleaned

    @property
    def facts(self) -> LinkPersonFacts:
        return LinkPersonFacts(**{name: self.cleaned_data[name] for name in LinkPersonFacts.__dataclass_fields__})


class PlacementForm(OfficeForm):
    """What was agreed about a pupil's place."""

    commissioner = forms.ModelChoiceField(
        Commissioner.objects.none(), label="Who arranged the place?", empty_label="Choose a school or council"
    )
    registration = choose(
        "Where is the pupil registered?", Placement.Registration.choices, "Choose how the pupil is registered."
    )
    main_school = forms.ModelChoiceField(
        Commissioner.objects.none(),
        label="Main school",
        required=False,
        empty_label="The school that arranged it, or none",
        help_text="Told of each absence first. Add the school under Schools and councils if it is not here.",
    )
    starts_on = DayField("First day", "Choose the first day of the placement.")
    ends_on = DayField("Last day", help_text="Empty until it is agreed.")
    parent_notice_on = DayField("Parent given written notice on", help_text="The day the parent was written to.")
    activity = words(
        "What they do here", help_text="Nature of the provision. The main school enters it beside its code."
    )
    commissioned_sessions = forms.IntegerField(
        label="Sessions agreed a week", required=False, min_value=1, max_value=14
    )
    note = forms.CharField(label="Note", required=False, max_length=2000, widget=forms.Textarea)

    def __init__(self, *args: Any, commissioners: QuerySet[Commissioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = commissioners.filter(archived_at=None)
        self.fields["commissioner"].queryset = current
        self.fields["main_school"].queryset = current.filter(kind=Commissioner.Kind.SCHOOL)

    @classmethod
    def initial_of(cls, placement: Placement) -> dict[str, Any]:
        return {name: getattr(placement, name) for name in PlacementFacts.__dataclass_fields__}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        registration, sender = cleaned.get("registration"), cleaned.get("commissioner")
        school = cleaned.get("main_school")
        if registration in NEEDS_SCHOOL and not school and sender:
            if sender.kind == Commissioner.Kind.SCHOOL and registration == Placement.Registration.ELSEWHERE:
                cleaned["main_school"] = sender
            else:
                self.add_error("main_school", "The pupil is registered at a school. Choose which, so that it is told.")
        if registration in ON_NO_ROLL and school:
            self.add_error("main_school", "The pupil is on no other school's roll, so leave the main school empty.")
        return cleaned

    @property
    def facts(self) -> PlacementFacts:
        return PlacementFacts(**{name: self.cleaned_data[name] for name in PlacementFacts.__dataclass_fields__})


class EndForm(OfficeForm):
    """The last day of a placement."""

    ends_on = DayField("Last day", "Choose the last day. The pupil is still expected on it.")
    reason = words("Why does it end?", "Write why it ends, in a few words.", most=240)


class BaselineForm(OfficeForm):
    """The main school's own figure of a pupil."""

    moment = choose("Of which time?", Baseline.Moment.choices, "Choose whether it is from before or after.")
    attended = forms.IntegerField(label="Sessions attended", min_value=0, max_value=2000)
    possible = forms.IntegerField(
        label="Sessions possible", min_value=1, max_value=2000, help_text="Attended and missed together."
    )
    starts_on = DayField("First day counted", "Choose the first day.")
    ends_on = DayField("Last day counted", "Choose the last day.")
    source = words(
        "Where the figures come from", "Write who gave them and in what.", "Such as: referral form, Ms Vale.", most=160
    )

    @property
    def facts(self) -> BaselineFacts:
        return BaselineFacts(**{name: self.cleaned_data[name] for name in BaselineFacts.__dataclass_fields__})


class DayChangeForm(OfficeForm):
    """One kind of change for one day, with just the questions that kind asks.

    Whom it concerns is one list: groups, pupils, sites, everyone.
    """

    WHOM = {
        DayChange.Kind.LATE_START: "pupil group",
        DayChange.Kind.VENUE: "pupil group",
        DayChange.Kind.TRIP: "group pupil",
        DayChange.Kind.NOT_EXPECTED: "pupil group",
        DayChange.Kind.EXTRA: "pupil",
        DayChange.Kind.CLOSED: "site all",
        DayChange.Kind.COVER: "group",
    }
    NEEDS_NOTE = (DayChange.Kind.NOT_EXPECTED, DayChange.Kind.CLOSED)

    on = DayField("Which day?", "Choose the day.")
    session = choose("Which session?", [("", "All day"), ("AM", "Morning"), ("PM", "Afternoon")], widget=forms.Select)
    whom = choose("Whom does it concern?", [], "Choose whom it concerns.", widget=forms.Select)
    group = choose("Into which group?", [], "Choose the group they join.", widget=forms.Select)
    starts_time = ClockField("They start at", "Write when they start, such as 10:30.")
    venue = words("Where?", "Write where they are.")
    tutor = choose("Who covers?", [], "Choose who takes the register.", widget=forms.Select)
    note = words("Why?", "Write why, so that nobody wonders.", most=240)

    def __init__(
        self,
        *args: Any,
        kind: DayChange.Kind,
        pupils: QuerySet[Pupil],
        groups: QuerySet[Group],
        sites: QuerySet[Site],
        tutors: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.rows: dict[str, Any] = {}
        asked = self.WHOM[kind].split()
        self.fields["whom"].choices = [("", "Choose"), *self._choices(asked, pupils, groups, sites)]
        self.fields["group"].choices = [("", "Choose"), *self._choices(["group"], pupils, groups, sites)]
        self.fields["tutor"].choices = [("", "Choose"), *self._keep("tutor", [(row, row.name) for row in tutors])]
        wanted = {
            "group": kind == DayChange.Kind.EXTRA,
            "starts_time": kind == DayChange.Kind.LATE_START,
            "venue": kind in (DayChange.Kind.VENUE, DayChange.Kind.TRIP),
            "tutor": kind == DayChange.Kind.COVER,
        }
        for name in (name for name, is_asked in wanted.items() if not is_asked):
            del self.fields[name]
        if kind not in self.NEEDS_NOTE:
            self.fields["note"].label, self.fields["note"].required = "Note", False

    def _choices(self, asked: list[str], pupils: Any, groups: Any, sites: Any) -> list[tuple[str, Any]]:
        listed = {
            "pupil": lambda: ("Pupils", self._keep("pupil", labels(pupils))),
            "group": lambda: ("Groups", self._keep("group", [(row, row.name) for row in groups])),
            "site": lambda: ("Sites", self._keep("site", [(row, row.name) for row in sites])),
            "all": lambda: ("all", "Everyone, at every site"),
        }
        return [listed[name]() for name in asked]

    def _keep(self, kind: str, rows: list[tuple[Any, str]]) -> list[tuple[str, str]]:
        keys = [(f"{kind}:{row.pk}", label) for row, label in rows]
        self.rows |= {f"{kind}:{row.pk}": row for row, _ in rows}
        return keys

    @property
    def facts(self) -> DayChangeFacts:
        given = self.cleaned_data
        whom = given["whom"]
        chosen = {} if whom == "all" else {whom.partition(":")[0]: self.rows[whom]}
        if given.get("group"):
            chosen["group"] = self.rows[given["group"]]
        return DayChangeFacts(
            kind=self.kind,
            on=given["on"],
            session=given["session"],
            starts_time=given.get("starts_time"),
            venue=given.get("venue", ""),
            tutor=self.rows[given["tutor"]] if given.get("tutor") else None,
            note=given["note"],
            **chosen,
        )


def first_day(placement: Placement, today: date) -> date:
    """Return the day a new pattern is offered from: today, or the first day of a placement still to come."""
    return max(placement.starts_on, today)


class GroupForm(OfficeForm):
    """A group: its name, its site and its tutors. A group stays at its site once it is made."""

    name = words("Name", "Write the group's name, such as Forge or Year 10 mornings.", most=80)
    site = forms.ModelChoiceField(Site.objects.none(), label="Where?", empty_label=None)
    tutors = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Tutors",
        required=False,
        help_text="The group comes first on their pages. Anybody may cover.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, sites: QuerySet[Site], tutors: QuerySet[User], group: Group | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.fields["tutors"].queryset = tutors
        if group or len(sites) == 1:
            del self.fields["site"]
        if not tutors.exists():
            del self.fields["tutors"]
        self.only_site = group.site if group else sites.first()

    @property
    def chosen_site(self) -> Site:
        return self.cleaned_data.get("site") or self.only_site
