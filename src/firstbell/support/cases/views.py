"""The pages of support cases. A view finds its case through `access`, reads a form and calls one command."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.people import access as people
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.cases import access, commands, queries
from firstbell.support.cases.forms import (
    ActionForm,
    BarrierForm,
    CloseForm,
    DoneForm,
    EndForm,
    EntryForm,
    LookedForm,
    OpenForm,
    OwnerForm,
    ReopenForm,
)
from firstbell.support.cases.models import Case
from firstbell.support.cases.pages import case_page
from firstbell.support.choices.queries import choices
from firstbell.support.reading import note_reading


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The open cases with what is due in each, and the closed ones."""
    mine = access.cases(request.staff)
    rows, closed = queries.case_list(mine, request.received_at), queries.closed_cases(mine)
    note_reading(request, [row.case.pupil_id for row in rows] + [case.pupil_id for case in closed])
    today = london_day(request.received_at)
    return render(request, "support/cases/cases.html", {"rows": rows, "closed": closed, "today": today})


@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case with everything known. ?show= keeps one kind of the timeline."""
    found = access.case_to_see(request.staff, case_id)
    note_reading(request, [found.pupil_id])
    page = case_page(request.staff, found, request.received_at, show=request.GET.get("show", ""))
    return render(request, "support/cases/case.html", {"page": page})


@form_page
def open_case(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Open a case; ?why= says what brought somebody here. A pupil who has one already is led to it."""
    pupil = people.pupil(request.staff, pupil_id)
    standing = queries.open_case_of(pupil.pk)
    if standing is not None:
        return redirect("support:case", standing.pk)
    staff, at = request.staff, request.received_at
    form = OpenForm(
        request.POST or None,
        initial={"why": request.GET.get("why", "")[:240], "owner": staff.user_id},
        people=queries.owners(staff.provision_id, london_day(at)),
    )
    if request.method == "POST" and form.is_valid():
        made = commands.open_case(pupil, why=form.cleaned_data["why"], owner=form.owner, by=staff.actor, at=at)
        messages.success(request, f"A case is open for {pupil.name}. Begin with what stands in the way.")
        return redirect("support:case", made.pk)
    return form_response(request, "support/cases/open.html", {"form": form, "pupil": pupil})


@form_page
def add_entry(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down what somebody said. ?kind= chooses whose words, when one comes from their heading."""
    found = access.case_to_see(request.staff, case_id)
    at = request.received_at
    form = EntryForm(request.POST or None, initial={"kind": request.GET.get("kind", "")}, today=london_day(at))
    if request.method == "POST" and form.is_valid():
        try:
            entry = commands.add_entry(found, form.said, by=request.staff.actor, at=at)
            messages.success(request, f"Written down: {entry.get_kind_display()}. It stays as it was said.")
            return _to(found, "voices")
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/cases/entry.html", {"form": form, "case": found})


@form_page
def add_barrier(request: HttpRequest, case_id: int) -> HttpResponse:
    found = access.case_to_change(request.staff, case_id)
    staff, at = request.staff, request.received_at
    form = BarrierForm(
        request.POST or None,
        initial={"owner": found.owner_id or staff.user_id},
        people=queries.owners(staff.provision_id, london_day(at)),
        choices=choices(staff.provision_id, "barrier"),
    )
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            commands.record_barrier(
                found, key, form.words_of[key], form.looked, first=form.first, by=staff.actor, at=at
            )
            messages.success(request, f"Recorded: {form.words_of[key]}.")
            return _to(found, "barriers")
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/cases/barrier_form.html", {"form": form, "case": found})


@form_page
def change_barrier(request: HttpRequest, barrier_id: int) -> HttpResponse:
    barrier = access.barrier_to_change(request.staff, barrier_id)
    staff, at = request.staff, request.received_at
    form = LookedForm(
        request.POST or None,
        initial={"owner": barrier.owner_id, "review_on": barrier.review_on, "note": barrier.note},
        people=queries.owners(staff.provision_id, london_day(at)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_barrier(barrier, form.looked, by=staff.actor, at=at)
            messages.success(request, f"Saved: {barrier.words}.")
            return _to(barrier.case, "barriers")
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "case": barrier.case, "barrier": barrier}
    return form_response(request, "support/cases/barrier_form.html", context)


@form_page
def end_barrier(request: HttpRequest, barrier_id: int) -> HttpResponse:
    barrier = access.barrier_to_change(request.staff, barrier_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = form.cleaned_data["outcome"]
            commands.end_barrier(barrier, outcome, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"Out of the way: {barrier.words}.")
            return _to(barrier.case, "barriers")
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "case": barrier.case, "barrier": barrier}
    return form_response(request, "support/cases/barrier_end.html", context)


@form_page
def add_action(request: HttpRequest, barrier_id: int) -> HttpResponse:
    """What will be done about a barrier."""
    barrier = access.barrier_to_change(request.staff, barrier_id)
    staff, at = request.staff, request.received_at
    form = ActionForm(request.POST or None, people=queries.owners(staff.provision_id, london_day(at)))
    if request.method == "POST" and form.is_valid():
        try:
            commands.agree_action(barrier.case, form.agreed, barrier=barrier, by=staff.actor, at=at)
            messages.success(request, "Kept. It shows on the Support page when its day comes.")
            return _to(barrier.case, "barriers")
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "case": barrier.case, "about": barrier.words}
    return form_response(request, "support/cases/action_form.html", context)


@form_page
def end_action(request: HttpRequest, action_id: int) -> HttpResponse:
    """Done, or not; whoever sees the case may say so, and their name stands beside it."""
    action = access.action(request.staff, action_id)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        not_done = given["done"] == "no"
        try:
            by, at = request.staff.actor, request.received_at
            if commands.end_action(action, outcome=given["outcome"], not_done=not_done, by=by, at=at):
                messages.success(request, "Kept with your name and the time.")
            else:
                messages.warning(request, "A colleague wrote down what became of it before you. Theirs is kept.")
            return _to(action.case, "barriers")
        except Refused as refused:
            form.refuse(refused)
    return form_response(
        request, "support/cases/action_end.html", {"form": form, "case": action.case, "action": action}
    )


@form_page
def pass_on(request: HttpRequest, case_id: int) -> HttpResponse:
    found = access.case_to_change(request.staff, case_id)
    staff, at = request.staff, request.received_at
    people_here = queries.owners(staff.provision_id, london_day(at))
    form = OwnerForm(request.POST or None, initial={"owner": found.owner_id}, people=people_here)
    if request.method == "POST" and form.is_valid():
        try:
            commands.pass_on(found, form.owner, by=staff.actor, at=at)
            messages.success(request, f"{form.owner} looks after it now.")
            return _to(found)
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/cases/owner.html", {"form": form, "case": found})


@form_page
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    found = access.case_to_change(request.staff, case_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.close_case(found, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"The case of {found.pupil.name} is closed. It can be read at any time.")
            return redirect("support:cases")
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "case": found, "left": queries.left_to_do(found)}
    return form_response(request, "support/cases/close.html", context)


@form_page
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    found = access.case_to_change(request.staff, case_id)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.reopen_case(found, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"The case of {found.pupil.name} is open again.")
            return _to(found)
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/cases/reopen.html", {"form": form, "case": found})


def _to(case: Case, anchor: str = "") -> HttpResponse:
    return redirect(reverse("support:case", args=[case.pk]) + (f"#{anchor}" if anchor else ""))
