"""Write a support plan and agree it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.errors import Refused
from firstbell.domain.targets import TargetKind
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.support.cases.models import Case
from firstbell.support.choices.queries import words_of
from firstbell.support.plans.models import PlanAgreement, PlanStrategy, PlanTarget, SupportPlan
from firstbell.units import unit_of_work

Party = PlanAgreement.Party


class CaseIsClosed(Refused):
    """The case was closed, so nothing more is planned in it."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"The support case of {case.pupil.name} was closed by {case.closed_by}.",
            "Nothing was saved: a closed case stays as it was.",
            "Open the case again, then write it there.",
        )


class PlanReplaced(Refused):
    """A later version is in force."""

    def __init__(self, plan: SupportPlan) -> None:
        super().__init__(
            f"Version {plan.version} of this plan was replaced by a later one.",
            "Nothing was saved: an earlier version stays as it was.",
            "Go to the case and use the version that is in force.",
        )


@dataclass(frozen=True)
class TargetDraft:
    """A target as it is written. amount: per cent or sessions; owner: who looks after it."""

    kind: TargetKind
    starts_on: date
    ends_on: date
    amount: int = 0
    by_time: time | None = None
    starts_time: time | None = None
    words: str = ""
    owner: str = ""


@dataclass(frozen=True)
class StrategyDraft:
    """A strategy of the list as it is written."""

    key: str
    done_by: str
    from_on: date
    until_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """A whole plan as it is written."""

    aim: str
    starts_on: date
    review_on: date
    targets: tuple[TargetDraft, ...] = ()
    strategies: tuple[StrategyDraft, ...] = ()


@dataclass(frozen=True)
class Agreed:
    """Somebody's agreement."""

    party: str
    name: str
    how: str
    on: date
    note: str = ""


def draw_plan(case: Case, draft: PlanDraft, *, by: Actor, at: datetime) -> SupportPlan:
    """Write a plan, or write the one again that nobody has agreed yet. Raises CaseIsClosed.

    Where a version is in force this is the next one; that stays in force until the new one is agreed.
    """
    with unit_of_work():
        refuse_closed(case)
        latest = SupportPlan.objects.select_for_update().filter(case=case).order_by("-version").first()
        kept = {
            "aim": draft.aim,
            "starts_on": draft.starts_on,
            "review_on": draft.review_on,
            "written_by": by.name,
            "written_at": at,
        }
        if latest is not None and latest.is_draft:
            plan = latest
            for name, value in kept.items():
                setattr(plan, name, value)
            plan.save(update_fields=list(kept))
            plan.targets.all().delete()
            plan.strategies.all().delete()
        else:
            plan = SupportPlan.objects.create(case=case, version=latest.version + 1 if latest else 1, **kept)
        _write_targets(plan, draft)
        _write_strategies(plan, draft)
        facts = {
            "case": case.pk,
            "version": plan.version,
            "aim": draft.aim,
            "starts_on": draft.starts_on,
            "review_on": draft.review_on,
            "targets": [[each.kind, each.amount, each.ends_on, each.words] for each in draft.targets],
            "strategies": [[each.key, each.done_by, each.from_on, each.until_on] for each in draft.strategies],
        }
        journal.write("support-plan.written", facts, by=by, at=at, **about(case))
    return plan


def agree(plan: SupportPlan, said: Agreed, *, by: Actor, at: datetime) -> PlanAgreement:
    """Record that somebody agreed to a version of the plan. Raises CaseIsClosed, PlanReplaced.

    It is a joint plan, and in force, once we and one of pupil, family or school have agreed. Then the version before it
    is replaced, and the duties that waited for a plan are met (SS-25).
    """
    with unit_of_work():
        refuse_closed(plan.case)
        plan = SupportPlan.objects.select_for_update().select_related("case").get(pk=plan.pk)
        if plan.replaced_at is not None:
            raise PlanReplaced(plan)
        agreement = PlanAgreement.objects.create(
            plan=plan,
            party=said.party,
            name=said.name,
            how=said.how,
            agreed_on=said.on,
            note=said.note,
            recorded_by=by.name,
            recorded_at=at,
        )
        facts = {"version": plan.version, "party": said.party, "name": said.name, "how": said.how, "on": said.on}
        journal.write("support-plan.agreed", facts, by=by, at=at, **about(plan.case))
        if plan.is_draft and _is_joint(plan):
            SupportPlan.objects.filter(case_id=plan.case_id, agreed_at__isnull=False, replaced_at=None).update(
                replaced_at=at
            )
            plan.agreed_at = at
            plan.save(update_fields=["agreed_at"])
            meet_these(waiting(plan.case, DutyKind.SUPPORT_PLAN), outcome=Discharge.DONE, by=by, at=at)
    return agreement


def waiting(case: Case, kind: DutyKind) -> list[Duty]:
    """Return what waits of one kind for the case's pupil, whatever day it was opened on."""
    theirs = Duty.objects.filter(subject=pupil_subject(case.pupil_id), kind=kind, closed_at=None)
    return list(theirs.filter(provision_id=case.provision_id))


def refuse_closed(case: Case) -> None:
    """Raise CaseIsClosed if nothing more may be written in a case."""
    if not Case.objects.filter(pk=case.pk, closed_at=None).exists():
        case.refresh_from_db()
        raise CaseIsClosed(case)


def about(case: Case) -> dict[str, object]:
    """Return whose history a deed in a case is part of."""
    return {"provision_id": case.provision_id, "about": pupil_subject(case.pupil_id)}


def _is_joint(plan: SupportPlan) -> bool:
    parties = set(plan.agreements.values_list("party", flat=True))
    return Party.PROVISION in parties and len(parties) > 1


def _write_targets(plan: SupportPlan, draft: PlanDraft) -> None:
    PlanTarget.objects.bulk_create(
        PlanTarget(
            plan=plan,
            kind=each.kind,
            amount=each.amount,
            by_time=each.by_time,
            starts_time=each.starts_time,
            words=each.words,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            owner_name=each.owner,
        )
        for each in draft.targets
    )


def _write_strategies(plan: SupportPlan, draft: PlanDraft) -> None:
    words = words_of(plan.case.provision_id, "strategy")
    PlanStrategy.objects.bulk_create(
        PlanStrategy(
            plan=plan,
            key=each.key,
            words=words[each.key],
            note=each.note,
            done_by=each.done_by,
            from_on=each.from_on,
            until_on=each.until_on,
        )
        for each in draft.strategies
    )
