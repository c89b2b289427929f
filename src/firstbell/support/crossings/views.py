"""The stages pupils are at, and the letters about them. Every reading is logged."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.models import AccessLog
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.support.crossings import access, letters, queries
from firstbell.support.crossings.models import Letter
from firstbell.support.crossings.printing import FILE_NAME, letter_pdf, parts_of
from firstbell.support.reading import note_reading


@require_safe
def stages(request: HttpRequest) -> HttpResponse:
    """Pupils by the line they are past, and the letters that wait for a person."""
    today, provision_id = london_day(request.received_at), request.staff.provision_id
    groups = queries.stage_list(provision_id, today)
    waiting = queries.waiting_letters(provision_id)
    note_reading(
        request,
        [stage.pupil_id for group in groups for stage, _ in group.stages]
        + [letter.crossing.pupil_id for letter in waiting],
    )
    rows = [(letter, queries.row_of(letter)) for letter in waiting]
    count = sum(len(group.stages) for group in groups)
    return render(request, "support/crossings/stages.html", {"groups": groups, "letters": rows, "count": count})


@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    shown = access.letter(request.staff, letter_id)
    note_reading(request, [shown.crossing.pupil_id])
    correction = Letter.objects.filter(corrects=shown).first()
    context = {
        "letter": shown,
        "row": queries.row_of(shown),
        "parts": parts_of(shown),
        "correction": correction,
        "may_post": queries.row_of(shown).waits,
    }
    return render(request, "support/crossings/letter.html", context)


@require_safe
def letter_of_duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Lead from what is due to its letter; where none was written, to saying that it is done."""
    found = Letter.objects.filter(duty=access.duty(request.staff, duty_id)).first()
    return redirect("support:letter", found.pk) if found else redirect("followup:done", duty_id)


@require_safe
def print_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter as a PDF, to be posted."""
    shown = access.letter(request.staff, letter_id)
    document = letter_pdf(shown, request.received_at)
    note_reading(request, [shown.crossing.pupil_id], kind=AccessLog.Kind.PRINTED)
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{FILE_NAME}"', "Cache-Control": "no-store"},
    )


@require_POST
def post_letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Record that the letter was posted; what it was owed for is done."""
    shown = access.letter(request.staff, letter_id)
    try:
        letters.post(shown, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"Posted to {shown.to_name}. What it was due for is done.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("support:letter", shown.pk)
