"""The day sheet, the reasons it asks for, and closing the day."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.accounts.permissions import may_open
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, long_date
from firstbell.duties import commands as duties
from firstbell.followup import access
from firstbell.followup.board.waiting import Waits
from firstbell.reports.handover import commands
from firstbell.reports.handover.sheet import day_sheet
from firstbell.ui.forms import PlainForm

REASON = "reason-"


class DayForm(PlainForm):
    """The day whose sheet is shown: today, where none is given or it cannot be read."""

    names_optional = False

    day = forms.DateField(label="Day", required=False)
    note = forms.CharField(required=False, max_length=500)

    def chosen(self, today: date) -> date:
        self.is_valid()
        return self.cleaned_data.get("day") or today


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """What was due on a day, met, late and missed, by whom and why."""
    on = DayForm(request.GET).chosen(london_day(request.received_at))
    sheet = day_sheet(request.staff.provision_id, on, access.duties(request.staff))
    if sheet.pupil_ids:
        log_access(
            request.staff,
            sheet.pupil_ids,
            kind=AccessLog.Kind.VIEWED,
            route=request.resolver_match.view_name,
            at=request.received_at,
            request_id=request.id,
        )
    may_close = may_open(request.staff, "reports:close_day", "POST")
    shown = {"sheet": sheet, "may_close": may_close, "at": request.received_at}
    return render(request, "reports/day.html", shown)


@require_POST
def late_reasons(request: HttpRequest) -> HttpResponse:
    """Keep why duties were late or missed: as many as were written, each once."""
    kept = 0
    wanted = {name.removeprefix(REASON): words for name, words in request.POST.items() if name.startswith(REASON)}
    theirs = access.duties(request.staff).filter(pk__in=[key for key in wanted if key.isdecimal()])
    for duty in theirs:
        if not (words := wanted[str(duty.pk)].strip()):
            continue
        try:
            duties.give_late_reason(duty, words, by=request.staff.actor, at=request.received_at)
            kept += 1
        except Refused as refused:
            messages.error(request, str(refused))
    if kept:
        messages.success(request, f"{kept} reason{' is' if kept == 1 else 's are'} kept.")
    return _to_day(DayForm(request.POST).chosen(london_day(request.received_at)))


@require_POST
def close_day(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.POST)
    on = form.chosen(london_day(request.received_at))
    try:
        note = form.cleaned_data.get("note", "")
        commands.close_day(request.staff.provision_id, on, note=note, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{long_date(on)} is closed. What changes now is shown as after closing.")
    except Refused as refused:
        messages.error(request, str(refused))
    return _to_day(on)


def sheet_address(duty: Waits) -> str:
    """Return where the board's row about closing a day leads."""
    return _address(duty.on)


def _address(on: date) -> str:
    return f"{reverse('reports:day')}?{urlencode({'day': on.isoformat()})}"


def _to_day(on: date) -> HttpResponse:
    return redirect(_address(on))
