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
from firstbell.outbox.models import Message
from firstbell.people import access as people
from firstbell.placements import access as placements
from firstbell.policy.reports import ReportDocument, ReportTo
from firstbell.provisions.models import Provision
from firstbell.registers.queries import periods
from firstbell.reports.documents import commands
from firstbell.reports.documents.commissioner import commissioner_report
from firstbell.reports.documents.document import Document
from firstbell.reports.documents.extract import register_extract
from firstbell.reports.documents.files import MEDIA_TYPES, Form, checkpoint_of, file_name, file_of
from firstbell.reports.documents.forms import FileForm, SpanForm
from firstbell.reports.documents.handover import handover
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.posts import posts
from firstbell.reports.documents.pupil import certificate, pupil_report
from firstbell.reports.documents.recipients import Subject
from firstbell.reports.documents.spans import week_of
from firstbell.reports.documents.term import term_report

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Made:
    """A document and the days that were asked for.

    form: None where the days are given by what it is about. run: whom it can be sent to, None where it is only taken.
    to: that recipient in words.
    """

    document: Document
    form: SpanForm | None
    run: ReportRun | None = None
    to: str = ""


Make = Callable[..., Made]


def commissioner(request: HttpRequest, commissioner_id: int) -> Made:
    """A school's or council's own pupils, this week unless other days are asked for."""
    found = placements.commissioner(request.staff, commissioner_id)
    form = SpanForm(request.GET, offered=week_of(found.provision_id, _today(request)))
    document = commissioner_report(found, form.span)
    run = _run(document, request, ReportDocument.COMMISSIONER, ReportTo.COMMISSIONER, Subject(found.pk))
    return Made(document, form, run, found.name)


def pupil(request: HttpRequest, pupil_id: int) -> Made:
    """A pupil's half-term so far."""
    found = people.pupil(request.staff, pupil_id)
    asked = periods(found.provision_id, _today(request))
    form = SpanForm(request.GET, offered=_until(asked.half_term or asked.year, _today(request)))
    document = pupil_report(found, form.span, before=asked.last_half_term)
    run = _run(document, request, ReportDocument.PUPIL, ReportTo.PARENTS, Subject(pupil_id=found.pk))
    return Made(document, form, run, "the family")


def statement(request: HttpRequest, pupil_id: int) -> Made:
    """A statement of a pupil's attendance, this school year unless other days are asked for."""
    found = people.pupil(request.staff, pupil_id)
    form = SpanForm(request.GET, offered=_until(academic_year(_today(request)), _today(request)))
    return Made(certificate(found, form.span), form)


def extract(request: HttpRequest, pupil_id: int) -> Made:
    """Every mark of a pupil's register, this week unless other days are asked for."""
    found = people.pupil(request.staff, pupil_id)
    form = SpanForm(request.GET, offered=week_of(found.provision_id, _today(request)))
    return Made(register_extract(found, form.span), form)


def term(request: HttpRequest) -> Made:
    """The term so far, for governors and the council."""
    found = Provision.objects.get(pk=request.staff.provision_id)
    asked = periods(found.pk, _today(request))
    form = SpanForm(request.GET, offered=_until(asked.term or asked.year, _today(request)))
    return Made(term_report(found, form.span, with_groups=form.span == form.offered), form)


def end_of_placement(request: HttpRequest, placement_id: int) -> Made:
    """What goes with a pupil whose placement ends, to whoever placed them."""
    found = placements.placement(request.staff, placement_id)
    document = handover(found, _today(request))
    subject = Subject(found.commissioner_id, found.pupil_id, found.pk)
    run = _run(document, request, ReportDocument.HANDOVER, ReportTo.COMMISSIONER, subject)
    return Made(document, None, run, found.commissioner.name)


def _run(document: Document, request: HttpRequest, kind: ReportDocument, to: ReportTo, subject: Subject) -> ReportRun:
    """Return what sending this document would be, not yet kept."""
    return ReportRun(
        provision_id=request.staff.provision_id,
        document=kind,
        to=to,
        about=subject.about,
        commissioner_id=subject.commissioner_id,
        pupil_id=subject.pupil_id,
        placement_id=subject.placement_id,
        starts_on=document.span.starts_on,
        ends_on=document.span.ends_on,
        formats=Form.PDF.value,
    )


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
            checkpoint = checkpoint_of(request.staff.provision_id)
            content = file_of(made.document, kind, at=request.received_at, checkpoint=checkpoint)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(_address(request, request.resolver_match.view_name.removesuffix("_file"), ids))
        commands.note_taken(made.document, name, reader=request.staff, at=request.received_at)
        response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return view


def send(make: Make) -> View:
    """Return the view that writes a document to whom it is for, and shows the message before it goes."""

    @require_POST
    def view(request: HttpRequest, **ids: int) -> HttpResponse:
        made = make(request, **ids)
        back = _address(request, request.resolver_match.view_name.removesuffix("_send"), ids)
        if made.run is None or made.document.is_empty:
            messages.error(request, "There is nothing to send: no session was counted in these days.")
            return redirect(back)
        try:
            message = commands.send_now(made.run, reader=request.staff, at=request.received_at)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(back)
        if message.state not in Message.WAITING:
            return redirect("outbox:message", message.pk)
        return redirect(f"{reverse('outbox:together')}?message={message.pk}")

    return view


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """What will be sent by the policy, what was sent, and which documents can be made now."""
    today = _today(request)
    shown = posts(request.staff.provision_id, today, request.GET.get("page"))
    return render(request, "reports/documents.html", {"shown": shown, "today": today})


def _shown(request: HttpRequest, made: Made, ids: dict[str, int]) -> dict[str, Any]:
    route = request.resolver_match.view_name.removesuffix("_file")
    return {
        "document": made.document,
        "form": made.form,
        "url": reverse(route, kwargs=ids),
        "file_url": _address(request, f"{route}_file", ids),
        "send_url": _address(request, f"{route}_send", ids) if made.run and not made.document.is_empty else "",
        "to": made.to,
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
