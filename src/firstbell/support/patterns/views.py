"""The list of patterns, and setting one aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.provisions.responses import form_page, form_response
from firstbell.support.patterns import access, commands
from firstbell.support.patterns.forms import SetAsideForm
from firstbell.support.patterns.queries import pattern_list
from firstbell.support.reading import note_reading


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Every pupil with a pattern, and what was set aside with its reason."""
    found = pattern_list(request.staff.provision_id)
    note_reading(request, [pupil.pupil_id for pupil in (*found.pupils, *found.aside)])
    return render(request, "support/patterns/patterns.html", {"found": found})


@form_page
def set_aside(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """Say why nothing need come of a pattern."""
    pattern = access.pattern(request.staff, pattern_id)
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.set_aside(pattern, reason=form.cleaned_data["reason"], by=request.staff.actor, at=request.received_at)
        messages.success(request, f"Set aside for {pattern.pupil.name}. It comes back if it grows by three days.")
        return redirect("support:patterns")
    note_reading(request, [pattern.pupil_id])
    return form_response(request, "support/patterns/set_aside.html", {"form": form, "pattern": pattern})


@require_POST
def bring_back(request: HttpRequest, aside_id: int) -> HttpResponse:
    aside = access.set_aside(request.staff, aside_id)
    commands.bring_back(aside, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"The pattern is back on the list for {aside.pupil.name}.")
    return redirect("support:patterns")
