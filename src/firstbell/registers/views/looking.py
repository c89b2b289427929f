"""The registers of a day, and the year's register of a pupil and of a group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.domain.school_time import london_day
from firstbell.registers import access, commands, queries


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The sessions of a day. The first need of a day opens it, if the worker has not yet."""
    now = london_day(request.received_at)
    day = _day(request.GET.get("on"), now)
    provision_id = request.staff.provision_id
    own = access.own_groups(request.staff, day)
    rooms = queries.todays_registers(provision_id, day, request.received_at, own_groups=own)
    if not rooms and day == now:
        commands.open_day(provision_id, day, at=request.received_at)
        rooms = queries.todays_registers(provision_id, day, request.received_at, own_groups=own)
    sessions = [
        ("Morning", [room for room in rooms if room.session == "AM"]),
        ("Afternoon", [room for room in rooms if room.session == "PM"]),
    ]
    context = {
        "day": day,
        "is_today": day == now,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < now else None,
        "sessions": [(word, found) for word, found in sessions if found],
    }
    return render(request, "registers/today.html", context)


def _day(text: str | None, now: date) -> date:
    """Return the day asked for, today where it is none or still to come."""
    try:
        asked = date.fromisoformat(text or "")
    except ValueError:
        return now
    return min(asked, now)


@require_safe
def pupil_year(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """The year's register of one pupil, to read and to print. Reading it is noted."""
    pupil = access.pupil(request.staff, pupil_id)
    now = london_day(request.received_at)
    year = queries.pupil_year(pupil, _day(request.GET.get("on"), now))
    _note(request, [pupil.pk])
    return render(request, "registers/year.html", {"year": year, "pupil": pupil, "now": now})


@require_safe
def group_year(request: HttpRequest, group_id: int) -> HttpResponse:
    """The year's register of a group, month by month; `?month=2026-11` shows one."""
    group = access.group(request.staff, group_id)
    now = london_day(request.received_at)
    month = _month(request.GET.get("month"))
    year = queries.group_year(group, month or _day(request.GET.get("on"), now), month)
    _note(request, year.pupil_ids)
    return render(request, "registers/year.html", {"year": year, "group": group, "now": now, "month": month})


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return None


def _note(request: HttpRequest, pupil_ids: Collection[int]) -> None:
    log_access(
        request.staff,
        pupil_ids,
        kind=AccessLog.Kind.VIEWED,
        route=request.resolver_match.view_name,
        at=request.received_at,
        request_id=request.id,
    )
