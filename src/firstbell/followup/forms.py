"""What staff say about a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from firstbell.domain.codes import Category, Code, CodeSet
from firstbell.domain.contact import Effect, Outcome
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_time, starts_at
from firstbell.followup.commands import Call
from firstbell.followup.ringing import Person
from firstbell.people.models import Contact

SOMEBODY_ELSE = "0"
ORDER = ("contact", "spoke_to", "outcome", "expected_time", "code_key", "reason", "rest_of_day", "note", "n")
LONGEST_JOURNEY = timedelta(hours=4)
NEEDED = {Effect.REASON: ("code_key", "reason", "rest_of_day"), Effect.EXPECT: ("expected_time",)}
MOST_USED = ("I", "M", "C", "O")
AT_HOME = (
    Outcome.NOT_COMING,
    Outcome.ON_THE_WAY,
    Outcome.UNAWARE,
    Outcome.NO_ANSWER,
    Outcome.VOICEMAIL,
    Outcome.ENGAGED,
    Outcome.WRONG_NUMBER,
    Outcome.TEXT_SENT,
    Outcome.TOLD_BY_SCHOOL,
    Outcome.HOME_VISIT,
)


def reasons(codes: CodeSet, day: date) -> list[Code]:
    """Return the codes a reason can give an absence, most used first."""
    usable = [
        code
        for code in codes.on(day)
        if code.explains_absence and not code.is_late and code.category is not Category.NOT_POSSIBLE
    ]
    return sorted(usable, key=lambda code: MOST_USED.index(code.code) if code.code in MOST_USED else len(MOST_USED))


class AttemptForm(forms.Form):
    """A call with its outcome. n: the number that the board offered, by its id."""

    contact = forms.ChoiceField(label="Who was it?", widget=forms.RadioSelect)
    n = forms.IntegerField(required=False, widget=forms.HiddenInput)
    spoke_to = forms.CharField(label="Their name, if it was somebody else", required=False, max_length=160)
    outcome = forms.ChoiceField(label="What came of it?", widget=forms.RadioSelect)
    expected_time = forms.TimeField(
        label="When should the pupil be here?",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="We check then. Leave it empty if nobody said.",
        error_messages={"invalid": "This is not a time of day. Write it like 09:25."},
    )
    code_key = forms.ChoiceField(label="Why?", required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="In their words", required=False, max_length=240, help_text="For example: temperature since last night."
    )
    rest_of_day = forms.BooleanField(label="For the rest of today too", required=False)
    note = forms.CharField(label="Note", required=False, max_length=500)

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[Person],
        codes: Sequence[Code],
        at: datetime,
        on: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.order_fields(ORDER)
        self.at, self.on = at, on
        self.people = {person.id: person for person in people if person.may_ring}
        self.codes = {code.key: code for code in codes}
        contact, outcome, code = self.fields["contact"], self.fields["outcome"], self.fields["code_key"]
        contact.choices = [(str(person.id), person.who) for person in self.people.values()]
        contact.choices += [(SOMEBODY_ELSE, "Somebody else")]
        contact.choice_hints = {str(person.id): person.warning for person in self.people.values() if person.warning}
        outcome.choices = [(each.value, each.label) for each in AT_HOME]
        code.choices = [(key, each.description) for key, each in self.codes.items()]
        code.choice_hints = {key: f"code {each.code}" for key, each in self.codes.items()}

    def ask_for(self, outcome: Outcome | None) -> None:
        """Ask what this outcome needs: the reason of an absence, the time of an arrival. None: ask for the outcome."""
        if outcome is not None:
            self.fields["outcome"].widget = forms.HiddenInput()
        needed = NEEDED.get(outcome.effect, ()) if outcome else ()
        for name in {name for names in NEEDED.values() for name in names} - set(needed):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("contact") == SOMEBODY_ELSE and not given.get("spoke_to"):
            self.add_error("spoke_to", "Who was it? Give a name, so that the log says whom you spoke to.")
        if (expected := given.get("expected_time")) is not None:
            self._check_arrival(starts_at(self.on, expected))
        return given

    def _check_arrival(self, expected_at: datetime) -> None:
        if expected_at <= self.at:
            clock = f"{london_time(expected_at):%H:%M}"
            self.add_error(
                "expected_time", f"{clock} has passed. Give a time that is still to come, or leave it empty."
            )
        elif expected_at - self.at > LONGEST_JOURNEY:
            self.add_error(
                "expected_time", "That is more than four hours away. Choose “Not coming” and give the reason for now."
            )

    @property
    def call(self) -> Call:
        """Return what was said. A code without words is explained by its own description."""
        given = self.cleaned_data
        contact_id = int(given["contact"])
        expected = given.get("expected_time")
        code_key = given.get("code_key", "")
        return Call(
            outcome=Outcome(given["outcome"]),
            contact=Contact.objects.get(pk=contact_id) if contact_id else None,
            number=self._number(contact_id, given.get("n")),
            spoke_to=given.get("spoke_to", ""),
            code_key=code_key,
            reason=given.get("reason") or (self.codes[code_key].description if code_key else ""),
            expected_at=starts_at(self.on, expected) if expected else None,
            rest_of_day=given.get("rest_of_day", False),
            note=given.get("note", ""),
        )

    def _number(self, contact_id: int, number_id: int | None) -> str:
        """Return the number that was offered, if it is this contact's; else the first of theirs."""
        if contact_id not in self.people:
            return ""
        theirs = self.people[contact_id].numbers
        offered = [number for number in theirs if number.id == number_id]
        return (offered or [*theirs])[0].number if theirs else ""

    def refuse(self, refused: Refused) -> None:
        """Show why the command did not do it."""
        self.add_error(None, str(refused))


class TakeForm(forms.Form):
    """Whether a claim takes a duty from a colleague."""

    take_over = forms.BooleanField(required=False)


class ToldForm(forms.Form):
    """A call to a school."""

    outcome = forms.ChoiceField(
        choices=[(Outcome.TOLD_THE_SCHOOL.value, ""), (Outcome.NO_ANSWER.value, ""), (Outcome.ENGAGED.value, "")]
    )
    spoke_to = forms.CharField(required=False, max_length=160)


class DraftsForm(forms.Form):
    """What to do with the drafts that were shown."""

    do = forms.ChoiceField(choices=[("send", ""), ("hold", "")])
    message = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["message"].choices = [(each, each) for each in data.getlist("message") if each.isdigit()]
