"""Taking a file out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from firstbell.exchange import access, commands
from firstbell.exchange.exports import MEDIA_TYPES
from firstbell.exchange.forms import ExportForm
from firstbell.exchange.kinds import Kind


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    form = ExportForm(request.POST or None, kinds=access.kinds(request.staff))
    if request.method == "POST" and form.is_valid():
        made = commands.export(
            Kind(form.cleaned_data["kind"]),
            form.cleaned_data["form"],
            provision_id=request.staff.provision_id,
            by=request.staff.actor,
            at=request.received_at,
            reader=request.staff,
        )
        response = HttpResponse(made.content, content_type=MEDIA_TYPES[form.cleaned_data["form"]])
        response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
    context = {"form": form, "section": access.section(request.staff)}
    return render(request, "exchange/export.html", context, status=422 if request.method == "POST" else 200)
