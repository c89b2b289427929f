"""The health address."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstbell import clock
from firstbell.outbox import queries, sending
from firstbell.provisions.models import Provision
from firstbell.worker import heartbeat


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while a worker lives and sends, and 503 otherwise. Says nothing about anybody."""
    try:
        found = heartbeat.health(clock.machine_now())
        overdue = sending.due(request.received_at).first()
        provisions = list(Provision.objects.filter(archived_at=None).values_list("pk", flat=True))
        wrong = queries.set_up_fault(request.received_at, provisions)
    except DatabaseError:
        return JsonResponse({"web": "ok", "database": "silent"}, status=503)
    waited = request.received_at - overdue.next_try_at if overdue and overdue.next_try_at else None
    answer = {
        "web": "ok",
        "database": "ok",
        "worker": "ok" if found.alive else "silent",
        "worker_seconds_ago": None if found.age_seconds is None else round(found.age_seconds, 1),
        "worker_fault": bool(found.fault),
        "sending": "ok" if found.posts else "silent",
        "sending_set_up": "wrong" if wrong else "ok",
        "oldest_message_waits_seconds": None if waited is None else round(waited.total_seconds(), 1),
    }
    return JsonResponse(answer, status=200 if found.is_good else 503)


@require_safe
def earlier_address(request: HttpRequest) -> HttpResponse:
    """Send on whoever still asks at /health/."""
    return HttpResponsePermanentRedirect(reverse("worker:health"))
