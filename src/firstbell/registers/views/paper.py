"""A register on paper: printed before, typed in later."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.domain.errors import Refused
from firstbell.registers import access, commands, posted
from firstbell.registers.forms import PaperForm


@require_safe
def form_to_print(request: HttpRequest, register_id: int) -> HttpResponse:
    """The blank register in the page's own order, for a dead battery or a day outdoors."""
    page = access.register_page(request.staff, register_id, request.received_at)
    return render(request, "registers/paper.html", {"page": page, "printed_at": request.received_at})


@require_http_methods(["GET", "HEAD", "POST"])
def typed(request: HttpRequest, register_id: int) -> HttpResponse:
    """Type in what the paper says; lines left alone stay as they are."""
    page = access.register_page(request.staff, register_id, request.received_at)
    form = PaperForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            sent = posted.read_paper(request.POST, [line.id for line in page.lines])
            commands.take_from_paper(
                register_id,
                sent,
                seen_by=form.cleaned_data["seen_by"],
                taken_at=form.taken_at(page.on),
                by=request.staff.actor,
                at=request.received_at,
                provision_id=request.staff.provision_id,
            )
            return redirect("registers:page", register_id)
        except Refused as refused:
            refusal = refused
    context = {"page": page, "form": form, "refusal": refusal, "sent": request.POST, "tap": uuid4()}
    return render(request, "registers/typed.html", context, status=422 if request.method == "POST" else 200)
