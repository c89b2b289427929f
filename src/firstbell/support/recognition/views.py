"""The weekly list of recognition: read it, print certificates, give, write home, pass over."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, monday_of
from firstbell.outbox.models import Message
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.recognition import access, commands, queries
from firstbell.support.recognition.certificates import print_certificates
from firstbell.support.recognition.forms import ChosenForm, PassOverForm, WeekForm
from firstbell.support.recognition.home import draft_news
from firstbell.support.recognition.models import Recognition


@require_safe
def recognition(request: HttpRequest) -> HttpResponse:
    """The list of one week; without one, the latest on which something waits."""
    today = london_day(request.received_at)
    theirs = access.recognitions(request.staff)
    usual = queries.week_to_show(theirs, monday_of(today))
    week_on = WeekForm(request.GET).week_on(usual)
    listed = queries.week_list(theirs, request.staff.provision_id, week_on, today)
    if listed.pupil_ids:
        log_access(
            request.staff,
            listed.pupil_ids,
            kind=AccessLog.Kind.VIEWED,
            route=request.resolver_match.view_name,
            at=request.received_at,
            request_id=request.id,
        )
    context = {"listed": listed, "may_write_home": access.may_write_home(request.staff)}
    return render(request, "support/recognition/list.html", context)


@require_POST
def certificates(request: HttpRequest) -> HttpResponse:
    """Print a certificate for each that is ticked, as one PDF."""
    chosen = _chosen(request)
    if not chosen:
        return _back(request)
    log_access(
        request.staff,
        {each.pupil_id for each in chosen},
        kind=AccessLog.Kind.PRINTED,
        route=request.resolver_match.view_name,
        at=request.received_at,
        request_id=request.id,
    )
    try:
        document = print_certificates(
            chosen, provision=request.staff.provision_name, by=request.staff.actor, at=request.received_at
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(request)
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="certificates.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Record that what is ticked was given; that meets what is due."""
    chosen = _chosen(request)
    if chosen:
        try:
            given = commands.give(chosen, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"Recorded as given: {_names(given)}.")
        except Refused as refused:
            messages.warning(request, str(refused))
    return _back(request)


@require_POST
def write_home(request: HttpRequest) -> HttpResponse:
    """Draft good news to each home, and show the emails together before any goes."""
    chosen = _chosen(request)
    if not chosen:
        return _back(request)
    drafted = draft_news(chosen, by=request.staff.actor, at=request.received_at)
    waiting = [message.pk for message in drafted if message.state in Message.WAITING]
    if not waiting:
        messages.warning(
            request, "Nobody is left to write to: they were written to before, or no email address may be used."
        )
        return _back(request)
    if len(drafted) < len(chosen):
        messages.warning(
            request, f"{len(chosen) - len(drafted)} cannot be written to by email, or were before. Ring them instead."
        )
    return redirect(f"{reverse('outbox:together')}?{urlencode({'message': waiting}, doseq=True)}")


@form_page
def pass_over(request: HttpRequest, recognition_id: int) -> HttpResponse:
    found = access.recognition(request.staff, recognition_id)
    form = PassOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.pass_over(
                found, reason=form.cleaned_data["reason"], by=request.staff.actor, at=request.received_at
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{found.pupil.name}: passed over, with your reason.")
            return redirect(f"{reverse('support:recognition')}?week={found.week_on}")
    context = {"form": form, "recognition": found, "why": queries.why(found)}
    return form_response(request, "support/recognition/pass_over.html", context)


def _chosen(request: HttpRequest) -> list[Recognition]:
    """Return what is ticked and may be reached; none, with a message, where nothing is."""
    offered = list(access.recognitions(request.staff).values_list("pk", flat=True))
    form = ChosenForm(request.POST, offered=offered)
    if not form.is_valid():
        messages.warning(request, " ".join(fault for faults in form.errors.values() for fault in faults))
        return []
    return access.chosen(request.staff, form.cleaned_data["recognition"])


def _back(request: HttpRequest) -> HttpResponse:
    week = request.POST.get("week", "")
    asked = f"?{urlencode({'week': week})}" if week else ""
    return redirect(f"{reverse('support:recognition')}{asked}")


def _names(given: list[Recognition]) -> str:
    names = list(dict.fromkeys(each.pupil.name for each in given))
    return ", ".join(names) if len(names) <= 5 else f"{', '.join(names[:4])} and {len(names) - 4} more"
