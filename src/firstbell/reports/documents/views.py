"""Documents: each on a page, and as a file of the same answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import Span, academic_year, london_day
from firstbell.people import access as people
from firstbell.placements import access as placements
from firstbell.provisions.models import Provision
from firstbell.registers.queries import periods
from firstbell.reports.documents import commands
from firstbell.reports.documents.commissioner import commissioner_report
from firstbell.reports.documents.document import Document
from firstbell.reports.documents.files import MEDIA_TYPES, Form, file_name, file_of
from firstbell.reports.documents.forms import FileForm, SpanForm
from firstbell.reports.documents.handover import handover
from firstbell.reports.documents.pupil import certificate, pupil_report
from firstbell.reports.documents.spans import week_of
from firstbell.reports.documents.term import term_report

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Made:
    """A document and the days that were asked for; form: None where the days are given by what it is about."""

    document: Document
    form: SpanForm | None


Make = Callable[..., Made]


def commissioner(request: HttpRequest, commissioner_id: int) -> Made:
    """A school's or council's own pupils, this week unless other days are asked for."""
    found = placements.commissioner(request.staff, commissioner_id)
    form = SpanForm(request.GET, offered=week_of(found.provision_id, _today(request)))
    return Made(commissioner_report(found, form.span), form)


def pupil(request: HttpRequest, pupil_id: int) -> Made:
    """A pupil's half-term so far."""
    found = people.pupil(request.staff, pupil_id)
    asked = periods(found.provision_id, _today(request))
    form = SpanForm(request.GET, offered=_until(asked.half_term or asked.year, _today(request)))
    return Made(pupil_report(found, form.span, before=asked.last_half_term), form)


def statement(request: HttpRequest, pupil_id: int) -> Made:
    """A statement of a pupil's attendance, this school year unless other days are asked for."""
    found = people.pupil(request.staff, pupil_id)
    form = SpanForm(request.GET, offered=_until(academic_year(_today(request)), _today(request)))
    return Made(certificate(found, form.span), form)


def term(request: HttpRequest) -> Made:
    """The term so far, for governors and the council."""
    found = Provision.objects.get(pk=request.staff.provision_id)
    asked = periods(found.pk, _today(request))
    form = SpanForm(request.GET, offered=_until(asked.term or asked.year, _today(request)))
    return Made(term_report(found, form.span), form)


def end_of_placement(request: HttpRequest, placement_id: int) -> Made:
    return Made(handover(placements.placement(request.staff, placement_id), _today(request)), None)


def page(make: Make) -> View:
    """Return the view that shows a document."""

    @require_safe
    def view(request: HttpRequest, **ids: int) -> HttpResponse:
        made = make(request, **ids)
        if made.document.pupil_ids:
            log_access(
                request.staff,
                made.document.pupil_ids,
                kind=AccessLog.Kind.VIEWED,
                route=request.resolver_match.view_name,
                at=request.received_at,
                request_id=request.id,
            )
        wrong = made.form is not None and made.form.is_bound and not made.form.is_valid()
        return render(request, "reports/document.html", _shown(request, made, ids), status=422 if wrong else 200)

    return view


def file(make: Make) -> View:
    """Return the view that gives a document as a file. The days come in the address, as the page has them."""

    @require_POST
    def view(request: HttpRequest, **ids: int) -> HttpResponse:
        made, form = make(request, **ids), FileForm(request.POST)
        if not form.is_valid():
            return render(request, "reports/document.html", _shown(request, made, ids), status=422)
        kind = Form(form.cleaned_data["form"])
        name = file_name(made.document, kind)
        try:
            content = file_of(made.document, kind, at=request.received_at)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(_address(request, request.resolver_match.view_name.removesuffix("_file"), ids))
        commands.note_taken(made.document, name, reader=request.staff, at=request.received_at)
        response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return view


def _shown(request: HttpRequest, made: Made, ids: dict[str, int]) -> dict[str, Any]:
    route = request.resolver_match.view_name.removesuffix("_file")
    return {
        "document": made.document,
        "form": made.form,
        "url": reverse(route, kwargs=ids),
        "file_url": _address(request, f"{route}_file", ids),
        "at": request.received_at,
    }


def _address(request: HttpRequest, route: str, ids: dict[str, int]) -> str:
    address = reverse(route, kwargs=ids)
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def _today(request: HttpRequest) -> date:
    return london_day(request.received_at)


def _until(span: Span, today: date) -> Span:
    """Return a span up to today."""
    return Span(span.starts_on, max(span.starts_on, min(span.ends_on, today)))
