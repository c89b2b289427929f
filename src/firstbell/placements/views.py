"""Placements of pupils, their weekly patterns, and the changes of one day. Commissioners: commissioner_views.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, long_date
from firstbell.people import access as people
from firstbell.placements import access, commands, queries
from firstbell.placements.forms import BaselineForm, DayChangeForm, EndForm, PlacementForm, first_day
from firstbell.placements.models import Baseline, DayChange, Placement
from firstbell.placements.pattern_forms import PatternForm
from firstbell.provisions import changes
from firstbell.provisions.fields import ReasonForm
from firstbell.provisions.queries import calendar
from firstbell.provisions.responses import form_page, form_response

LOOK_AHEAD = timedelta(days=60)


@form_page
def add(request: HttpRequest, pupil_id: int) -> HttpResponse:
    pupil = people.pupil(request.staff, pupil_id)
    form = PlacementForm(request.POST or None, commissioners=access.commissioners(request.staff))
    if request.method == "POST" and form.is_valid():
        try:
            placement = commands.start_placement(pupil, form.facts, by=request.staff.actor, at=request.received_at)
        except (commands.EndsBeforeStart, commands.StartsTwice) as refusal:
            form.refuse(refusal, "ends_on" if isinstance(refusal, commands.EndsBeforeStart) else "starts_on")
        else:
            messages.success(request, f"{pupil.name}’s place is kept. Now say which sessions they come.")
            return redirect("placements:pattern", placement.pk)
    return form_response(request, "placements/placement_form.html", {"form": form, "pupil": pupil})


@form_page
def change(request: HttpRequest, placement_id: int) -> HttpResponse:
    placement = access.placement(request.staff, placement_id)
    form = PlacementForm(
        request.POST or None,
        initial=PlacementForm.initial_of(placement),
        commissioners=access.commissioners(request.staff),
        seen=changes.seal(placement, commands.PlacementFacts.__dataclass_fields__),
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_placement(placement, form.facts, by=request.staff.actor, at=request.received_at)
        except (commands.EndsBeforeStart, commands.StartsTwice, commands.PatternOverlaps) as refusal:
            form.refuse(refusal, "ends_on" if isinstance(refusal, commands.EndsBeforeStart) else "starts_on")
        else:
            messages.success(request, "The placement is saved.")
            return redirect("people:pupil", placement.pupil_id)
    context = {"form": form, "pupil": placement.pupil, "placement": placement}
    return form_response(request, "placements/placement_form.html", context)


@form_page
def end(request: HttpRequest, placement_id: int) -> HttpResponse:
    placement = access.placement(request.staff, placement_id)
    form = EndForm(request.POST or None, initial={"ends_on": placement.ends_on})
    if request.method == "POST" and form.is_valid():
        ends_on, reason = form.cleaned_data["ends_on"], form.cleaned_data["reason"]
        try:
            commands.end_placement(
                placement, ends_on=ends_on, reason=reason, by=request.staff.actor, at=request.received_at
            )
        except commands.EndsBeforeStart as refusal:
            form.refuse(refusal, "ends_on")
        else:
            messages.success(request, f"{placement.pupil.name} is expected until {long_date(ends_on)}, then no longer.")
            return redirect("people:pupil", placement.pupil_id)
    context = {"form": form, "pupil": placement.pupil, "placement": placement}
    return form_response(request, "placements/placement_end.html", context)


@form_page
def take_back(request: HttpRequest, placement_id: int) -> HttpResponse:
    placement = access.placement(request.staff, placement_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        commands.take_back_placement(placement, reason=reason, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"The placement by {placement.commissioner} is taken back. Its history is kept.")
        return redirect("people:pupil", placement.pupil_id)
    context = {"form": form, "pupil": placement.pupil, "placement": placement}
    return form_response(request, "placements/placement_take_back.html", context)


@form_page
def baseline(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Write down the main school's own figure. `?moment=after` fills in what is kept of that time."""
    placement = access.placement(request.staff, placement_id)
    asked = request.GET.get("moment", Baseline.Moment.BEFORE)
    kept = placement.baselines.filter(moment=asked).first()
    initial = model_to_dict(kept) if kept else {"moment": asked}
    form = BaselineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            commands.record_baseline(placement, form.facts, by=request.staff.actor, at=request.received_at)
        except commands.MoreAttendedThanPossible as refusal:
            form.refuse(refusal, "attended")
        except commands.NotOfThatTime as refusal:
            form.refuse(refusal, "ends_on")
        else:
            messages.success(request, "The main school’s figure is kept, beside ours.")
            return redirect("people:pupil", placement.pupil_id)
    context = {"form": form, "pupil": placement.pupil, "placement": placement}
    return form_response(request, "placements/baseline.html", context)


