"""The policy is looked at again: when that falls due, and what came of it (AL-14, SS-32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from firstbell import journal, policy
from firstbell.domain.duties import Discharge, Fact, Moments
from firstbell.domain.duty_rules import add_months
from firstbell.domain.school_time import london_day
from firstbell.duties.commands import open_day_duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import PolicyVersion
from firstbell.support.contracts.models import PolicyReview
from firstbell.units import unit_of_work

WORKER = Actor.system("worker")
NEAR = timedelta(days=28)
"""So long before its day a review stands among what is due."""


@dataclass(frozen=True)
class ReviewDue:
    """When the version in force is to be looked at again, counted from since_on: its start, or its last review."""

    version: PolicyVersion
    since_on: date
    on: date


def review_due(provision_id: int, today: date) -> ReviewDue | None:
    """Return when the version in force is to be looked at again; None where no version has begun. Two statements."""
    begun = PolicyVersion.objects.filter(provision_id=provision_id, starts_on__lte=today)
    version = begun.order_by("-starts_on", "-pk").first()
    if version is None:
        return None
    reviewed = version.reviews.order_by("-reviewed_on").values_list("reviewed_on", flat=True).first()
    since_on = max(version.starts_on, reviewed or version.starts_on)
    return ReviewDue(version, since_on, add_months(since_on, policy.parse(version.text).review_months))


def open_policy_review(provision_id: int, at: datetime) -> None:
    """Open the review of the policy when its day is near, once. After a day long past its time runs from today."""
    today = london_day(at)
    due = review_due(provision_id, today)
    if due is None or today < due.on - NEAR:
        return
    subject = policy_subject(due.version.pk)
    if Duty.objects.filter(provision_id=provision_id, subject=subject, on__gt=due.since_on).exists():
        return
    open_day_duties(
        Moments(on=max(due.on, today), happened_at=at, calendar=provisions.calendar(provision_id)),
        policy.parse(due.version.text),
        provision_id=provision_id,
        at=at,
        by=WORKER,
        fact=Fact.POLICY_REVIEW_DATE,
        subject=subject,
    )


def record_review(
    version: PolicyVersion, *, successor: PolicyVersion | None, note: str, reviewed_on: date, by: Actor, at: datetime
) -> PolicyReview:
    """Record that a version was looked at: it stays, or a newer one takes its place. It meets what is due."""
    outcome = PolicyReview.Outcome.CHANGED if successor else PolicyReview.Outcome.UNCHANGED
    with unit_of_work():
        review = PolicyReview.objects.create(
            version=version,
            outcome=outcome,
            successor=successor,
            note=note,
            reviewed_on=reviewed_on,
            recorded_at=at,
            recorded_by=by.name,
        )
        facts = {"version": version.pk, "outcome": outcome, "reviewed_on": reviewed_on}
        about = f"provision:{version.provision_id}"
        journal.write("policy.reviewed", facts, by=by, at=at, provision_id=version.provision_id, about=about)
        waiting = Duty.objects.filter(subject=policy_subject(version.pk), closed_at=None)
        meet_these(waiting, outcome=Discharge.DONE, by=by, at=at)
    return review


def policy_subject(version_id: int) -> str:
    """Return the subject of the duties about a version of the policy: policy:3."""
    return f"policy:{version_id}"
