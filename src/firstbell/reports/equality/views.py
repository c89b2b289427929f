"""Attendance by group: a page and a file. No pupil is named, so no child's record is read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.school_time import london_day
from firstbell.domain.suppression import LEAST
from firstbell.reports.equality.commands import note_export
from firstbell.reports.equality.figures import COLUMNS, Equality, equality, rows_of, spans, when
from firstbell.ui.csv_files import MEDIA_TYPE, as_csv


@require_safe
def by_group(request: HttpRequest) -> HttpResponse:
    key, offered, found = _asked(request)
    context = {"found": found, "offered": offered, "chosen": key, "least": LEAST, "when": when(found)}
    return render(request, "reports/equality.html", context)


@require_POST
def by_group_file(request: HttpRequest) -> HttpResponse:
    """The same figures as a CSV file; the period comes in the address."""
    key, _, found = _asked(request)
    rows = rows_of(found)
    name = f"attendance-by-group-{key}-{london_day(request.received_at):%Y-%m-%d}.csv"
    note_export(name, len(rows), reader=request.staff, at=request.received_at)
    response = HttpResponse(as_csv(COLUMNS, rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(request: HttpRequest) -> tuple[str, list[tuple[str, str]], Equality]:
    """Return the period asked for, those that can be, and its figures; an unknown one is the year."""
    known = spans(request.staff.provision_id, london_day(request.received_at))
    asked = request.GET.get("period", "")
    key = asked if asked in known else "year"
    title, span = known[key]
    return key, [(each, words) for each, (words, _) in known.items()], equality(request.staff.provision_id, title, span)
