"""Who is on site, who left and came back, and who turned up unexpected."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.registers import queries


@require_safe
def on_site(request: HttpRequest) -> HttpResponse:
    now = queries.on_site_now(request.staff.provision_id, request.received_at)
    return render(request, "registers/on_site.html", {"now": now})
