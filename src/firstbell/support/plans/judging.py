"""What the register says of a plan: its targets, and attendance before and after it began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from firstbell.domain.duties import Fact
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.plans import LEAST_POINTS, Judgement, judged, periods_around
from firstbell.domain.school_time import Span
from firstbell.domain.tallies import SMALL_BASE_SESSIONS
from firstbell.domain.targets import Progress, Target, TargetKind, progress
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.registers.queries import marked_sessions, placement_span
from firstbell.support.plans.models import PlanTarget, SupportPlan

LOOKS_BACK = timedelta(days=365)


def judgement_of(plan: SupportPlan, today: date, sessions: Iterable[MarkedSession] | None = None) -> Judgement:
    """Compare attendance before and after a plan began, by the policy of the day (SS-26).

    sessions: of `sessions_around`, where the caller has them.
    """
    policy = provisions.policy_on(plan.case.provision_id, today)
    least = least_sessions(policy)
    known = sessions_around(plan, today) if sessions is None else sessions
    before, after = periods_around(known, plan.starts_on, today, at_least_sessions=least)
    return judged(before, after, at_least_sessions=least, points=least_points(policy, today))


def sessions_around(plan: SupportPlan, today: date) -> tuple[MarkedSession, ...]:
    """Return the pupil's sessions from a year before the plan, or since the placement began, to this day.

    What was attended at another time of another placement says nothing of this one.
    """
    place = placement_span(plan.case.pupil_id, today)
    begins = max(plan.starts_on - LOOKS_BACK, place.starts_on if place else date.min)
    ends = max(today, begins)
    return marked_sessions([plan.case.pupil_id], Span(begins, ends)).get(plan.case.pupil_id, ())


def least_sessions(policy: Policy) -> int:
    """Return how many possible sessions each period must hold: the policy's own minimum for its thresholds."""
    return min((each.at_least_sessions for each in policy.thresholds), default=SMALL_BASE_SESSIONS)


def least_points(policy: Policy, on: date) -> int:
    """Return the least change that counts: what the policy calls improved, where it says so."""
    told = [int(rule.figures["points"]) for rule in policy.rules_for(Fact.IMPROVED, on)]
    return min(told, default=LEAST_POINTS)


def progress_of(target: PlanTarget, sessions: Iterable[MarkedSession], today: date) -> Progress:
    """Return how one target stands on a day."""
    measured = Target(
        TargetKind(target.kind),
        Span(target.starts_on, target.ends_on),
        target.amount,
        by_time=target.by_time,
        starts_time=target.starts_time,
    )
    return progress(measured, sessions, today)
