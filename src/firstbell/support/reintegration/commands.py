"""Plan a return, look at a stage, note how it goes, end it. The week itself is changed by placements alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from firstbell import journal
from firstbell.accounts.models import User
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.errors import Refused
from firstbell.domain.returning import Stage, StagesWrong, check, gone_back, held
from firstbell.domain.school_time import ONE_DAY, london_day, long_date
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.placements.commands import PatternSlot, change_timetable
from firstbell.placements.models import Placement, Slot
from firstbell.provisions.models import Group
from firstbell.support.cases.models import Case
from firstbell.support.reintegration.models import CheckIn, ReintegrationPlan, ReintegrationStage, StageDecision
from firstbell.units import unit_of_work

Step = StageDecision.Step


class ReturnUnderWay(Refused):
    """There is a plan for this return already."""

    def __init__(self) -> None:
        super().__init__(
            "There is a plan for this return already.",
            "Two plans would change the same week twice.",
            "Look at its stages, or end it before you plan anew.",
        )


class NoFullWeek(Refused):
    """The placement has no weekly pattern on the first day back."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"No weekly pattern is in force on {long_date(day)}.",
            "There is no full week for the stages to lead back to.",
            "Put the full week in force from that day on the placement's page, then plan the return.",
        )


class WelcomePast(Refused):
    """The first day back lies in the past."""

    def __init__(self, today: date) -> None:
        super().__init__(
            f"The first morning back lies before today, {long_date(today)}.",
            "Days that are over keep the week that was expected on them.",
            "Choose today or a later day.",
        )


@dataclass(frozen=True)
class ReturnFacts:
    """What was agreed about a return. greeter: who meets the pupil on the first morning."""

    why: str
    agreed_with: str
    agreed_on: date
    greeter: User
    welcome_note: str = ""


def full_week_on(placement: Placement, day: date) -> list[Slot]:
    """Return the weekly pattern of a placement that is in force on a day."""
    rows = placement.slots.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)
    return list(rows.select_related("group").order_by("weekday", "session"))


def slot_key(slot: Slot) -> str:
    """Return a session of the week as stages name it: 1-AM for Monday morning."""
    return f"{slot.weekday}-{slot.session}"


def plan_return(
    case: Case, placement: Placement, facts: ReturnFacts, stages: Sequence[Stage], *, by: Actor, at: datetime
) -> ReintegrationPlan:
    """Plan how a pupil comes back: put each stage's week in force from its day, and the full week after the last.

    It meets the duty to make such a plan. Raises StagesWrong, ReturnUnderWay, NoFullWeek, WelcomePast, PatternOverlaps.
    """
    today, welcome_on = london_day(at), stages[0].starts_on
    if welcome_on < today:
        raise WelcomePast(today)
    with unit_of_work():
        if ReintegrationPlan.objects.select_for_update().filter(case=case, ended_at=None).exists():
            raise ReturnUnderWay
        full_week = full_week_on(placement, welcome_on)
        if not full_week:
            raise NoFullWeek(welcome_on)
        check(stages, frozenset(slot_key(slot) for slot in full_week))
        plan = ReintegrationPlan.objects.create(
            case=case,
            placement=placement,
            why=facts.why,
            agreed_with=facts.agreed_with,
            agreed_on=facts.agreed_on,
            welcome_on=welcome_on,
            greeter=facts.greeter,
            welcome_note=facts.welcome_note,
            full_week=[_kept(slot) for slot in full_week],
            made_at=at,
            made_by=by.name,
        )
        _write_stages(plan, stages)
        _put_in_force(plan, stages, from_on=welcome_on, by=by, at=at)
        _journal("reintegration.planned", plan, by, at, stages=len(stages), ends_on=stages[-1].ends_on)
        waiting = Duty.objects.filter(
            subject=pupil_subject(case.pupil_id), kind=DutyKind.REINTEGRATION_PLAN, closed_at=None
        )
        meet_these(waiting, outcome=Discharge.DONE, by=by, at=at)
    return plan


def decide_stage(
    stage: ReintegrationStage, step: str, *, until_on: date | None, reason: str, by: Actor, at: datetime
) -> None:
    """Record what a person decided about the stage that runs now: go forward, hold it longer, or go back one.

    Of one that is over, only that it went forward can still be said.
    until_on: the new end of the stage that is held or repeated; None to go forward. Raises StagesWrong.
    """
    today = london_day(at)
    with unit_of_work():
        plan = ReintegrationPlan.objects.select_for_update().get(pk=stage.plan_id)
        rows = list(plan.stages.order_by("number"))
        stages = [stage_of(row) for row in rows]
        place = next(place for place, row in enumerate(rows) if row.pk == stage.pk)
        runs = stages[place].starts_on <= today <= stages[place].ends_on
        if not runs and (step != Step.FORWARD or today < stages[place].starts_on):
            raise StagesWrong(place + 1, "it is not the one that runs today.", "Look at the one that runs now.")
        if step == Step.HOLD:
            stages = held(stages, place, _needed(until_on, place))
        elif step == Step.BACK:
            stages = gone_back(stages, place, today, _needed(until_on, place))
        StageDecision.objects.create(
            stage=stage,
            step=step,
            until_on=until_on,
            reason=reason,
            decided_on=today,
            decided_at=at,
            decided_by=by.name,
        )
        if step != Step.FORWARD:
            _write_stages(plan, stages)
            _put_in_force(plan, stages, from_on=today + ONE_DAY, by=by, at=at)
        ReintegrationStage.objects.filter(plan=plan, number=place + 1).update(reviewed_on=today)
        _journal("reintegration.reviewed", plan, by, at, stage=place + 1, step=step, until_on=until_on, reason=reason)


