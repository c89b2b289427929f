"""Leave: what was asked for and waits, and the decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.notices import access, commands, pages, queries
from firstbell.notices.forms import LeaveForm
from firstbell.people import access as people
from firstbell.provisions.queries import policy_on
from firstbell.provisions.responses import form_page, form_response


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    rows = queries.leave_waiting(access.notices(request.staff))
    return render(request, "notices/leave.html", {"notices": rows, "may_change": people.may_change(request.staff)})


@form_page
def decide(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Record what was decided about leave: our own decision where we are a school, else the main school's."""
    notice = access.notice(request.staff, notice_id)
    today = london_day(request.received_at)
    school = queries.main_school_of(notice.pupil_id, notice.starts_on)
    form = LeaveForm(
        request.POST or None,
        today=today,
        codes=policy_on(request.staff.provision_id, today).own_code_set(today),
        main_school=school,
        may_grant=access.may_grant_leave(request.staff, notice),
        initial={"decided_on": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            decision = commands.decide_leave(notice, form.decision, by=request.staff.actor, at=request.received_at)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            word = "granted" if decision.granted else "refused"
            messages.success(request, f"Leave for {notice.pupil.name}: {word}, {pages.whose(decision)}.")
            return redirect("notices:notice", notice.pk)
    context = {
        "form": form,
        "page": pages.notice_page(notice),
        "school": school,
        "is_school": access.may_grant_leave(request.staff, notice),
    }
    return form_response(request, "notices/decide.html", context)
