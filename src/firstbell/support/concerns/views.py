"""Raising a concern, for everybody who works here; reading them, for the safeguarding lead alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.people import access as people
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.concerns import access, commands, queries
from firstbell.support.concerns.forms import EntryForm, RaiseForm, ReopenForm
from firstbell.support.concerns.models import ConcernEntry
from firstbell.support.reading import note_reading

Kind = ConcernEntry.Kind


@never_cache
@form_page
def raise_concern(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Tell the safeguarding lead of a worry. Whoever sends it sees only that it was sent."""
    pupil = people.pupil(request.staff, pupil_id)
    today = london_day(request.received_at)
    form = RaiseForm(request.POST or None, today=today)
    leads = [name for _, name, _ in queries.safeguarding_leads(request.staff.provision_id, today)]
    if request.method == "POST" and form.is_valid():
        commands.raise_concern(pupil, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
        if leads:
            messages.success(request, f"Sent to {' and '.join(leads)}. Nobody else can read it here.")
        else:
            messages.warning(request, "Kept. Nobody here is the safeguarding lead: tell the head in person, now.")
        return redirect("people:pupil", pupil.pk)
    return form_response(request, "support/concerns/raise.html", {"form": form, "pupil": pupil, "leads": leads})


@never_cache
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    waiting, closed = queries.concern_list(access.concerns(request.staff))
    note_reading(request, [row.concern.pupil_id for row in (*waiting, *closed)])
    return render(request, "support/concerns/concerns.html", {"waiting": waiting, "closed": closed})


@never_cache
@form_page
def concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One concern; posting writes what was done, or closes it. A closed one is opened again with a reason."""
    found = access.concern(request.staff, concern_id)
    page = queries.concern_page(found)
    form = ReopenForm(request.POST or None) if page.is_closed else EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data.get("kind", Kind.REOPENED)
        try:
            words = form.cleaned_data["words"]
            entry = commands.write_entry(found, kind, words, by=request.staff.actor, at=request.received_at)
            messages.success(request, f"Kept: {entry.get_kind_display().lower()}.")
            return redirect("support:concern", found.pk)
        except Refused as refused:
            form.refuse(refused)
    note_reading(request, [found.pupil_id])
    return form_response(request, "support/concerns/concern.html", {"page": page, "form": form})


@require_POST
def read(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One tap: the safeguarding lead knows of it."""
    found = access.concern(request.staff, concern_id)
    try:
        commands.write_entry(found, Kind.READ, "Read.", by=request.staff.actor, at=request.received_at)
        messages.success(request, "Kept that you have read it. Write down what you do about it.")
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("support:concern", found.pk)