def check_in(plan: ReintegrationPlan, *, on: date, note: str, by: Actor, at: datetime) -> CheckIn:
    """Note how it goes, as somebody heard it on a day."""
    with unit_of_work():
        made = CheckIn.objects.create(plan=plan, on=on, note=note, made_at=at, made_by=by.name)
        _journal("reintegration.checked-in", plan, by, at, on=on)
    return made


def end_return(plan: ReintegrationPlan, *, outcome: str, by: Actor, at: datetime) -> bool:
    """End the plan with what came of it; where a stage still runs, the full week holds from tomorrow.

    False where a colleague ended it before.
    """
    today = london_day(at)
    with unit_of_work():
        ended = {"ended_on": today, "ended_at": at, "ended_by": by.name, "outcome": outcome}
        if not ReintegrationPlan.objects.filter(pk=plan.pk, ended_at=None).update(**ended):
            return False
        last = plan.stages.order_by("-number").first()
        if last is not None and last.ends_on > today:
            change_timetable(
                plan.placement, _full_week(plan), from_on=max(today + ONE_DAY, plan.welcome_on), by=by, at=at
            )
        _journal("reintegration.ended", plan, by, at, outcome=outcome)
    return True


def stage_of(row: ReintegrationStage) -> Stage:
    """Return a stage's row as a plain value."""
    return Stage(row.starts_on, row.ends_on, row.review_on, frozenset(row.sessions.split()), row.starts_time)


def _needed(until_on: date | None, place: int) -> date:
    if until_on is None:
        raise StagesWrong(place + 1, "nothing says until when.", "Choose the day on which it is to end.")
    return until_on


def _write_stages(plan: ReintegrationPlan, stages: Sequence[Stage]) -> None:
    """Bring the rows into line with these stages, in order; each row keeps its number."""
    for number, stage in enumerate(stages, start=1):
        ReintegrationStage.objects.update_or_create(
            plan=plan,
            number=number,
            defaults={
                "starts_on": stage.starts_on,
                "ends_on": stage.ends_on,
                "review_on": stage.review_on,
                "sessions": " ".join(sorted(stage.sessions)),
                "starts_time": stage.starts_time,
            },
        )


def _put_in_force(plan: ReintegrationPlan, stages: Sequence[Stage], *, from_on: date, by: Actor, at: datetime) -> None:
    """Put the week of each stage that is not over on a day in force, and the full week after the last one."""
    week = _full_week(plan)
    for stage in stages:
        if stage.ends_on >= from_on:
            theirs = [_in_stage(slot, stage.starts_time) for slot in week if _key(slot) in stage.sessions]
            change_timetable(plan.placement, theirs, from_on=max(stage.starts_on, from_on), by=by, at=at)
    after = stages[-1].ends_on + timedelta(days=1)
    change_timetable(plan.placement, week, from_on=max(after, from_on), by=by, at=at)


def _in_stage(slot: PatternSlot, starts_time: time | None) -> PatternSlot:
    """Return a session with the later start that was agreed for mornings."""
    if starts_time is None or slot.session != "AM":
        return slot
    return PatternSlot(slot.weekday, slot.session, slot.group, starts_time, slot.ends_time, slot.venue, slot.one_to_one)


def _full_week(plan: ReintegrationPlan) -> list[PatternSlot]:
    groups = {group.pk: group for group in Group.objects.filter(pk__in=[each["group"] for each in plan.full_week])}
    return [
        PatternSlot(
            each["weekday"],
            each["session"],
            groups[each["group"]],
            _time(each["starts"]),
            _time(each["ends"]),
            each["venue"],
            each["one_to_one"],
        )
        for each in plan.full_week
    ]


def _kept(slot: Slot) -> dict[str, object]:
    return {
        "weekday": slot.weekday,
        "session": slot.session,
        "group": slot.group_id,
        "starts": slot.starts_time.isoformat() if slot.starts_time else None,
        "ends": slot.ends_time.isoformat() if slot.ends_time else None,
        "venue": slot.venue,
        "one_to_one": slot.one_to_one,
    }


def _key(slot: PatternSlot) -> str:
    return f"{slot.weekday}-{slot.session}"


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _journal(verb: str, plan: ReintegrationPlan, by: Actor, at: datetime, **facts: object) -> None:
    pupil = plan.case.pupil
    journal.write(
        verb,
        {"plan": plan.pk, "case": plan.case_id} | facts,
        by=by,
        at=at,
        provision_id=pupil.provision_id,
        about=pupil_subject(pupil.pk),
    )
