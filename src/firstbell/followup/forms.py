"""What staff say about a call, a duty that is done, and a duty that was late."""

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
from firstbell.followup.home.ringing import Person
from firstbell.people.models import Contact
from firstbell.provisions.phones import PhoneNotRead, read_phone, shown
from firstbell.ui.forms import PlainForm

SOMEBODY_ELSE = "0"
ORDER = (
    *("contact", "spoke_to", "dialled", "outcome", "expected_time", "code_key", "reason", "rest_of_day", "note"),
    "seen",
)
LONGEST_JOURNEY = timedelta(hours=4)
JOURNEYS = (5, 10, 15, 20, 30, 45)
"""Minutes that a pupil on the way is often given."""
QUICK_REASONS = 3
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
    """A call with its outcome. contact: a person's id, with a number's behind it where it is not the person's first.

    seen: the last attempt that the page showed.
    """

    contact = forms.ChoiceField(label="Who was it, and on which number?", widget=forms.RadioSelect)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    spoke_to = forms.CharField(label="Their name, if it was somebody else", required=False, max_length=160)
    dialled = forms.CharField(
        label="The number you dialled, if it is not in the list",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
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
        said = {value: words for person in self.people.values() for value, words in numbers_of(person)}
        contact.choices = [*said.items(), (SOMEBODY_ELSE, "Somebody else")]
        warnings = {person.id: person.warning for person in self.people.values() if person.warning}
        contact.choice_hints = {value: warnings[pk] for value in said if (pk := _person_id(value)) in warnings}
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
        if given.get("dialled"):
            try:
                given["dialled"] = read_phone(given["dialled"])
            except PhoneNotRead as unread:
                self.add_error("dialled", str(unread))
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
        contact_id = _person_id(given["contact"])
        expected = given.get("expected_time")
        code_key = given.get("code_key", "")
        return Call(
            outcome=Outcome(given["outcome"]),
            contact=Contact.objects.get(pk=contact_id) if contact_id else None,
            number=given.get("dialled") or self._number(given["contact"]),
            spoke_to=given.get("spoke_to", ""),
            code_key=code_key,
            reason=given.get("reason") or (self.codes[code_key].description if code_key else ""),
            expected_at=starts_at(self.on, expected) if expected else None,
            rest_of_day=given.get("rest_of_day", False),
            note=given.get("note", ""),
            seen=given.get("seen"),
        )

    def _number(self, chosen: str) -> str:
        """Return the number that was chosen, "" for a person of whom none is kept."""
        person = self.people.get(_person_id(chosen))
        _, _, number_id = chosen.partition(".")
        theirs = person.numbers if person else ()
        return next((each.number for each in theirs if not number_id or str(each.id) == number_id), "")

    def quick(self, outcome: Outcome | None) -> list[tuple[str, str, str]]:
        """Return the one-tap answers that an outcome most often has: (field, value, words)."""
        if outcome is None or not self.initial.get("contact"):
            return []
        if outcome.effect is Effect.REASON:
            codes = [*self.codes.values()][:QUICK_REASONS]
            told = [("code_key", code.key, f"{code.description} ({code.code})") for code in codes]
            return [*told, ("code_key", "", "No reason given (N stays)")]
        if outcome.effect is Effect.EXPECT:
            times = {minutes: london_time(self.at + timedelta(minutes=minutes)) for minutes in JOURNEYS}
            return [("expected_time", f"{at:%H:%M}", f"In {minutes} min, {at:%H:%M}") for minutes, at in times.items()]
        return []

    def refuse(self, refused: Refused) -> None:
        """Show why the command did not do it."""
        self.add_error(None, str(refused))


def numbers_of(person: Person) -> list[tuple[str, str]]:
    """Return the choices a person makes: one for each number, at least one."""
    if len(person.numbers) < 2:
        return [(str(person.id), " · ".join([person.who, *(shown(number.number) for number in person.numbers)]))]
    return [
        (
            choice_of(person, number.id),
            f"{person.who} · {shown(number.number)}{f' ({number.kind})' if number.kind else ''}",
        )
        for number in person.numbers
    ]


def choice_of(person: Person, number_id: int) -> str:
    """Return what stands for a person and one of their numbers."""
    is_first = bool(person.numbers) and person.numbers[0].id == number_id
    return str(person.id) if is_first else f"{person.id}.{number_id}"


def _person_id(choice: str) -> int:
    return int(choice.partition(".")[0])


class DoneForm(PlainForm):
    """A duty that a person says is done."""

    words = forms.CharField(
        label="What was done?",
        max_length=240,
        help_text="For example: went at 11:40, nobody in, left a card.",
        error_messages={"required": "Nothing is written. Say in a few words what was done, so that the log tells it."},
    )


LATE_REASONS = (
    "The register came late",
    "Nobody was free",
    "Another call took longer",
    "The telephone or the internet did not work",
    "The email could not go out",
    "We did not see it in time",
)
OTHER_REASON = "Another reason"


class LateForm(PlainForm):
    """Why a duty was late. One of the list, with words where they say more."""

    why = forms.ChoiceField(
        label="Why was it late?",
        choices=[("", "Choose"), *((reason, reason) for reason in (*LATE_REASONS, OTHER_REASON))],
        error_messages={"required": "No reason is chosen. Choose one of the list."},
    )
    words = forms.CharField(label="In your words", required=False, max_length=160)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("why") == OTHER_REASON and not given.get("words"):
            self.add_error("words", "Which reason? Write it in a few words.")
        return given

    @property
    def reason(self) -> str:
        """What is kept: the reason, with the words behind it."""
        why, words = self.cleaned_data["why"], self.cleaned_data["words"].strip()
        if why == OTHER_REASON:
            return words
        return f"{why}: {words}" if words else why


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
