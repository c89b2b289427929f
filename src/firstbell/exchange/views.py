"""Bringing a file in: send it, say what its columns are, decide what is unclear, see what was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.exchange import access, commands, queries, storage
from firstbell.exchange.forms import ColumnsForm, SendForm
from firstbell.exchange.kinds import Kind
from firstbell.exchange.models import Upload
from firstbell.exchange.plan import StillOpen
from firstbell.exchange.preview import answers_in, preview_of
from firstbell.exchange.reading import FileRefused
from firstbell.exchange.sources import Source, remembered, source_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 422


@form_page
def start(request: HttpRequest) -> HttpResponse:
    kinds = access.kinds(request.staff)
    form = SendForm(request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            upload = commands.send_file(
                sent.name, sent.read(), Kind(form.cleaned_data["kind"]), by=request.staff, at=request.received_at
            )
        except FileRefused as refusal:
            form.refuse(refusal, "file")
        else:
            return redirect("exchange:preview", upload.pk)
    context = {
        "form": form,
        "sent": queries.recent_files(access.uploads(request.staff)),
        "section": access.section(request.staff),
    }
    return render(request, "exchange/start.html", context, status=_status(request))


@form_page
def columns(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = access.upload(request.staff, upload_id)
    source = _source(upload)
    if source is None:
        return _gone(request, upload)
    form = ColumnsForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        who: dict[str, Any] = {"by": request.staff.actor, "at": request.received_at}
        commands.remember_columns(form.targets, source.kind, provision_id=upload.provision_id, **who)
        return redirect("exchange:preview", upload.pk)
    context = {"form": form, "upload": upload, "source": source}
    return render(request, "exchange/columns.html", context, status=_status(request))


@form_page
def preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = access.upload(request.staff, upload_id)
    source = _source(upload)
    if source is None:
        return _gone(request, upload)
    if not source.columns.is_complete:
        return redirect("exchange:columns", upload.pk)
    answers = answers_in(request.POST)
    refusal: Refused | None = None
    if request.POST.get("do") == "bring-in":
        try:
            commands.bring_in_upload(
                upload,
                source,
                answers,
                by=request.staff.actor,
                at=request.received_at,
                seen=request.POST.get("seen", ""),
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect("exchange:done", upload.pk)
    plan, seen = queries.plan_of(source, answers, upload.provision_id, london_day(request.received_at))
    context = {
        "upload": upload,
        "preview": preview_of(source, plan, answers, seen),
        "refusal": refusal,
        "still_open": isinstance(refusal, StillOpen),
    }
    return render(request, "exchange/preview.html", context, status=REFUSED if refusal else 200)


@require_safe
def done(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = access.upload(request.staff, upload_id)
    return render(request, "exchange/done.html", {"upload": upload, "next": queries.next_page(upload.kind)})


@require_POST
def drop(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = access.upload(request.staff, upload_id)
    commands.drop_file(upload, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"{upload.file_name} is deleted. Nothing of it was brought in.")
    return redirect("exchange:start")


def _source(upload: Upload) -> Source | None:
    content = storage.content_of(upload.stored_as)
    if content is None:
        return None
    kind = Kind(upload.kind)
    return source_of(kind, upload.file_name, content, remembered(upload.provision_id, kind))


def _gone(request: HttpRequest, upload: Upload) -> HttpResponse:
    """A file that was brought in is done; another is no longer kept."""
    if upload.done_at:
        return redirect("exchange:done", upload.pk)
    messages.warning(request, f"{upload.file_name} is no longer here: a sent file is kept for a day. Send it again.")
    return redirect("exchange:start")


def _status(request: HttpRequest) -> int:
    """A form that is shown again after it was sent was not accepted."""
    return REFUSED if request.method == "POST" else 200
