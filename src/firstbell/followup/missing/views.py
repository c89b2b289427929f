"""Missing-education cases, and the sessions without a reason. Every reading is logged."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.followup.days.undecided import undecided
from firstbell.followup.missing import access, commands, queries
from firstbell.followup.missing.forms import CloseForm, CouncilForm, EntryForm, OpenForm
from firstbell.people import access as people
from firstbell.provisions.responses import form_page, form_response


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    waiting, closed = queries.case_list(request.staff.provision_id)
    _note_reading(request, [row.case.pupil_id for row in waiting] + [case.pupil_id for case in closed])
    council = queries.council_contact(request.staff.provision_id)
    return render(request, "followup/missing/cases.html", {"rows": waiting, "closed": closed, "council": council})


@form_page
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case; posting writes an entry into it."""
    shown = access.case(request.staff, case_id)
    form = EntryForm(request.POST or None, at=request.received_at)
    if request.method == "POST" and form.is_valid():
        try:
            entry = commands.add_entry(shown, form.said, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"Written down: {entry.get_kind_display()}. It stays in the case.")
            return redirect("followup:missing_case", shown.pk)
        except Refused as refused:
            form.refuse(refused)
    _note_reading(request, [shown.pupil_id])
    context = {"page": queries.case_page(shown, request.received_at), "form": form}
    return form_response(request, "followup/missing/case.html", context)


@form_page
def open_case(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Open a case by hand; a pupil who has one already is led to it."""
    pupil = people.pupil(request.staff, pupil_id)
    standing = queries.open_case_of(pupil.pk)
    if standing is not None:
        return redirect("followup:missing_case", standing.pk)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, by = request.received_at, request.staff.actor
        made = commands.open_case(pupil, on=london_day(at), why=form.cleaned_data["why"], by=by, at=at)
        messages.success(request, f"A case is open for {pupil.name}. Begin with the checklist.")
        return redirect("followup:missing_case", made.pk)
    return form_response(request, "followup/missing/open.html", {"form": form, "pupil": pupil})


@require_POST
def draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Draft the notification to the council, to be read before it goes."""
    shown = access.case(request.staff, case_id)
    try:
        message = commands.draft_to_council(shown, by=request.staff.actor, at=request.received_at)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if message.state in message.WAITING:
            messages.success(request, "The notification is drafted from the case. Read it, then send it.")
        else:
            messages.warning(request, "No address is kept for the council. Ring them, and add the address.")
    return redirect("followup:missing_case", shown.pk)


@require_POST
def send(request: HttpRequest, case_id: int) -> HttpResponse:
    """Send the notification that was drafted and read."""
    shown = access.case(request.staff, case_id)
    try:
        message = commands.send_to_council(shown, by=request.staff.actor, at=request.received_at)
        words = f"On its way to {message.to_name}. The timeline will say what their server answered."
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("followup:missing_case", shown.pk)


@form_page
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    shown = access.case(request.staff, case_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.close_case(shown, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"The case of {shown.pupil.name} is closed. It can be read at any time.")
            return redirect("followup:missing")
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "followup/missing/close.html", {"form": form, "case": shown})


@form_page
def council(request: HttpRequest) -> HttpResponse:
    """Whom the council has for children missing education."""
    kept = queries.council_contact(request.staff.provision_id)
    initial = {"name": kept.name, "email": kept.email, "phone": kept.phone} if kept else None
    form = CouncilForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by, at = request.staff.actor, request.received_at
        commands.keep_council_contact(request.staff.provision_id, **form.cleaned_data, by=by, at=at)
        messages.success(request, "Kept. Notifications go there where no council arranged the place.")
        return redirect("followup:missing")
    return form_response(request, "followup/missing/council.html", {"form": form})


@require_safe
def no_reason(request: HttpRequest) -> HttpResponse:
    """Every session that still has no reason, by its age."""
    groups = undecided(request.staff.provision_id, request.received_at)
    _note_reading(request, [row.pupil_id for group in groups for row in group.rows])
    return render(request, "followup/undecided.html", {"groups": groups})


def _note_reading(request: HttpRequest, pupil_ids: list[int]) -> None:
    log_access(
        request.staff,
        sorted(set(pupil_ids)),
        kind=AccessLog.Kind.VIEWED,
        route=request.resolver_match.view_name,
        at=request.received_at,
        request_id=request.id,
    )
