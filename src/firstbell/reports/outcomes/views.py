"""The page of strategy outcomes, and its table as a file."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.school_time import london_day
from firstbell.reports.outcomes.commands import note_export
from firstbell.reports.outcomes.queries import COLUMNS, OutcomePage, outcome_page, table_of
from firstbell.ui.csv_files import MEDIA_TYPE, as_csv


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """?on= is any day of the school year that is asked for; this year's without it. Nobody is named."""
    return render(request, "reports/outcomes/page.html", {"page": _page(request)})


@require_POST
def outcomes_file(request: HttpRequest) -> HttpResponse:
    page, at = _page(request), request.received_at
    rows = table_of(page)
    name = f"strategy-outcomes-{page.span.starts_on.year}.csv"
    note_export(name, len(rows), reader=request.staff, at=at)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(as_csv(COLUMNS, rows), content_type=MEDIA_TYPE, headers=headers)


def _page(request: HttpRequest) -> OutcomePage:
    today = london_day(request.received_at)
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        day = today
    return outcome_page(request.staff.provision_id, min(day, today), today)
