"""Who is on site, who left and came back, and who turned up unexpected."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, starts_at
from firstbell.registers import access, commands, queries
from firstbell.registers.forms import FindPupilForm, LeftForm, SignOutForm, now_time
from firstbell.registers.posted import as_uuid
from firstbell.registers.roll import queries as roll


@require_safe
def on_site(request: HttpRequest) -> HttpResponse:
    now = queries.on_site_now(request.staff.provision_id, request.received_at)
    return render(request, "registers/on_site.html", {"now": now, "rolls": roll.under_way(request.staff.provision_id)})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest, pupil_id: int, site_id: int) -> HttpResponse:
    """A pupil leaves: when, why, and with whom."""
    pupil, site = access.pupil(request.staff, pupil_id), access.site(request.staff, site_id)
    form = SignOutForm(request.POST or None, initial={"left_time": now_time(request.received_at)})
    refusal = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            commands.sign_out(
                pupil,
                site,
                starts_at(london_day(request.received_at), said["left_time"]),
                reason=said["reason"],
                collected_by=said["collected_by"],
                with_leave=not said["without_leave"],
                by=request.staff.actor,
                at=request.received_at,
            )
            return redirect("registers:on_site")
        except Refused as refused:
            refusal = refused
    context = {"pupil": pupil, "site": site, "form": form, "refusal": refusal}
    return render(request, "registers/sign_out.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def left(request: HttpRequest, register_id: int, line_id: int) -> HttpResponse:
    """A pupil went without leave: the time is all that is asked."""
    found = access.line(request.staff, register_id, line_id)
    form = LeftForm(request.POST or None, initial={"left_time": now_time(request.received_at)})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            commands.left_without_leave(
                found.pk, form.left_at(found.register.on), by=request.staff.actor, at=request.received_at
            )
            return redirect("registers:on_site")
        except Refused as refused:
            refusal = refused
    context = {"line": found, "form": form, "refusal": refusal}
    return render(request, "registers/left.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def sign_in(request: HttpRequest, sign_out_id: int) -> HttpResponse:
    """A pupil who left is back."""
    left = access.sign_out(request.staff, sign_out_id)
    commands.sign_in(left, request.received_at, by=request.staff.actor, at=request.received_at)
    return redirect("registers:on_site")


@require_http_methods(["GET", "HEAD", "POST"])
def add_unexpected(request: HttpRequest, register_id: int) -> HttpResponse:
    """Find a pupil who turned up although nobody expected them, and mark them here."""
    register = access.register(request.staff, register_id)
    form = FindPupilForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    refusal = None
    if request.method == "POST":
        pupil = access.pupil(request.staff, int(request.POST.get("pupil") or 0))
        try:
            commands.add_unexpected(
                register_id,
                pupil.pk,
                as_uuid(request.POST.get("tap")),
                by=request.staff.actor,
                at=request.received_at,
                provision_id=request.staff.provision_id,
            )
            return redirect("registers:page", register_id)
        except Refused as refused:
            refusal = refused
    context = {
        "register": register,
        "form": form,
        "words": words,
        "found": queries.pupils_called(request.staff.provision_id, words) if words else [],
        "refusal": refusal,
        "tap": uuid4(),
    }
    return render(request, "registers/add.html", context, status=422 if refusal else 200)
