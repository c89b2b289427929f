"""The school days of a main school: its terms, the days it is closed, and our own calendar copied."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.school_time import london_day
from firstbell.placements import access, commands, queries
from firstbell.placements.forms import SchoolClosureForm
from firstbell.provisions import changes
from firstbell.provisions.commands import TermFacts, TermsOverlap
from firstbell.provisions.forms import TermForm
from firstbell.provisions.responses import form_page, form_response


@require_safe
def school_days(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    school = access.commissioner(request.staff, commissioner_id)
    context = {
        "commissioner": school,
        "days": queries.school_days(school),
        "today": london_day(request.received_at),
        "may_change": access.may_change_commissioners(request.staff) and school.archived_at is None,
    }
    return render(request, "placements/school_days.html", context)


@require_POST
def copy(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    school = access.commissioner_in_use(request.staff, commissioner_id)
    try:
        copied = commands.copy_from_provision(school, by=request.staff.actor, at=request.received_at)
    except commands.NothingToCopy as refusal:
        messages.warning(request, str(refusal))
    else:
        terms = "1 term" if copied == 1 else f"{copied} terms"
        messages.success(request, f"{terms} of our own calendar, with its closures, now stand for {school.name} too.")
    return redirect("placements:school_days", school.pk)


@form_page
def add_term(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    school = access.commissioner_in_use(request.staff, commissioner_id)
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_school_term(school, form.facts, by=request.staff.actor, at=request.received_at)
        except TermsOverlap as refusal:
            form.refuse(refusal, "starts_on")
        else:
            messages.success(request, f"{made.name} is in the school’s calendar.")
            return redirect("placements:school_days", school.pk)
    return form_response(request, "placements/school_term_form.html", {"form": form, "commissioner": school})


@form_page
def change_term(request: HttpRequest, school_term_id: int) -> HttpResponse:
    term = access.school_term(request.staff, school_term_id)
    names = tuple(TermFacts.__dataclass_fields__)
    initial = {name: getattr(term, name) for name in names}
    form = TermForm(request.POST or None, initial=initial, seen=changes.seal(term, names))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_school_term(term, form.facts, by=request.staff.actor, at=request.received_at)
        except TermsOverlap as refusal:
            form.refuse(refusal, "starts_on")
        else:
            messages.success(request, f"{term.name} is saved. What waits for a decision already keeps its last day.")
            return redirect("placements:school_days", term.commissioner_id)
    context = {"form": form, "commissioner": term.commissioner, "term": term}
    return form_response(request, "placements/school_term_form.html", context)


@require_POST
def remove_term(request: HttpRequest, school_term_id: int) -> HttpResponse:
    term = access.school_term(request.staff, school_term_id)
    school_id, name = term.commissioner_id, term.name
    commands.remove_school_term(term, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{name} is out of the school’s calendar. Its dates stay in the history.")
    return redirect("placements:school_days", school_id)


@form_page
def add_closure(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    school = access.commissioner_in_use(request.staff, commissioner_id)
    form = SchoolClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = commands.add_school_closure(school, form.facts, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{made.name} is in the school’s calendar.")
        return redirect("placements:school_days", school.pk)
    return form_response(request, "placements/school_closure_form.html", {"form": form, "commissioner": school})


@require_POST
def remove_closure(request: HttpRequest, school_closure_id: int) -> HttpResponse:
    row = access.school_closure(request.staff, school_closure_id)
    school_id, name = row.commissioner_id, row.name
    commands.remove_school_closure(row, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{name} is taken back. Those days are school days again.")
    return redirect("placements:school_days", school_id)
