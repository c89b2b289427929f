"""Texting home from the board."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties.models import Duty
from firstbell.followup import access
from firstbell.followup.home.texting import HOME, draft_texts, text_home
from firstbell.outbox.models import Message
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


@require_POST
def text_all(request: HttpRequest) -> HttpResponse:
    """Draft a text to each home that waits for a call today, and show them before any goes."""
    today = london_day(request.received_at)
    waiting = access.duties(request.staff).filter(on=today, kind__in=HOME, state__in=Duty.WAITING)
    drafted = draft_texts(waiting.select_related("pupil", "provision"), by=request.staff.actor, at=request.received_at)
    chosen = [message.pk for message in drafted if message.state in Message.WAITING]
    if not chosen:
        messages.warning(request, "Nobody is left to text. Whoever may be texted has had one; ring the others.")
        return redirect("followup:board")
    return redirect(f"{reverse('outbox:together')}?{urlencode({'message': chosen}, doseq=True)}")
