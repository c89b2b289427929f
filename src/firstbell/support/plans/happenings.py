"""What happened with a case's plans and agencies, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from firstbell.support.cases.models import Case
from firstbell.support.cases.timeline import Event
from firstbell.support.plans.models import AgencyEntry, AgencyReferral, PlanReview, SupportPlan


def plans(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in SupportPlan.objects.filter(case=case).order_by("-written_at", "-pk")[:most]:
        name = f"Support plan, version {row.version}"
        yield Event(row.written_at, "case", f"{name}: written", row.aim, row.written_by)
        if row.agreed_at:
            yield Event(row.agreed_at, "case", f"{name}: in force", "", "", "done")


def reviews(case: Case, since: datetime, most: int) -> Iterator[Event]:
    found = PlanReview.objects.filter(plan__case=case).order_by("-decided_at", "-pk")
    for row in found[:most]:
        what = f"Plan reviewed: {row.get_decision_display().lower()}"
        yield Event(row.decided_at, "case", what, row.what_next, row.decided_by, "done")


def referrals(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in AgencyReferral.objects.filter(case=case).order_by("-recorded_at", "-pk")[:most]:
        yield Event(row.recorded_at, "case", f"Asked for help: {row.words}", row.reason, row.referred_by, "done")


def answers(case: Case, since: datetime, most: int) -> Iterator[Event]:
    found = AgencyEntry.objects.filter(referral__case=case).select_related("referral").order_by("-written_at", "-pk")
    for row in found[:most]:
        what = f"{row.referral.words}: {row.get_kind_display().lower()}"
        yield Event(row.written_at, "case", what, row.words, row.written_by, "done")
