"""Planning a return, looking at a stage, noting how it goes, ending it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from firstbell.accounts.models import User
from firstbell.domain.returning import Stage, StagesWrong
from firstbell.domain.school_time import ONE_DAY
from firstbell.placements.models import Placement, Slot
from firstbell.placements.weeks import SESSIONS, WEEKDAYS
from firstbell.provisions.fields import ClockField, DayField, OfficeForm, choose, words
from firstbell.support.reintegration.commands import ReturnFacts, slot_key
from firstbell.support.reintegration.models import StageDecision

MOST_STAGES = 4
PARTS = ("sessions", "ends_on", "review_on", "starts_time")


class ReturnForm(OfficeForm):
    """Up to four stages. Each begins on the day after the one before; after the last the full week holds again.

    week: the sessions of the full week. people: (id, name) of who can greet.
    """

    names_optional = False

    why = words("Why does this pupil come back step by step?", "Write why, in a few words.", most=240)
    agreed_with = words(
        "Who agreed to these days?", "Name the parent or carer.", "A parent or carer the pupil lives with.", 160
    )
    agreed_on = DayField("When did they agree?", "Choose the day on which they agreed.")
    welcome_on = DayField("First morning back", "Choose the first morning back.", "The first stage begins on it.")
    welcome_note = words(
        "What helps on that morning?", help_text="Such as: meet at the gate, breakfast first.", most=240
    )

    def __init__(
        self,
        *args: Any,
        week: Sequence[Slot],
        people: Sequence[tuple[int, str]],
        placements: Sequence[tuple[int, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["greeter"] = forms.TypedChoiceField(
            label="Who meets the pupil?",
            choices=[("", "Choose"), *people],
            coerce=int,
            error_messages={"required": "Choose who meets the pupil on the first morning."},
        )
        self.fields["placement"] = forms.TypedChoiceField(
            label="Which placement?", choices=placements, coerce=int, initial=placements[0][0] if placements else None
        )
        if len(placements) == 1:
            self.fields["placement"].widget = forms.HiddenInput()
        named = [
            (slot_key(slot), f"{WEEKDAYS[slot.weekday]} {SESSIONS[slot.session]}, {slot.group.name}") for slot in week
        ]
        for number in range(1, MOST_STAGES + 1):
            fields = {
                "sessions": forms.MultipleChoiceField(
                    label="Comes on", choices=named, required=False, widget=forms.CheckboxSelectMultiple
                ),
                "ends_on": DayField("Last day of this stage"),
                "review_on": DayField("Look at it on", help_text="Before the next stage begins."),
                "starts_time": ClockField("Mornings from", help_text="Where a later start was agreed."),
            }
            self.fields |= {self.key(number, part): field for part, field in fields.items()}

    @staticmethod
    def key(number: int, part: str) -> str:
        return f"stage{number}_{part}"

    @property
    def people_fields(self) -> list[BoundField]:
        names = ("why", "agreed_with", "agreed_on", "welcome_on", "greeter", "welcome_note", "placement")
        return [self[name] for name in names]

    @property
    def stage_fields(self) -> list[tuple[int, list[BoundField], bool]]:
        """Return each stage's number and fields, and whether it is shown at once: the first, and what has an answer."""
        stages = [(number, [self[self.key(number, part)] for part in PARTS]) for number in range(1, MOST_STAGES + 1)]
        return [
            (number, fields, number == 1 or any(each.value() or each.errors for each in fields))
            for number, fields in stages
        ]

    def clean(self) -> dict[str, Any]:
        """Read the stages in order. One that is half filled in says what is missing: none is open-ended (R-093)."""
        cleaned = super().clean()
        self.stages: list[Stage] = []
        starts_on = cleaned.get("welcome_on")
        for number in range(1, MOST_STAGES + 1):
            sessions, ends_on, review_on, starts_time = (cleaned.get(self.key(number, part)) for part in PARTS)
            if not sessions and not ends_on and not review_on:
                continue
            self._ask(number, "sessions", sessions, "Choose at least one morning or afternoon.")
            self._ask(number, "ends_on", ends_on, "Choose the last day of this stage. A shorter week needs an end.")
            if starts_on is None or ends_on is None:
                return cleaned
            stage = Stage(starts_on, ends_on, review_on or ends_on, frozenset(sessions or ()), starts_time)
            self.stages.append(stage)
            starts_on = ends_on + ONE_DAY
        if not self.stages and starts_on is not None:
            self.add_error(
                self.key(1, "sessions"), "Plan at least one stage: which mornings and afternoons, and until when."
            )
        return cleaned

    def _ask(self, number: int, part: str, given: object, asks: str) -> None:
        key = self.key(number, part)
        if not given and key not in self.errors:
            self.add_error(key, asks)

    def refuse_stage(self, refusal: StagesWrong) -> None:
        """Put a refusal beside the stage it is about."""
        self.add_error(self.key(min(refusal.number, MOST_STAGES), "ends_on"), str(refusal))

    @property
    def facts(self) -> ReturnFacts:
        given = self.cleaned_data
        return ReturnFacts(
            given["why"],
            given["agreed_with"],
            given["agreed_on"],
            User.objects.get(pk=given["greeter"]),
            given["welcome_note"],
        )


class StageForm(OfficeForm):
    """What a person decides about the stage that runs."""

    step = choose("How does it go on?", [], "Choose how it goes on.")
    until_on = DayField("Until when?", help_text="The new last day, where it is held longer or goes back a stage.")
    reason = words(
        "Why?", "Write why, in a few words.", "What the pupil and home say of it, and what the register shows.", 240
    )

    def __init__(self, *args: Any, is_first: bool, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Step = StageDecision.Step
        offered = [Step.FORWARD] if is_over else [each for each in Step if not (is_first and each == Step.BACK)]
        self.fields["step"].choices = [(each.value, each.label) for each in offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("step") in ("hold", "back") and "until_on" not in self.errors and not cleaned.get("until_on"):
            self.add_error("until_on", "Choose until when: a shorter week needs an end.")
        return cleaned


class CheckInForm(OfficeForm):
    """How it goes, as somebody heard it."""

    on = DayField("When?", "Choose the day.")
    note = words("How does it go?", "Write what you heard, in a few words.", most=500)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("This day is still to come. Choose today or an earlier day.")
        return day


class EndForm(OfficeForm):
    """What came of the return."""

    outcome = words(
        "What came of it?", "Write what came of it.", "Such as: here all week since 11 January; ill again.", 240
    )


def placement_choices(placements: Collection[Placement]) -> list[tuple[int, str]]:
    return [(each.pk, f"{each.commissioner.name}, since {each.starts_on:%d/%m/%Y}") for each in placements]