@form_page
def pattern(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Edit the week. The button “every day like Monday” fills the form and saves nothing."""
    placement = access.placement(request.staff, placement_id)
    today = london_day(request.received_at)
    shown_on = first_day(placement, today)
    form = _pattern_form(request, placement, shown_on, request.POST or None)
    if request.method == "POST" and "fill" in request.POST:
        filled = _pattern_form(request, placement, shown_on, form.like_first_day())
        return render(request, "placements/pattern.html", {"form": filled, "placement": placement, "is_filled": True})
    if request.method == "POST" and form.is_valid():
        from_on = form.cleaned_data["from_on"]
        try:
            commands.change_timetable(
                placement, form.slots, from_on=from_on, by=request.staff.actor, at=request.received_at
            )
        except commands.PatternOverlaps as refusal:
            form.refuse(refusal, form.key(refusal.weekday, refusal.session, "group"))
        else:
            count = len(form.slots)
            messages.success(request, f"{count} session{'' if count == 1 else 's'} a week from {long_date(from_on)}.")
            return redirect("people:pupil", placement.pupil_id)
    return form_response(request, "placements/pattern.html", {"form": form, "placement": placement})


def _pattern_form(request: HttpRequest, placement: Placement, shown_on: date, typed: Any) -> PatternForm:
    slots = queries.pattern_on(placement, shown_on)
    open_days = {day + 1 for day in calendar(request.staff.provision_id).weekdays}
    return PatternForm(
        typed,
        initial=PatternForm.initial_of(slots) | {"from_on": shown_on},
        placement=placement,
        groups=access.groups(request.staff),
        days=sorted(open_days | {slot.weekday for slot in slots}),
    )


@require_safe
def day_changes(request: HttpRequest) -> HttpResponse:
    today = london_day(request.received_at)
    rows = queries.day_change_list(access.day_changes(request.staff), today, today + LOOK_AHEAD)
    context = {
        "changes": rows,
        "today": today,
        "kinds": DayChange.Kind.choices,
        "may_change": people.may_change(request.staff),
    }
    return render(request, "placements/day_changes.html", context)


@form_page
def add_day_change(request: HttpRequest, kind: str) -> HttpResponse:
    """Change one day. `?pupil=12`, `?group=3` and `?on=2026-11-24` fill the form in beforehand."""
    if kind not in DayChange.Kind.values:
        raise Http404
    pupils = people.pupils(request.staff).filter(archived_at=None)
    form = DayChangeForm(
        request.POST or None,
        initial=_asked(request),
        kind=DayChange.Kind(kind),
        pupils=pupils,
        groups=access.groups(request.staff),
        sites=access.sites(request.staff),
        tutors=access.tutors(request.staff),
    )
    if request.method == "POST" and form.is_valid():
        made = commands.make_day_change(
            form.facts, provision_id=request.staff.provision_id, by=request.staff.actor, at=request.received_at
        )
        messages.success(request, f"{made.get_kind_display()} on {long_date(made.on)} is kept. Open registers follow.")
        return redirect("placements:day_changes")
    context = {"form": form, "kind": DayChange.Kind(kind).label}
    return form_response(request, "placements/day_change_form.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    initial: dict[str, Any] = {"on": request.GET.get("on") or london_day(request.received_at)}
    for name in ("pupil", "group"):
        if request.GET.get(name, "").isdecimal():
            initial["whom"] = f"{name}:{request.GET[name]}"
    return initial


@require_POST
def cancel_day_change(request: HttpRequest, change_id: int) -> HttpResponse:
    found = access.day_change(request.staff, change_id)
    try:
        commands.cancel_day_change(found, by=request.staff.actor, at=request.received_at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.get_kind_display()} on {long_date(found.on)} is taken back.")
    return redirect("placements:day_changes")
