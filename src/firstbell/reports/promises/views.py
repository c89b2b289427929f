"""The promise record: a page to read, and a file to take."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.domain.school_time import london_day
from firstbell.followup import access
from firstbell.provisions.queries import policy_on
from firstbell.reports.promises import commands
from firstbell.reports.promises.forms import RecordForm, months_until
from firstbell.reports.promises.record import COLUMNS, record, table
from firstbell.ui.csv_files import MEDIA_TYPE, as_csv


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """What was promised and what was done, by clause and month; every miss opens to its evidence."""
    form = _form(request, request.GET)
    shown = record(access.duties(request.staff), form, request.GET.get("page"))
    if shown.pupil_ids:
        log_access(
            request.staff,
            shown.pupil_ids,
            kind=AccessLog.Kind.VIEWED,
            route=request.resolver_match.view_name,
            at=request.received_at,
            request_id=request.id,
        )
    return render(request, "reports/promises.html", {"record": shown, "form": form, "asked": request.GET.urlencode()})


@require_POST
def promises_file(request: HttpRequest) -> HttpResponse:
    """The same rows as a CSV file. The page's own narrowing comes in the address."""
    form = _form(request, request.GET)
    rows, pupil_ids = table(access.duties(request.staff), form)
    name = f"promises-{london_day(request.received_at):%Y-%m-%d}.csv"
    commands.note_export(name, len(rows), pupil_ids, reader=request.staff, at=request.received_at)
    response = HttpResponse(as_csv(COLUMNS, rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _form(request: HttpRequest, given: QueryDict) -> RecordForm:
    today = london_day(request.received_at)
    rules = policy_on(request.staff.provision_id, today).rules
    clauses = sorted({rule.clause for rule in rules if rule.clause}, key=lambda clause: (len(clause), clause))
    return RecordForm(given, today=today, months=months_until(today), clauses=clauses)
