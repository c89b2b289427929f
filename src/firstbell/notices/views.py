"""Notices: the list, taking one, taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from firstbell.domain.school_time import london_day
from firstbell.notices import access, commands, queries
from firstbell.notices.forms import NoticeForm, WithdrawForm
from firstbell.people import access as people
from firstbell.provisions.queries import policy_on
from firstbell.provisions.responses import form_page, form_response


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    rows = queries.notice_list(access.notices(request.staff), from_on=london_day(request.received_at))
    return render(request, "notices/notices.html", {"notices": rows, "may_change": people.may_change(request.staff)})


@form_page
def add(request: HttpRequest) -> HttpResponse:
    """Take a notice; `?pupil=12` names the pupil, otherwise they are found by name."""
    today = london_day(request.received_at)
    named = request.GET.get("pupil", "")
    chosen = people.pupil(request.staff, int(named)) if named.isdecimal() else None
    form = NoticeForm(
        request.POST or None,
        today=today,
        codes=policy_on(request.staff.provision_id, today).own_code_set(today),
        pupils=people.pupils(request.staff).filter(archived_at=None),
        chosen=chosen,
        may_decide=people.may_change(request.staff),
    )
    if request.method == "POST" and form.is_valid():
        try:
            notice = commands.take_notice(form.facts, by=request.staff.actor, at=request.received_at)
        except commands.NoticeReversed as refusal:
            form.refuse(refusal, "ends_session")
        else:
            code = f" It suggests {notice.code_key}." if notice.code_key else ""
            words = f"Noted: {notice.pupil.name}, {queries.when_words(notice)}.{code} The register shows it as a hint."
            messages.success(request, words)
            return redirect("people:pupil", chosen.pk) if chosen else redirect("notices:list")
    context = {"form": form, "pupil": chosen}
    return form_response(request, "notices/notice_form.html", context)


@form_page
def withdraw(request: HttpRequest, notice_id: int) -> HttpResponse:
    notice = access.notice(request.staff, notice_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        commands.withdraw_notice(notice, reason=reason, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"The notice about {notice.pupil.name} is withdrawn. Its history is kept.")
        return redirect("notices:list")
    context = {"form": form, "notice": notice, "when": queries.when_words(notice)}
    return form_response(request, "notices/withdraw.html", context)
