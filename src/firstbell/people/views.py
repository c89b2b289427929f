"""Pupils and contacts: the list, the page, the forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.people import access, commands, queries
from firstbell.people.forms import ContactForm, PupilForm, SameNameForm, SearchForm
from firstbell.people.models import Contact, Pupil
from firstbell.people.panels import panels_of
from firstbell.provisions import changes
from firstbell.provisions.fields import ReasonForm
from firstbell.provisions.history import history as history_of
from firstbell.provisions.responses import form_page, form_response


@require_safe
def pupils(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    listed = queries.pupil_list(
        access.pupils(request.staff),
        request.staff.provision_id,
        london_day(request.received_at),
        search=asked.get("q", ""),
        group_id=asked.get("group"),
        archived=asked.get("archived", False),
    )
    context = {"listed": listed, "asked": asked, "may_change": access.may_change(request.staff)}
    return render(request, "people/pupils.html", context)


@require_safe
def pupil(request: HttpRequest, pupil_id: int) -> HttpResponse:
    found = access.pupil(request.staff, pupil_id)
    today = london_day(request.received_at)
    contacts, former = queries.contacts_and_former(found)
    context = {
        "pupil": queries.pupil_card(found, today),
        "contacts": contacts,
        "former_contacts": former,
        "first_to_ring": queries.first_to_ring(contacts),
        "panels": panels_of(request.staff, found, request.received_at),
        "may_change": access.may_change(request.staff),
    }
    return render(request, "people/pupil.html", context)


@require_safe
def history(request: HttpRequest, pupil_id: int) -> HttpResponse:
    found = access.pupil(request.staff, pupil_id)
    told = history_of(f"pupil:{found.pk}", request.staff.provision_id)
    return render(request, "people/history.html", {"pupil": found, "told": told})


@form_page
def add(request: HttpRequest) -> HttpResponse:
    form = PupilForm(request.POST or None, today=london_day(request.received_at))
    twins: list[Pupil] = []
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        twins = queries.same_name(Pupil(provision_id=request.staff.provision_id, **_names(facts)))
        sure = SameNameForm(request.POST)
        if not twins or (sure.is_valid() and sure.cleaned_data["another"]):
            try:
                made = commands.add_pupil(
                    facts,
                    form.flags,
                    provision_id=request.staff.provision_id,
                    by=request.staff.actor,
                    at=request.received_at,
                )
            except commands.UpnTaken as refusal:
                form.refuse(refusal, "upn")
            else:
                messages.success(request, f"{made.name} is added. Next: who to ring, and which days they come.")
                return redirect("people:pupil", made.pk)
    context = {"form": form, "twins": twins, "same_name": SameNameForm()}
    return form_response(request, "people/pupil_form.html", context)


def _names(facts: commands.PupilFacts) -> dict[str, str]:
    names = ("legal_first_name", "legal_last_name", "preferred_first_name", "preferred_last_name")
    return {name: getattr(facts, name) for name in names}


@form_page
def change(request: HttpRequest, pupil_id: int) -> HttpResponse:
    found = access.pupil(request.staff, pupil_id)
    seen = changes.seal(found, commands.PupilFacts.__dataclass_fields__)
    form = PupilForm(
        request.POST or None,
        initial=PupilForm.initial_of(found),
        today=london_day(request.received_at),
        seen=seen,
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_pupil(found, form.facts, form.flags, by=request.staff.actor, at=request.received_at)
        except commands.UpnTaken as refusal:
            form.refuse(refusal, "upn")
        else:
            messages.success(request, f"{found.name} is saved.")
            return redirect("people:pupil", found.pk)
    return form_response(request, "people/pupil_form.html", {"form": form, "pupil": found})


@form_page
def archive(request: HttpRequest, pupil_id: int) -> HttpResponse:
    found = access.pupil(request.staff, pupil_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        commands.archive_pupil(found, reason=reason, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{found.name} is archived. Their registers and history are kept.")
        return redirect("people:list")
    return form_response(request, "people/pupil_archive.html", {"form": form, "pupil": found})


@require_POST
def restore(request: HttpRequest, pupil_id: int) -> HttpResponse:
    found = access.pupil(request.staff, pupil_id)
    commands.restore_pupil(found, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{found.name} is back in the list. Check their placement.")
    return redirect("people:pupil", found.pk)


@form_page
def add_contact(request: HttpRequest, pupil_id: int) -> HttpResponse:
    found = access.pupil(request.staff, pupil_id)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_contact(found, form.facts, by=request.staff.actor, at=request.received_at)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{made.name} is added, last in the order of ringing.")
            return redirect("people:pupil", found.pk)
    return _contact_page(request, form, found)


@form_page
def change_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = access.contact(request.staff, contact_id)
    seen = changes.seal(contact, ContactForm.base_fields)
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(contact), seen=seen)
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_contact(contact, form.facts, by=request.staff.actor, at=request.received_at)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{contact.name} is saved.")
            return redirect("people:pupil", contact.pupil_id)
    return _contact_page(request, form, contact.pupil, contact)


def _contact_page(
    request: HttpRequest, form: ContactForm, pupil: Pupil, contact: Contact | None = None
) -> HttpResponse:
    context = {"form": form, "pupil": pupil, "contact": contact}
    return form_response(request, "people/contact_form.html", context)


@require_POST
def move_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = access.contact(request.staff, contact_id)
    up = request.POST.get("to") == "up"
    commands.move_contact(contact, up=up, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{contact.name} is now rung {'earlier' if up else 'later'}.")
    return redirect("people:pupil", contact.pupil_id)


@form_page
def archive_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = access.contact(request.staff, contact_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        commands.archive_contact(contact, reason=reason, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{contact.name} is no longer rung about {contact.pupil.name}.")
        return redirect("people:pupil", contact.pupil_id)
    context: dict[str, Any] = {"form": form, "pupil": contact.pupil, "contact": contact}
    return form_response(request, "people/contact_archive.html", context)


@require_POST
def restore_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = access.former_contact(request.staff, contact_id)
    commands.restore_contact(contact, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{contact.name} is rung again, last in the order. Check their numbers.")
    return redirect("people:pupil", contact.pupil_id)
