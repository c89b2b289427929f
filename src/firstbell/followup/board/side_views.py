"""What stands beside the board: answers to read, why something was late, numbers that were found wrong."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties.commands.explaining import give_late_reason
from firstbell.followup import access, queries
from firstbell.followup.forms import LateForm
from firstbell.followup.schools.answers import to_decide
from firstbell.followup.views import to_board
from firstbell.notices import access as notice_access
from firstbell.notices.commands.replies import accept_reply
from firstbell.notices.queries import read_words
from firstbell.registers.access import DECIDES


@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """What was late on a day and has no reason yet."""
    return _late_page(request, _day(request.GET.get("on"), london_day(request.received_at)))


@require_POST
def explain(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Say why one duty was late. It is asked once."""
    duty = access.duty(request.staff, duty_id)
    form = LateForm(request.POST, prefix=f"d{duty.pk}")
    if not form.is_valid():
        return _late_page(request, duty.on, form)
    try:
        give_late_reason(duty, form.reason, by=request.staff.actor, at=request.received_at)
        messages.success(request, "Kept beside the duty, with your name.")
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(f"{reverse('followup:late')}?on={duty.on}")


@require_POST
def reply(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Read an answer that a family gave by a link; one tap gives it the code that its words point to."""
    notice = notice_access.notice(request.staff, notice_id)
    code_key = notice.pointed_key if "accept" in request.POST else ""
    if accept_reply(notice, code_key, by=request.staff.actor, at=request.received_at):
        messages.success(request, read_words(notice, code_key))
    else:
        messages.warning(request, f"{notice.read_by or 'A colleague'} has read it already. Nothing was changed.")
    return to_board()


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What schools answered today whose code waits for the office."""
    found = to_decide(request.staff.provision_id, london_day(request.received_at))
    context = {"answers": found, "may_decide": request.staff.has(*DECIDES)}
    return render(request, "followup/answers.html", context)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Telephone numbers that were found wrong and are still kept."""
    found = queries.wrong_numbers_of(request.staff.provision_id)
    return render(request, "followup/numbers.html", {"numbers": found})


def _late_page(request: HttpRequest, day: date, faulty: LateForm | None = None) -> HttpResponse:
    rows = [
        (row, faulty if faulty and faulty.prefix == f"d{row.id}" else LateForm(prefix=f"d{row.id}"))
        for row in queries.late_of(access.duties(request.staff), day)
    ]
    context = {
        "day": day,
        "rows": rows,
        "faulty": faulty,
        "before": day - timedelta(days=1),
        "is_today": day == london_day(request.received_at),
    }
    return render(request, "followup/late.html", context, status=422 if faulty else 200)


def _day(text: str | None, today: date) -> date:
    """Return the day asked for, today where it is none or still to come."""
    try:
        return min(date.fromisoformat(text or ""), today)
    except ValueError:
        return today
