"""Review a plan from the register, and open what is due when a review's day has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind, Fact, Moments
from firstbell.domain.errors import Refused
from firstbell.domain.plans import Judgement
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.provisions import queries as provisions
from firstbell.support.plans.commands.writing import PlanReplaced, about, refuse_closed, waiting
from firstbell.support.plans.judging import judgement_of
from firstbell.support.plans.models import PlanReview, SupportPlan
from firstbell.units import unit_of_work

POLICY = Actor.system("policy")


class NotAgreedYet(Refused):
    """Nobody agreed to this plan, so there is nothing to review."""

    def __init__(self) -> None:
        super().__init__(
            "This version is still being written.",
            "The review was not saved.",
            "Record who agreed to it first; then it can be reviewed.",
        )


class FiguresMoved(Refused):
    """The register's answer changed while somebody was writing the review."""

    def __init__(self) -> None:
        super().__init__(
            "A mark was changed while you were writing, and the register now gives another answer.",
            "Your review was not saved. What you wrote is still here.",
            "Read the figures again, then save it.",
        )


@dataclass(frozen=True)
class Reviewed:
    """A review as a person decides it. seen: what the register proposed on the page; reason: where they differ."""

    decision: str
    what_next: str
    seen: str
    next_review_on: date
    reason: str = ""
    pupil_words: str = ""
    family_words: str = ""


def review(plan: SupportPlan, said: Reviewed, *, by: Actor, at: datetime) -> PlanReview:
    """Record a review with the figures of this day. Raises CaseIsClosed, NotAgreedYet, PlanReplaced, FiguresMoved.

    It meets the reviews that are due. A plan after which attendance held or worsened makes agencies due (SS-26).
    """
    with unit_of_work():
        refuse_closed(plan.case)
        plan = SupportPlan.objects.select_for_update().select_related("case__pupil").get(pk=plan.pk)
        if plan.is_draft:
            raise NotAgreedYet
        if not plan.is_in_force:
            raise PlanReplaced(plan)
        today = london_day(at)
        judgement = judgement_of(plan, today)
        if said.seen != judgement.verdict:
            raise FiguresMoved
        made = _keep(plan, said, judgement, by=by, at=at)
        plan.review_on = said.next_review_on
        plan.save(update_fields=["review_on"])
        meet_these(waiting(plan.case, DutyKind.REVIEW), outcome=Discharge.DONE, by=by, at=at)
        if made.is_not_improved:
            _open(Fact.PLAN_NOT_IMPROVING, plan, today, f"review:{made.pk}", by=by, at=at)
    return made


def open_due_reviews(provision_id: int, at: datetime) -> int:
    """Open the review of each plan whose day has come; how many opened. Doing it twice changes nothing."""
    today = london_day(at)
    plans = list(
        SupportPlan.objects.filter(
            case__provision_id=provision_id,
            case__closed_at=None,
            agreed_at__isnull=False,
            replaced_at__isnull=True,
            review_on__lte=today,
        ).select_related("case")
    )
    if not plans:
        return 0
    known = set(Duty.objects.filter(provision_id=provision_id, kind=DutyKind.REVIEW).values_list("subject", "occasion"))
    opened = 0
    for plan in plans:
        occasion = f"plan:{plan.pk} {plan.review_on}"
        if (f"pupil:{plan.case.pupil_id}", occasion) not in known:
            opened += len(_open(Fact.REVIEW_DATE, plan, plan.review_on, occasion, by=POLICY, at=at))
    return opened


def _open(fact: Fact, plan: SupportPlan, on: date, occasion: str, *, by: Actor, at: datetime) -> list[Duty]:
    provision_id = plan.case.provision_id
    return duties.open_because(
        fact,
        Moments(on=on, happened_at=at, calendar=provisions.calendar(provision_id)),
        provisions.policy_on(provision_id, on),
        provision_id=provision_id,
        pupil_id=plan.case.pupil_id,
        session="",
        occasion=occasion,
        at=at,
        by=by,
    )


def _keep(plan: SupportPlan, said: Reviewed, judgement: Judgement, *, by: Actor, at: datetime) -> PlanReview:
    made = PlanReview.objects.create(
        plan=plan,
        reviewed_on=london_day(at),
        before_attended=judgement.before.attended,
        before_possible=judgement.before.possible,
        after_attended=judgement.after.attended,
        after_possible=judgement.after.possible,
        low_points=judgement.low,
        high_points=judgement.high,
        proposed=judgement.verdict,
        decision=said.decision,
        reason=said.reason if said.decision != judgement.verdict else "",
        pupil_words=said.pupil_words,
        family_words=said.family_words,
        what_next=said.what_next,
        next_review_on=said.next_review_on,
        decided_by=by.name,
        decided_at=at,
    )
    facts = {
        "version": plan.version,
        "before": [judgement.before.attended, judgement.before.possible],
        "after": [judgement.after.attended, judgement.after.possible],
        "proposed": judgement.verdict,
        "decision": said.decision,
        "reason": made.reason,
        "next_review_on": said.next_review_on,
    }
    journal.write("support-plan.reviewed", facts, by=by, at=at, **about(plan.case))
    return made
