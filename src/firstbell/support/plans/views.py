"""The pages of plans and their reviews. A view finds its plan through `access`, reads a form and calls one command."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from firstbell.accounts.models import AccessLog
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.people import access as people
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.cases import access as cases
from firstbell.support.cases.models import Case
from firstbell.support.choices.queries import Choice, choices
from firstbell.support.plans import access, commands, queries
from firstbell.support.plans.commands.sending import messages_of
from firstbell.support.plans.forms import AgreeForm, ReviewForm, SendForm
from firstbell.support.plans.judging import judgement_of
from firstbell.support.plans.models import SupportPlan
from firstbell.support.plans.plan_forms import WholePlanForm, initial_of
from firstbell.support.plans.printing import FILE_NAME, plan_pdf
from firstbell.support.plans.recipients import copies_for
from firstbell.support.reading import note_reading


@require_safe
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One version of a plan: targets against the register, who agreed, reviews."""
    found = access.plan_to_see(request.staff, plan_id)
    note_reading(request, [found.case.pupil_id])
    page = queries.plan_page(found, london_day(request.received_at))
    may_change = cases.sees_all(request.staff) and found.case.is_open
    context = {"page": page, "may_change": may_change, "sent": messages_of(found)}
    return render(request, "support/plans/plan.html", context)


@require_safe
def plan_of_pupil(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Lead to a pupil's plan: the one being written, the one in force, or the page that writes one."""
    pupil = people.pupil(request.staff, pupil_id)
    case = access.open_case_of(request.staff, pupil.pk)
    if case is None:
        why = urlencode({"why": request.GET.get("why", "A support plan is due")})
        return redirect(f"{reverse('support:open_case', args=[pupil.pk])}?{why}")
    found = queries.draft_of(case.pk) or queries.plan_of(case.pk)
    return redirect("support:plan", found.pk) if found else redirect("support:write_plan", case.pk)


@require_safe
def review_of_pupil(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Lead to the review of a pupil's plan; where none is in force, to where one is written."""
    pupil = people.pupil(request.staff, pupil_id)
    case = access.open_case_of(request.staff, pupil.pk)
    found = queries.plan_of(case.pk) if case else None
    return redirect("support:review_plan", found.pk) if found else redirect("support:plan_of_pupil", pupil.pk)


@form_page
def write_plan(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write the plan of a case, or its next version. The buttons that add a row save nothing."""
    case = cases.case_to_change(request.staff, case_id)
    today = london_day(request.received_at)
    draft, standing = queries.draft_of(case.pk), queries.plan_of(case.pk)
    more = request.POST.get("more", "")
    form = _plan_form(request, case, draft or standing, today, more)
    if request.method == "POST" and not more and form.is_valid():
        try:
            made = commands.draw_plan(case, form.draft, by=request.staff.actor, at=request.received_at)
            messages.success(request, "The plan is written down. Now record who agrees to it.")
            return redirect("support:plan", made.pk)
        except Refused as refused:
            form.plan.refuse(refused)
    context = {"form": form, "case": case, "draft": draft, "standing": standing, "is_filled": bool(more)}
    status = 200 if more or request.method != "POST" else 422
    return render(request, "support/plans/write.html", context, status=status)


@form_page
def agree(request: HttpRequest, plan_id: int) -> HttpResponse:
    found = access.plan_to_change(request.staff, plan_id)
    today = london_day(request.received_at)
    form = AgreeForm(request.POST or None, initial={"party": request.GET.get("party", "")}, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            was_draft = found.is_draft
            commands.agree(found, form.agreed, by=request.staff.actor, at=request.received_at)
            found.refresh_from_db()
            begun = was_draft and found.is_in_force
            words = "It is a joint plan now, and in force." if begun else "Kept, with the day and your name."
            messages.success(request, words)
            return redirect("support:plan", found.pk)
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/plans/agree.html", {"form": form, "plan": found})


@form_page
def review(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Review a plan: what the register says, what pupil and family say, and what a person decides."""
    found = access.plan_to_change(request.staff, plan_id)
    if not found.is_in_force:
        messages.warning(request, "Only a plan that is in force is reviewed. This version is not.")
        return redirect("support:plan", found.pk)
    today = london_day(request.received_at)
    page = queries.review_page(found, today)
    form = ReviewForm(
        request.POST or None,
        proposed=page.judgement.verdict,
        today=today,
        initial={"next_review_on": queries.review_day(found.case.provision_id, today)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.review(found, form.reviewed, by=request.staff.actor, at=request.received_at)
            if made.is_not_improved:
                messages.warning(request, "Kept. Attendance has not improved, so another agency is asked for help now.")
                return redirect("support:refer", found.case_id)
            messages.success(request, f"Kept: {made.get_decision_display().lower()}.")
            return redirect("support:plan", found.pk)
        except Refused as refused:
            form.refuse(refused)
            form.data = form.data.copy()
            form.data["seen"] = judgement_of(found, today).verdict
    note_reading(request, [found.case.pupil_id])
    return form_response(request, "support/plans/review.html", {"form": form, "page": page, "plan": found})


@require_safe
def print_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan as a PDF."""
    found = access.plan_to_see(request.staff, plan_id)
    try:
        document = plan_pdf(found, request.received_at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("support:plan", found.pk)
    note_reading(request, [found.case.pupil_id], kind=AccessLog.Kind.PRINTED)
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{FILE_NAME}"', "Cache-Control": "no-store"},
    )


@form_page
def send(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Send the plan to school and family, with the printed plan attached."""
    found = access.plan_to_change(request.staff, plan_id)
    copies = copies_for(found.case.pupil, london_day(request.received_at))
    form = SendForm(request.POST or None, copies=[copy for copy in copies if copy.address])
    if request.method == "POST" and form.is_valid():
        try:
            to = form.cleaned_data["to"]
            sent = commands.send_plan(found, to, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"On its way to {', '.join(message.to_name for message in sent)}.")
            return redirect("support:plan", found.pk)
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "plan": found,
        "by_hand": [copy for copy in copies if not copy.address],
        "can_send": any(copy.address for copy in copies),
        "sent": messages_of(found),
    }
    return form_response(request, "support/plans/send.html", context)


def _plan_form(request: HttpRequest, case: Case, known: SupportPlan | None, today: date, more: str) -> WholePlanForm:
    initial = initial_of(known) if known else {"starts_on": today}
    if known is None or not known.is_draft:
        initial |= {"starts_on": today, "review_on": queries.review_day(case.provision_id, today)}
    listed = choices(case.provision_id, "strategy")
    gone = [each for each in (known.strategies.all() if known else ()) if each.key not in {one.key for one in listed}]
    listed += tuple(Choice(each.key, each.words) for each in gone)
    return WholePlanForm(
        request.POST or None,
        initial=initial,
        strategies=listed,
        own_start=queries.own_start(case.pupil_id, today),
        more=more,
    )
