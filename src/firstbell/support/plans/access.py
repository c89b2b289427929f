"""Which plans and referrals a person may reach: those of the cases they may."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.support.cases import access as cases
from firstbell.support.cases.models import Case
from firstbell.support.plans.models import AgencyReferral, SupportPlan


def plan_to_see(staff: Staff, plan_id: int) -> SupportPlan:
    """Return a version of a plan, of an open case or a closed one. Raises Http404."""
    plans = SupportPlan.objects.select_related("case__pupil__provision", "case__provision")
    return get_object_or_404(plans.filter(case__in=cases.cases(staff)), pk=plan_id)


def plan_to_change(staff: Staff, plan_id: int) -> SupportPlan:
    """Return a version whose course this person decides. Raises Http404."""
    plan = plan_to_see(staff, plan_id)
    cases.case_to_change(staff, plan.case_id)
    return plan


def referral(staff: Staff, referral_id: int) -> AgencyReferral:
    """Return a referral. Raises Http404."""
    found = AgencyReferral.objects.select_related("case__pupil").filter(case__in=cases.cases(staff))
    return get_object_or_404(found, pk=referral_id)


def open_case_of(staff: Staff, pupil_id: int) -> Case | None:
    """Return the open case of a pupil, where the person may read it."""
    return cases.cases(staff).filter(pupil_id=pupil_id, closed_at=None).first()
