"""The Support page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.support.home import parts_for
from firstbell.support.reading import note_reading


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is due in support, and what this reader may begin."""
    parts = parts_for(request.staff, request.received_at)
    note_reading(request, [pupil_id for part in parts for pupil_id in part.pupil_ids])
    return render(request, "support/home.html", {"parts": parts})
