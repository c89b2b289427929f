"""The figures of a whole provision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.domain.school_time import academic_year, london_day
from firstbell.reports.whole_year import whole_year


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """The year of every pupil, by name. Reading it is noted for each of them."""
    today = london_day(request.received_at)
    rows = whole_year(request.staff.provision_id, today)
    log_access(
        request.staff,
        [row.pupil_id for row in rows],
        kind=AccessLog.Kind.VIEWED,
        route=request.resolver_match.view_name,
        at=request.received_at,
        request_id=request.id,
    )
    context = {"rows": rows, "starts_on": academic_year(today).starts_on, "today": today}
    return render(request, "reports/everybody.html", context)
