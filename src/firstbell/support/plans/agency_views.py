"""The pages of referrals to agencies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.people import access as people
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.cases import access as cases
from firstbell.support.choices.queries import choices
from firstbell.support.plans import access, commands, queries
from firstbell.support.plans.forms import AnswerForm, ReferForm
from firstbell.support.reading import note_reading


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """What waits for an answer from another agency, and what came of the rest."""
    waiting = queries.waiting_referrals(request.staff.provision_id)
    ended = queries.ended_referrals(request.staff.provision_id)
    note_reading(request, [each.case.pupil_id for each in (*waiting, *ended)])
    today = london_day(request.received_at)
    context = {"waiting": [queries.referral_row(each, today) for each in waiting], "ended": ended}
    return render(request, "support/plans/agencies.html", context)


@require_safe
def agency_of_pupil(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Lead to where an agency is asked for a pupil; where no case is open, to where one is opened."""
    pupil = people.pupil(request.staff, pupil_id)
    case = access.open_case_of(request.staff, pupil.pk)
    if case is None:
        why = urlencode({"why": request.GET.get("why", "Another agency is to be asked for help")})
        return redirect(f"{reverse('support:open_case', args=[pupil.pk])}?{why}")
    return redirect("support:refer", case.pk)


@form_page
def refer(request: HttpRequest, case_id: int) -> HttpResponse:
    case = cases.case_to_change(request.staff, case_id)
    today = london_day(request.received_at)
    listed = choices(case.provision_id, "agency")
    form = ReferForm(request.POST or None, initial={"referred_by": request.staff.name}, choices=listed, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.refer(case, form.referred, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"Kept: {made.words} was asked. Write down here what they answer.")
            return redirect("support:referral", made.pk)
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/plans/refer.html", {"form": form, "case": case})


@form_page
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """One referral; posting writes an answer, a note or the outcome."""
    found = access.referral(request.staff, referral_id)
    today = london_day(request.received_at)
    form = AnswerForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            commands.add_answer(found, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
            messages.success(request, "Written down. It stays as it is.")
            return redirect("support:referral", found.pk)
        except Refused as refused:
            form.refuse(refused)
    note_reading(request, [found.case.pupil_id])
    context = {"form": form, "referral": found, "entries": found.entries.all(), "today": today}
    return form_response(request, "support/plans/referral.html", context)
