"""What plans and referrals show on a case's page and on the Support page, and what is due in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.support.cases import access
from firstbell.support.cases.due import Due
from firstbell.support.cases.models import Case
from firstbell.support.cases.sections import Section
from firstbell.support.home import Part
from firstbell.support.plans import queries
from firstbell.support.plans.models import AgencyReferral, SupportPlan

SOON = timedelta(days=7)


def plan_section(staff: Staff, case: Case, at: datetime) -> Section:
    """The plan with its targets, or the way to write one."""
    plan, draft = queries.plan_of(case.pk), queries.draft_of(case.pk)
    shown = plan or draft
    page = queries.plan_page(shown, london_day(at)) if shown else None
    context = {
        "plan": shown,
        "draft": draft,
        "case": case,
        "targets": page.targets if page else (),
        "change": page.change if page else "",
        "may_change": access.sees_all(staff) and case.is_open,
    }
    return Section("Support plan", "plan", "support/plans/section.html", context)


def agencies_section(staff: Staff, case: Case, at: datetime) -> Section:
    context = {
        "referrals": list(AgencyReferral.objects.filter(case=case)),
        "case": case,
        "may_change": access.sees_all(staff) and case.is_open,
    }
    return Section("Other agencies", "agencies", "support/plans/agencies_section.html", context)


def reviews_part(staff: Staff, at: datetime) -> Part | None:
    """The plans to be looked at by this day next week, for whoever sees every case."""
    if not access.sees_all(staff):
        return None
    today = london_day(at)
    plans = list(
        SupportPlan.objects.filter(
            case__provision_id=staff.provision_id,
            case__closed_at=None,
            agreed_at__isnull=False,
            replaced_at__isnull=True,
            review_on__lte=today + SOON,
        )
        .select_related("case__pupil")
        .order_by("review_on", "pk")
    )
    context = {"plans": plans, "today": today}
    return Part("Plans to look at again", "support/plans/reviews_part.html", context) if plans else None


def reviews_due(case_ids: Collection[int]) -> dict[int, list[Due]]:
    """Return when each case's plan is looked at again. One statement."""
    plans = SupportPlan.objects.filter(case_id__in=case_ids, agreed_at__isnull=False, replaced_at__isnull=True)
    found: dict[int, list[Due]] = defaultdict(list)
    for case_id, review_on in plans.values_list("case_id", "review_on"):
        found[case_id].append(Due(review_on, "Review the support plan", "", "plan"))
    return found
