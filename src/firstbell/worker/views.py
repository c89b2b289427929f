"""The health address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstbell.worker import heartbeat


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while a worker lives and 503 otherwise. Says nothing about anybody."""
    found = heartbeat.health(request.received_at)
    answer = {
        "web": "ok",
        "worker": "ok" if found.alive else "silent",
        "worker_seconds_ago": None if found.age_seconds is None else round(found.age_seconds, 1),
        "worker_fault": bool(found.fault),
    }
    return JsonResponse(answer, status=200 if found.alive else 503)
