"""Which returns a person may see and change: those of the cases they may."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.support.cases import access as cases
from firstbell.support.reintegration.models import ReintegrationPlan, ReintegrationStage


def plans(staff: Staff) -> QuerySet[ReintegrationPlan]:
    """Return the plans of the cases this person may read."""
    theirs = ReintegrationPlan.objects.filter(case__in=cases.cases(staff))
    return theirs.select_related("case__pupil", "placement", "greeter")


def plan(staff: Staff, plan_id: int) -> ReintegrationPlan:
    """Return one plan, ended or not. Raises Http404."""
    return get_object_or_404(plans(staff), pk=plan_id)


def open_plan(staff: Staff, plan_id: int) -> ReintegrationPlan:
    """Return a plan that has not ended. Raises Http404."""
    return get_object_or_404(plans(staff), pk=plan_id, ended_at=None)


def stage(staff: Staff, stage_id: int) -> ReintegrationStage:
    """Return a stage of a plan that has not ended. Raises Http404."""
    theirs = ReintegrationStage.objects.filter(plan__in=plans(staff), plan__ended_at=None)
    return get_object_or_404(theirs.select_related("plan__case__pupil"), pk=stage_id)
