"""A return: plan it, read it, look at a stage, note how it goes, end it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.returning import StagesWrong
from firstbell.domain.school_time import london_day
from firstbell.placements import access as placements
from firstbell.placements.models import Placement
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.cases.access import case_to_change, sees_all
from firstbell.support.reintegration import access, commands, queries
from firstbell.support.reintegration.forms import CheckInForm, EndForm, ReturnForm, StageForm, placement_choices


@form_page
def plan_return(request: HttpRequest, case_id: int) -> HttpResponse:
    """Plan a return from a case; what it leads back to is the week in force today."""
    case = case_to_change(request.staff, case_id)
    today = london_day(request.received_at)
    theirs = Placement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), pupil=case.pupil, archived_at=None)
    found = list(theirs.select_related("commissioner"))
    if not found:
        messages.warning(request, f"{case.pupil.name} has no placement today. Add one first, then plan the return.")
        return redirect("support:case", case.pk)
    asked = request.POST.get("placement", "")
    chosen = next((each for each in found if str(each.pk) == asked), found[0])
    form = ReturnForm(
        request.POST or None,
        week=commands.full_week_on(chosen, max(today, chosen.starts_on)),
        people=[(user.pk, user.name) for user in placements.tutors(request.staff).order_by("name")],
        placements=placement_choices(found),
        today=today,
        initial={"welcome_on": today, "agreed_on": today, "why": request.GET.get("why", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan = commands.plan_return(
                case, chosen, form.facts, form.stages, by=request.staff.actor, at=request.received_at
            )
        except StagesWrong as refusal:
            form.refuse_stage(refusal)
        except commands.WelcomePast as refusal:
            form.refuse(refusal, "welcome_on")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"The return of {case.pupil.name} is planned. Registers follow it from its days.")
            return redirect("support:return", plan.pk)
    return form_response(request, "support/reintegration/plan_form.html", {"form": form, "case": case})


@require_safe
def show_return(request: HttpRequest, return_id: int) -> HttpResponse:
    return _show(request, return_id)


@form_page
def check_in(request: HttpRequest, return_id: int) -> HttpResponse:
    """Note how it goes; whoever has a part in the case may."""
    plan = access.open_plan(request.staff, return_id)
    form = CheckInForm(request.POST or None, today=london_day(request.received_at))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        commands.check_in(plan, on=given["on"], note=given["note"], by=request.staff.actor, at=request.received_at)
        messages.success(request, "Your note stands with the return.")
        return redirect("support:return", plan.pk)
    return _show(request, return_id, form=form)


@form_page
def decide_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    stage = access.stage(request.staff, stage_id)
    is_over = stage.ends_on < london_day(request.received_at)
    form = StageForm(request.POST or None, is_first=stage.number == 1, is_over=is_over)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.decide_stage(
                stage,
                given["step"],
                until_on=given["until_on"],
                reason=given["reason"],
                by=request.staff.actor,
                at=request.received_at,
            )
        except StagesWrong as refusal:
            form.refuse(refusal, "until_on")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Stage {stage.number}: decided. The weeks that follow are in force.")
            return redirect("support:return", stage.plan_id)
    shown = queries.return_of(stage.plan, request.received_at)
    row = next(each for each in shown.stages if each.id == stage.pk)
    context = {"form": form, "stage": row, "plan": stage.plan}
    return form_response(request, "support/reintegration/stage_form.html", context)


@form_page
def end_return(request: HttpRequest, return_id: int) -> HttpResponse:
    plan = access.open_plan(request.staff, return_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if commands.end_return(
            plan, outcome=form.cleaned_data["outcome"], by=request.staff.actor, at=request.received_at
        ):
            messages.success(request, f"The return of {plan.case.pupil.name} is ended. The full week holds.")
        else:
            messages.warning(request, "A colleague ended it before you. Nothing was changed.")
        return redirect("support:return", plan.pk)
    context = {"form": form, "plan": plan, "shown": queries.return_of(plan, request.received_at)}
    return form_response(request, "support/reintegration/end_form.html", context)


def _show(request: HttpRequest, plan_id: int, form: CheckInForm | None = None) -> HttpResponse:
    plan = access.plan(request.staff, plan_id)
    today = london_day(request.received_at)
    context = {
        "shown": queries.return_of(plan, request.received_at),
        "form": form or CheckInForm(today=today, initial={"on": today}),
        "may_change": sees_all(request.staff) and plan.ended_at is None,
    }
    if form is not None and form.is_bound:
        return form_response(request, "support/reintegration/return.html", context)
    return render(request, "support/reintegration/return.html", context)
