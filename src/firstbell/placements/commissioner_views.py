"""Schools and councils, and the people at them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.school_time import london_day
from firstbell.people import access as people
from firstbell.placements import access, commands, queries
from firstbell.placements.forms import CommissionerForm, LinkPersonForm
from firstbell.provisions import changes, phones
from firstbell.provisions.fields import ReasonForm
from firstbell.provisions.history import history as history_of
from firstbell.provisions.responses import form_page, form_response
from firstbell.provisions.sections import PUPILS, SETTINGS


@require_safe
def commissioners(request: HttpRequest) -> HttpResponse:
    archived = request.GET.get("archived") == "yes"
    found = access.commissioners(request.staff)
    rows = queries.commissioner_list(found, london_day(request.received_at), archived=archived)
    context = {
        "rows": rows,
        "archived": archived,
        "section": PUPILS if request.staff.has(*people.SEES_PUPILS) else SETTINGS,
        "archived_count": found.filter(archived_at__isnull=False).count(),
        "may_change": access.may_change_commissioners(request.staff),
    }
    return render(request, "placements/commissioners.html", context)


@require_safe
def commissioner(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    found = access.commissioner(request.staff, commissioner_id)
    context = {
        "commissioner": found,
        "phone": phones.shown(found.phone),
        "people": queries.link_people(found),
        "school_days_until": queries.school_days(found).until,
        "pupils": queries.pupils_of(people.pupils(request.staff), found, london_day(request.received_at)),
        "told": history_of(f"commissioner:{found.pk}", request.staff.provision_id),
        "may_change": access.may_change_commissioners(request.staff),
    }
    return render(request, "placements/commissioner.html", context)


@form_page
def add(request: HttpRequest) -> HttpResponse:
    form = CommissionerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_commissioner(
                form.facts, provision_id=request.staff.provision_id, by=request.staff.actor, at=request.received_at
            )
        except commands.CommissionerNameTaken as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, f"{made.name} is added.")
            return redirect("placements:commissioner", made.pk)
    return form_response(request, "placements/commissioner_form.html", {"form": form})


@form_page
def change(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    found = access.commissioner(request.staff, commissioner_id)
    names = tuple(commands.CommissionerFacts.__dataclass_fields__)
    initial = {name: getattr(found, name) for name in names}
    form = CommissionerForm(request.POST or None, initial=initial, seen=changes.seal(found, names))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_commissioner(found, form.facts, by=request.staff.actor, at=request.received_at)
        except commands.CommissionerNameTaken as refusal:
            form.refuse(refusal, "name")
        else:
            messages.success(request, f"{found.name} is saved.")
            return redirect("placements:commissioner", found.pk)
    return form_response(request, "placements/commissioner_form.html", {"form": form, "commissioner": found})


@form_page
def archive(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    found = access.commissioner(request.staff, commissioner_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.archive_commissioner(
                found,
                reason=form.cleaned_data["reason"],
                today=london_day(request.received_at),
                by=request.staff.actor,
                at=request.received_at,
            )
        except commands.CommissionerInUse as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{found.name} is archived. What was sent to it is kept.")
            return redirect("placements:commissioners")
    return form_response(request, "placements/commissioner_archive.html", {"form": form, "commissioner": found})


@require_POST
def restore(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    found = access.commissioner(request.staff, commissioner_id)
    commands.restore_commissioner(found, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{found.name} is back in the list.")
    return redirect("placements:commissioner", found.pk)


@form_page
def add_link_person(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    found = access.commissioner(request.staff, commissioner_id)
    form = LinkPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = commands.add_link_person(found, form.facts, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{made.name} is added.")
        return redirect("placements:commissioner", found.pk)
    return form_response(request, "placements/link_person_form.html", {"form": form, "commissioner": found})


@form_page
def change_link_person(request: HttpRequest, link_person_id: int) -> HttpResponse:
    person = access.link_person(request.staff, link_person_id)
    names = tuple(commands.LinkPersonFacts.__dataclass_fields__)
    initial = {name: getattr(person, name) for name in names}
    form = LinkPersonForm(request.POST or None, initial=initial, seen=changes.seal(person, names))
    if request.method == "POST" and form.is_valid():
        commands.change_link_person(person, form.facts, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{person.name} is saved.")
        return redirect("placements:commissioner", person.commissioner_id)
    context = {"form": form, "commissioner": person.commissioner, "person": person}
    return form_response(request, "placements/link_person_form.html", context)


@form_page
def archive_link_person(request: HttpRequest, link_person_id: int) -> HttpResponse:
    person = access.link_person(request.staff, link_person_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        commands.archive_link_person(person, reason=reason, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{person.name} is no longer written to and sees no pupils here.")
        return redirect("placements:commissioner", person.commissioner_id)
    context = {"form": form, "commissioner": person.commissioner, "person": person}
    return form_response(request, "placements/link_person_archive.html", context)
