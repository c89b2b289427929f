"""The roll call: started by one tap, ticked by everybody, read without a network."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_time
from firstbell.provisions.responses import form_page, form_response
from firstbell.registers.roll import access, commands, posted, queries
from firstbell.registers.roll.forms import AddForm, EndForm, StartForm

UNCHANGED = 204
OFFLINE = Path(__file__).parent / "offline.js"


@form_page
def start(request: HttpRequest) -> HttpResponse:
    """Begin to count, or go to the count that is under way there."""
    staff = request.staff
    form = StartForm(request.POST or None, provision_id=staff.provision_id)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        call = commands.start(said["site"], is_drill=said["is_drill"], by=staff.actor, at=request.received_at)
        return redirect("registers:roll", call.pk)
    past = queries.past(staff.provision_id)
    return form_response(request, "registers/roll/start.html", {"form": form, "past": past})


@never_cache
@require_safe
def page(request: HttpRequest, roll_id: int) -> HttpResponse:
    """The roll call; for a page that asks with what it has seen, only what changed."""
    shown = queries.roll(access.roll_call(request.staff, roll_id))
    if request.GET.get("seen") == shown.digest:
        return HttpResponse(status=UNCHANGED)
    template = "registers/roll/page.html#live" if request.htmx else "registers/roll/page.html"
    now = london_time(request.received_at)
    return render(request, template, {"roll": shown, "tap": uuid4(), "now": f"{now:%H:%M}", "form": AddForm()})


@require_POST
def tick(request: HttpRequest, roll_id: int) -> HttpResponse:
    """One person seen, or a tick taken back."""
    call = access.roll_call(request.staff, roll_id)
    try:
        commands.tick(call, [posted.read(request.POST)], by=request.staff.actor, at=request.received_at)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
        messages.warning(request, str(refused))
    return HttpResponse(status=204) if request.htmx else redirect("registers:roll", roll_id)


@form_page
def add(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Somebody who is not on the register."""
    call = access.roll_call(request.staff, roll_id)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            by, at = request.staff.actor, request.received_at
            commands.add_person(call, form.cleaned_data["name"], f"added {london_time(at):%H:%M}", by=by, at=at)
        except Refused as refused:
            messages.warning(request, str(refused))
        return redirect("registers:roll", roll_id)
    return form_response(request, "registers/roll/add.html", {"form": form, "call": call})


@form_page
def end(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Everybody is accounted for, or the emergency services have taken over."""
    call = access.roll_call(request.staff, roll_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.end(call, form.cleaned_data["note"], by=request.staff.actor, at=request.received_at)
        return redirect("registers:roll", roll_id)
    return form_response(request, "registers/roll/end.html", {"form": form, "roll": queries.roll(call)})


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The script that keeps the last list on the device. It lies here because it may only rule the pages below it."""
    return HttpResponse(OFFLINE.read_text(), content_type="text/javascript; charset=utf-8")
