"""The calendar: terms, breaks, closed days and bank holidays of one school year."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.school_time import london_day
from firstbell.provisions import access, changes, commands, settings_queries
from firstbell.provisions.forms import ClosedDayForm, TermForm
from firstbell.provisions.responses import form_page, form_response


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the school year that began in September of `?year=2026`, else the present one."""
    asked = request.GET.get("year", "")
    today = london_day(request.received_at)
    day = date(int(asked), 9, 1) if asked.isdecimal() and 1990 <= int(asked) <= 2100 else today
    context = {
        "year": settings_queries.year_page(request.staff.provision_id, day),
        "may_change": access.may_change(request.staff),
    }
    return render(request, "provisions/calendar.html", context)


@form_page
def add_term(request: HttpRequest) -> HttpResponse:
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_term(
                request.staff.provision_id, form.facts, by=request.staff.actor, at=request.received_at
            )
        except commands.TermsOverlap as refusal:
            form.refuse(refusal, "starts_on")
        else:
            messages.success(request, f"{made.name} is in the calendar.")
            return _to_calendar(made.starts_on)
    return form_response(request, "provisions/term_form.html", {"form": form})


@form_page
def change_term(request: HttpRequest, term_id: int) -> HttpResponse:
    term = access.term(request.staff, term_id)
    names = tuple(commands.TermFacts.__dataclass_fields__)
    initial = {name: getattr(term, name) for name in names}
    form = TermForm(request.POST or None, initial=initial, seen=changes.seal(term, names))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_term(term, form.facts, by=request.staff.actor, at=request.received_at)
        except commands.TermsOverlap as refusal:
            form.refuse(refusal, "starts_on")
        else:
            messages.success(request, f"{term.name} is saved. Registers already marked stay as they are.")
            return _to_calendar(term.starts_on)
    return form_response(request, "provisions/term_form.html", {"form": form, "term": term})


@require_POST
def remove_term(request: HttpRequest, term_id: int) -> HttpResponse:
    term = access.term(request.staff, term_id)
    starts_on = term.starts_on
    commands.remove_term(term, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{term.name} is out of the calendar. Its dates stay in the history.")
    return _to_calendar(starts_on)


@form_page
def add_closed_day(request: HttpRequest) -> HttpResponse:
    """Close a day; `?on=2026-12-25&kind=open` fills the form in beforehand."""
    asked = {"starts_on": request.GET.get("on", ""), "kind": request.GET.get("kind", "")}
    form = ClosedDayForm(request.POST or None, initial=asked, sites=access.sites(request.staff))
    if request.method == "POST" and form.is_valid():
        made = commands.add_closed_day(
            request.staff.provision_id, form.facts, by=request.staff.actor, at=request.received_at
        )
        messages.success(request, f"{made.name} is in the calendar.")
        return _to_calendar(made.starts_on)
    return form_response(request, "provisions/closed_day_form.html", {"form": form})


@form_page
def change_closed_day(request: HttpRequest, closed_day_id: int) -> HttpResponse:
    row = access.closed_day(request.staff, closed_day_id)
    names = tuple(commands.ClosedDayFacts.__dataclass_fields__)
    initial = {name: getattr(row, name) for name in names}
    form = ClosedDayForm(
        request.POST or None, initial=initial, sites=access.sites(request.staff), seen=changes.seal(row, names)
    )
    if request.method == "POST" and form.is_valid():
        commands.change_closed_day(row, form.facts, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{row.name} is saved.")
        return _to_calendar(row.starts_on)
    return form_response(request, "provisions/closed_day_form.html", {"form": form, "closed_day": row})


@require_POST
def archive_closed_day(request: HttpRequest, closed_day_id: int) -> HttpResponse:
    row = access.closed_day(request.staff, closed_day_id)
    commands.archive_closed_day(row, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{row.name} is taken back. Those days follow the terms again.")
    return _to_calendar(row.starts_on)


def _to_calendar(day: date) -> HttpResponse:
    year = day.year if day.month >= 9 else day.year - 1
    response = redirect("provisions:calendar")
    response["Location"] += f"?year={year}"
    return response
