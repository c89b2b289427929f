"""The form of a plan: the plan itself, a row for each target and a row for each strategy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms

from firstbell.domain.targets import MOST_SESSIONS_A_WEEK, PERCENTAGES, TargetKind
from firstbell.provisions.fields import ClockField, DayField, OfficeForm, choose
from firstbell.provisions.fields import words as line
from firstbell.support.choices.queries import Choice
from firstbell.support.plans.commands import PlanDraft, StrategyDraft, TargetDraft
from firstbell.support.plans.forms import box
from firstbell.support.plans.models import PlanTarget, SupportPlan
from firstbell.ui.fields import Fault, faults_of

MOST_TARGETS, MOST_STRATEGIES = 6, 8
MOST_SESSIONS = 200
NOTHING = ("", "Nothing in this row")
LIMITS = {TargetKind.SESSIONS_A_WEEK: MOST_SESSIONS_A_WEEK, TargetKind.WITHOUT_LEAVE: MOST_SESSIONS} | dict.fromkeys(
    PERCENTAGES, 100
)


class PlanForm(OfficeForm):
    """What the plan is for, from when, and when it is looked at again."""

    aim = line(
        "What is it for?", "Write what the plan is for.", "In words pupil and family would use.", 500, widget=box(2)
    )
    starts_on = DayField("From", "Give the day it begins.", "Attendance before and after this day is compared.")
    review_on = DayField("Look at it together again on", "Give the day of the first review.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, again = cleaned.get("starts_on"), cleaned.get("review_on")
        if begins and again and again <= begins:
            self.add_error("review_on", "The review is after the plan has begun. Choose a later day.")
        return cleaned


class TargetForm(OfficeForm):
    """One target. Without a kind the row is left out. own_start: the pupil's own in the morning, if it is known."""

    names_optional = False

    kind = choose("What is to be reached?", [NOTHING, *PlanTarget.Kind.choices], widget=forms.Select)
    amount = forms.IntegerField(
        label="How many?",
        required=False,
        min_value=1,
        help_text="Per cent, or sessions.",
        widget=forms.NumberInput(attrs={"class": "input-s", "inputmode": "numeric"}),
    )
    by_time = ClockField("By what time?", help_text="For being here by a time.")
    words = line("In words", help_text="Needed where it is something else in words.", most=240)
    ends_on = DayField("By", help_text="The day of the review, if you leave it empty.")
    owner = line("Who looks after it?", most=160)

    def __init__(self, *args: Any, own_start: time | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_start = own_start

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if not kind:
            if cleaned.get("words") or cleaned.get("amount"):
                self.add_error("kind", "Choose what is to be reached, or empty the row.")
            return cleaned
        if kind == TargetKind.DESCRIBED and not cleaned.get("words"):
            self.add_error("words", "Write what is to be reached.")
        if kind in LIMITS:
            self._check_amount(TargetKind(kind), cleaned.get("amount"))
        if kind == TargetKind.ARRIVE_BY:
            self._check_time(cleaned.get("by_time"))
        return cleaned

    def _check_amount(self, kind: TargetKind, amount: int | None) -> None:
        if "amount" in self.errors:
            return
        if amount is None:
            self.add_error("amount", "Give the figure that is to be reached.")
        elif amount > LIMITS[kind]:
            self.add_error("amount", f"The most that can be reached is {LIMITS[kind]}.")

    def _check_time(self, by_time: time | None) -> None:
        if by_time is None and "by_time" not in self.errors:
            self.add_error("by_time", "Give the time by which the pupil is to be here.")
        elif self.own_start is None:
            self.add_error("kind", "No morning is in the pupil’s week, so arriving by a time cannot be measured.")
        elif by_time is not None and by_time < self.own_start:
            self.add_error("by_time", f"The pupil’s own start is {self.own_start:%H:%M}. Choose it, or a later time.")

    def draft(self, starts_on: date, review_on: date) -> TargetDraft | None:
        given = self.cleaned_data
        if not given["kind"]:
            return None
        arrives = given["kind"] == TargetKind.ARRIVE_BY
        return TargetDraft(
            kind=TargetKind(given["kind"]),
            starts_on=starts_on,
            ends_on=given["ends_on"] or review_on,
            amount=given["amount"] or 0 if given["kind"] in LIMITS else 0,
            by_time=given["by_time"] if arrives else None,
            starts_time=self.own_start if arrives else None,
            words=given["words"],
            owner=given["owner"],
        )


class StrategyForm(OfficeForm):
    """One strategy of the list. Without one the row is left out."""

    names_optional = False

    key = choose("What is done?", [], widget=forms.Select)
    done_by = line("Who does it?", most=160)
    from_on = DayField("From", help_text="When the plan begins, if you leave it empty.")
    until_on = DayField("Until", help_text="Leave it empty while it goes on.")
    note = line("What is to be known about it", most=240)

    def __init__(self, *args: Any, strategies: tuple[Choice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(each.key, each.words) for each in strategies]
        self.fields["key"].choices = [NOTHING, *listed]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("key") and not cleaned.get("done_by"):
            self.add_error("done_by", "Write who does it. Without a name nobody does.")
        if not cleaned.get("key") and "key" not in self.errors and (cleaned.get("done_by") or cleaned.get("note")):
            self.add_error("key", "Choose what is done, or empty the row.")
        return cleaned

    def draft(self, starts_on: date) -> StrategyDraft | None:
        given = self.cleaned_data
        if not given["key"]:
            return None
        return StrategyDraft(
            given["key"], given["done_by"], given["from_on"] or starts_on, given["until_on"], given["note"]
        )


class WholePlanForm:
    """The plan with its rows, sent together. A button adds a row; it saves nothing."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        initial: Mapping[str, Any],
        strategies: tuple[Choice, ...],
        own_start: time | None,
        more: str = "",
    ) -> None:
        targets, uses = initial.get("targets", []), initial.get("strategies", [])
        self.target_count = _count(data, "targets", len(targets), 2, MOST_TARGETS, more == "target")
        self.strategy_count = _count(data, "strategies", len(uses), 2, MOST_STRATEGIES, more == "strategy")
        self.plan = PlanForm(data, initial=initial)
        self.targets = [
            TargetForm(data, prefix=f"t{n}", initial=_nth(targets, n), own_start=own_start)
            for n in range(self.target_count)
        ]
        self.strategies = [
            StrategyForm(data, prefix=f"s{n}", initial=_nth(uses, n), strategies=strategies)
            for n in range(self.strategy_count)
        ]

    @property
    def forms(self) -> list[OfficeForm]:
        return [self.plan, *self.targets, *self.strategies]

    @property
    def faults(self) -> list[Fault]:
        """Everything that is to be put right, top of the page first."""
        return [fault for each in self.forms if each.is_bound for fault in faults_of(each)]

    @property
    def may_add_target(self) -> bool:
        return self.target_count < MOST_TARGETS

    @property
    def may_add_strategy(self) -> bool:
        return self.strategy_count < MOST_STRATEGIES

    def is_valid(self) -> bool:
        sound = [each.is_valid() for each in self.forms]
        if not all(sound):
            return False
        if not any(row.cleaned_data["kind"] for row in self.targets):
            self.targets[0].add_error("kind", "A plan has at least one target. Choose what is to be reached.")
        self._check_twice()
        self._check_days()
        return all(not each.errors for each in self.forms)

    @property
    def draft(self) -> PlanDraft:
        given = self.plan.cleaned_data
        begins, again = given["starts_on"], given["review_on"]
        return PlanDraft(
            given["aim"],
            begins,
            again,
            tuple(drafted for row in self.targets if (drafted := row.draft(begins, again))),
            tuple(drafted for row in self.strategies if (drafted := row.draft(begins))),
        )

    def _check_days(self) -> None:
        begins = self.plan.cleaned_data["starts_on"]
        for row in self.targets:
            ends_on = row.cleaned_data["ends_on"]
            if ends_on is not None and ends_on < begins:
                row.add_error("ends_on", "This day is before the plan begins. Choose a later one.")
        for use in self.strategies:
            until_on = use.cleaned_data["until_on"]
            if until_on is not None and until_on < (use.cleaned_data["from_on"] or begins):
                use.add_error("until_on", "This day is before it begins. Choose a later one.")

    def _check_twice(self) -> None:
        seen = set()
        for use in self.strategies:
            key = (use.cleaned_data["key"], use.cleaned_data["from_on"])
            if key[0] and key in seen:
                use.add_error("key", "This stands in another row already, from the same day.")
            seen.add(key)


def initial_of(plan: SupportPlan) -> dict[str, Any]:
    """Return what the form shows of a plan."""
    return {
        "aim": plan.aim,
        "starts_on": plan.starts_on,
        "review_on": plan.review_on,
        "targets": [
            {
                "kind": each.kind,
                "amount": each.amount or None,
                "by_time": each.by_time,
                "words": each.words,
                "ends_on": each.ends_on,
                "owner": each.owner_name,
            }
            for each in plan.targets.all()
        ],
        "strategies": [
            {
                "key": each.key,
                "done_by": each.done_by,
                "from_on": each.from_on,
                "until_on": each.until_on,
                "note": each.note,
            }
            for each in plan.strategies.all()
        ],
    }


def _count(data: Mapping[str, Any] | None, name: str, known: int, least: int, most: int, one_more: bool) -> int:
    sent = str(data.get(name, "")) if data is not None else ""
    count = int(sent) if sent.isdecimal() and len(sent) < 3 else max(known, least)
    return max(1, min(most, count + one_more))


def _nth(rows: list[dict[str, Any]], n: int) -> dict[str, Any]:
    return rows[n] if n < len(rows) else {}
