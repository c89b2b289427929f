"""Texting home from the board."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from firstbell.domain.errors import Refused
from firstbell.followup import access
from firstbell.followup.texting import text_home
from firstbell.people import access as people


@require_POST
def text(request: HttpRequest, duty_id: int, contact_id: int) -> HttpResponse:
    """Text one contact; a second press sends no second text."""
    duty = access.duty_to_do(request.staff, duty_id)
    contact = people.contact(request.staff, contact_id)
    try:
        text_home(duty, contact.pk, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"A text to {contact.name} is on its way. You see their answer as soon as it comes.")
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("followup:board")
