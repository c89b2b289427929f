"""Changing a mark with a trace: amendment, arrival, two answers, and all the codes of the set."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, starts_at
from firstbell.registers import access, commands, queries
from firstbell.registers.forms import AmendForm, ArrivalForm, now_time
from firstbell.registers.models import RegisterLine


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, register_id: int, line_id: int) -> HttpResponse:
    """A line's history, and the forms that add to it."""
    found = access.line(request.staff, register_id, line_id)
    may_amend = access.may_amend(request.staff, found.register, london_day(request.received_at))
    groups = queries.code_groups(found.register, lambda code: access.may_enter(request.staff, code))
    choices = [(title, [(row.key, f"{row.symbol} – {row.description}") for row in rows]) for title, rows in groups]
    is_arrival = "arrived" in request.POST
    amend = AmendForm(request.POST if request.method == "POST" and not is_arrival else None, choices=choices)
    arrival = ArrivalForm(request.POST if is_arrival else None, initial={"arrived_time": now_time(request.received_at)})
    form = arrival if is_arrival else amend
    refusal = None
    if request.method == "POST" and may_amend and form.is_valid():
        try:
            _change(request, found, form)
            return redirect("registers:page", register_id)
        except Refused as refused:
            refusal = refused
    context = {
        "line": found,
        "history": queries.line_history(found),
        "groups": groups,
        "amend": amend,
        "arrival": arrival,
        "may_amend": may_amend,
        "refusal": refusal,
        "is_today": found.register.on == london_day(request.received_at),
        "awaits_arrival": queries.awaits_arrival(found),
        "is_here": queries.is_here(found),
    }
    if request.method == "POST" and not may_amend:
        return render(request, "registers/line_page.html", context, status=403)
    return render(request, "registers/line_page.html", context, status=422 if request.method == "POST" else 200)


def _change(request: HttpRequest, found: RegisterLine, form: AmendForm | ArrivalForm) -> None:
    who: dict[str, Any] = {
        "by": request.staff.actor,
        "at": request.received_at,
        "provision_id": request.staff.provision_id,
    }
    on = found.register.on
    if isinstance(form, ArrivalForm):
        commands.record_arrival(found.pk, form.arrived_at(on), **who)
        return
    said = form.cleaned_data
    arrived = starts_at(on, said["arrived_time"]) if said["arrived_time"] else None
    access.allow_codes(request.staff, found.register_id, {found.pk: said["code"]})
    commands.amend_mark(found.pk, said["code"], reason=said["reason"], arrived_at=arrived, **who)


@require_safe
def codes(request: HttpRequest, register_id: int, line_id: int) -> HttpResponse:
    """Every code this person may enter for a line, with its meaning; choosing one is a mark like any other."""
    found = access.line(request.staff, register_id, line_id)
    groups = queries.code_groups(found.register, lambda code: access.may_enter(request.staff, code))
    return render(request, "registers/codes.html", {"line": found, "groups": groups})
