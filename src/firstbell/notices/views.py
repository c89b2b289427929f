"""Notices: the list, taking one, looking at one, taking one back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.codes import CodeSet
from firstbell.domain.school_time import london_day
from firstbell.notices import access, commands, evidence, pages, queries
from firstbell.notices.forms import ConfirmForm, NoticeForm, PaperForm, ReadForm, WithdrawForm
from firstbell.notices.models import Notice
from firstbell.people import access as people
from firstbell.provisions.queries import policy_on
from firstbell.provisions.responses import form_page, form_response


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    shown = access.notices(request.staff)
    today = london_day(request.received_at)
    context = {
        "notices": queries.notice_list(shown, from_on=today),
        "unconfirmed": len(queries.to_confirm(shown, today)),
        "may_change": people.may_change(request.staff),
    }
    return render(request, "notices/notices.html", context)


@form_page
def add(request: HttpRequest) -> HttpResponse:
    """Take a notice; `?pupil=12` names the pupil, otherwise they are found by name."""
    today = london_day(request.received_at)
    named = request.GET.get("pupil", "")
    chosen = people.pupil(request.staff, int(named)) if named.isdecimal() else None
    form = NoticeForm(
        request.POST or None,
        request.FILES or None,
        today=today,
        codes=_codes(request),
        pupils=people.pupils(request.staff).filter(archived_at=None),
        chosen=chosen,
        may_decide=people.may_change(request.staff),
    )
    if request.method == "POST" and form.is_valid():
        paper = form.cleaned_data["paper"]
        try:
            notice = commands.take_notice(form.facts, by=request.staff.actor, at=request.received_at, paper=paper)
        except commands.NoticeReversed as refusal:
            form.refuse(refusal, "ends_session")
        else:
            messages.success(request, pages.noted(notice))
            return redirect("people:pupil", chosen.pk) if chosen else redirect("notices:list")
    context = {"form": form, "pupil": chosen}
    return form_response(request, "notices/notice_form.html", context)


@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    return _show(request, access.any_notice(request.staff, notice_id))


@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """A person has read an answer by link and says what it is."""
    found = access.notice(request.staff, notice_id)
    form = ReadForm(request.POST, notice=found, codes=_codes(request))
    if not form.is_valid():
        return _show(request, found, read_form=form)
    if commands.accept_reply(found, form.code, by=request.staff.actor, at=request.received_at):
        messages.success(request, queries.read_words(found, form.code))
    else:
        messages.warning(request, "A colleague read it before you. Nothing was changed.")
    return redirect("notices:notice", found.pk)


@require_POST
def confirm(request: HttpRequest, notice_id: int) -> HttpResponse:
    """What was said aloud came in writing."""
    found = access.notice(request.staff, notice_id)
    form = ConfirmForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, confirm_form=form)
    given: dict[str, Any] = form.cleaned_data
    who = {"by": request.staff.actor, "at": request.received_at}
    if commands.confirm_in_writing(found, given["how"], paper=given["paper"], **who):
        messages.success(request, f"{found.pupil.name}: confirmed in writing.")
    else:
        messages.warning(request, "It was confirmed before. Nothing was changed.")
    return redirect("notices:notice", found.pk)


@require_POST
def add_paper(request: HttpRequest, notice_id: int) -> HttpResponse:
    found = access.notice(request.staff, notice_id)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, paper_form=form)
    commands.add_paper(found, form.cleaned_data["paper"], by=request.staff.actor, at=request.received_at)
    messages.success(request, "The paper is kept beside the notice.")
    return redirect("notices:notice", found.pk)


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """The answers by link that nobody has read."""
    rows = queries.replies_to_read(request.staff.provision_id)
    return render(request, "notices/replies.html", {"notices": rows, "may_change": people.may_change(request.staff)})


@require_safe
def unconfirmed(request: HttpRequest) -> HttpResponse:
    """What home said aloud and has not yet put in writing."""
    rows = queries.to_confirm(access.notices(request.staff), london_day(request.received_at))
    return render(
        request, "notices/unconfirmed.html", {"notices": rows, "may_change": people.may_change(request.staff)}
    )


@require_safe
def paper(request: HttpRequest, pupil_id: int, evidence_id: int) -> HttpResponse:
    """Hand out a paper as a download. Who took it is in the access log, as for every page that names a pupil."""
    row = access.evidence(request.staff, pupil_id, evidence_id)
    content = evidence.content_of(row.kept_as)
    if content is None:
        raise Http404
    name = f"evidence-{row.pk}.{evidence.ENDINGS[row.content_type]}"
    response = HttpResponse(content, content_type=row.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


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


def _codes(request: HttpRequest) -> CodeSet:
    today = london_day(request.received_at)
    return policy_on(request.staff.provision_id, today).own_code_set(today)


def _show(request: HttpRequest, notice: Notice, **sent: Any) -> HttpResponse:
    """Show one notice with its forms; those that were sent come back with what is to be put right."""
    page = pages.notice_page(notice)
    may_change = people.may_change(request.staff) and not page.is_withdrawn
    forms = {
        "read_form": ReadForm(notice=notice, codes=_codes(request)) if page.to_read else None,
        "confirm_form": ConfirmForm() if page.to_confirm else None,
        "paper_form": PaperForm(),
    }
    context = {"page": page, "may_change": may_change, **forms, **sent, "sent": list(sent.values())}
    return render(request, "notices/notice.html", context, status=422 if sent else 200)
