"""The pages of meetings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.models import AccessLog
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.people import access as people
from firstbell.people.models import Pupil
from firstbell.provisions.responses import form_page, form_response
from firstbell.support.cases import access as case_access
from firstbell.support.cases import commands as cases
from firstbell.support.cases.forms import ActionForm
from firstbell.support.cases.models import Case
from firstbell.support.cases.queries import open_case_of, owners
from firstbell.support.meetings import access, commands, printing, queries
from firstbell.support.meetings.askable import askable
from firstbell.support.meetings.calendar_files import Method
from firstbell.support.meetings.forms import ArrangeForm, AskForm, CancelForm, DetailsForm, HoldForm
from firstbell.support.meetings.models import Invitee, Meeting
from firstbell.support.meetings.words import content_of
from firstbell.support.reading import note_reading


@form_page
def arrange_for(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Arrange a meeting about a pupil; without an open case one is opened with it. ?why= becomes the purpose."""
    pupil = people.pupil(request.staff, pupil_id)
    standing = open_case_of(pupil.pk)
    if standing is not None:
        why = request.GET.get("why", "")
        where = reverse("support:arrange_meeting", args=[standing.pk])
        return redirect(f"{where}?{urlencode({'why': why})}" if why else where)
    return _arrange(request, pupil, None)


@form_page
def arrange(request: HttpRequest, case_id: int) -> HttpResponse:
    """Arrange a meeting in a case. ?why= becomes the purpose."""
    case = case_access.case_to_change(request.staff, case_id)
    return _arrange(request, case.pupil, case)


def _arrange(request: HttpRequest, pupil: Pupil, case: Case | None) -> HttpResponse:
    staff, at = request.staff, request.received_at
    today, why = london_day(at), request.GET.get("why", "")
    known = askable(pupil, case, today)
    form = ArrangeForm(
        request.POST or None, initial={"purpose": why[:160], "place": staff.provision_name}, today=today, known=known
    )
    if request.method == "POST" and form.is_valid():
        by = staff.actor
        try:
            held_in = case or cases.open_case(pupil, why=(why or form.details.purpose)[:240], by=by, at=at)
            asked = form.asked_people
            if form.new_professional:
                added = commands.add_professional(held_in, **form.new_professional, by=by, at=at)
                asked += [each for each in askable(pupil, held_in, today) if each.professional_id == added.pk]
            made = commands.arrange(held_in, form.details, asked, by=by, at=at)
            messages.success(request, "The meeting is arranged. Nobody has been written to yet: send it below.")
            return redirect("support:meeting", made.pk)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "pupil": pupil, "case": case}
    return form_response(request, "support/meetings/arrange.html", context)


@require_safe
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: who is asked, who came, what was agreed."""
    found = access.meeting_to_see(request.staff, meeting_id)
    note_reading(request, [found.case.pupil_id])
    page = queries.meeting_page(found, request.received_at)
    may_change = case_access.sees_all(request.staff)
    first = next((row.invitee for row in page.rows if row.invitee.name in page.to_send), None)
    context = {
        "page": page,
        "may_change": may_change,
        "preview": content_of(found, first, Method.REQUEST) if may_change and first else None,
        "preview_name": first.name if first else "",
    }
    return render(request, "support/meetings/meeting.html", context)


@form_page
def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = access.meeting_to_change(request.staff, meeting_id)
    at = request.received_at
    form = DetailsForm(request.POST or None, initial=DetailsForm.initial_of(found), today=london_day(at))
    if request.method == "POST" and form.is_valid():
        try:
            moved = commands.change(found, form.details, by=request.staff.actor, at=at)
            words = "Saved. Send the new time and place to those who have the old ones." if moved else "Saved."
            messages.success(request, words)
            return redirect("support:meeting", found.pk)
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/meetings/change.html", {"form": form, "meeting": found})


@form_page
def ask(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ask more people."""
    found = access.meeting_to_change(request.staff, meeting_id)
    by, at = request.staff.actor, request.received_at
    pupil, today = found.case.pupil, london_day(at)
    form = AskForm(request.POST or None, known=askable(pupil, found.case, today))
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.asked_people
            if form.new_professional:
                added = commands.add_professional(found.case, **form.new_professional, by=by, at=at)
                asked += [each for each in askable(pupil, found.case, today) if each.professional_id == added.pk]
            count = commands.ask_also(found, asked, by=by, at=at)
            messages.success(request, f"{count} more to ask. Send the invitations below.")
            return redirect("support:meeting", found.pk)
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/meetings/ask.html", {"form": form, "meeting": found})


@require_POST
def invite(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Send the invitation to all who have an address and not this one."""
    found = access.meeting_to_change(request.staff, meeting_id)
    try:
        batch = commands.invite(found, by=request.staff.actor, at=request.received_at)
        if batch is not None:
            return redirect("outbox:batch", batch.pk)
        messages.success(request, "The invitation is on its way.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("support:meeting", found.pk)


@form_page
def cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = access.meeting_to_change(request.staff, meeting_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = commands.cancel(found, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
            words = f" {told} {'person is' if told == 1 else 'people are'} told by email." if told else ""
            messages.success(request, f"The meeting is cancelled.{words}")
            return redirect("support:meeting", found.pk)
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/meetings/cancel.html", {"form": form, "meeting": found})


@form_page
def hold(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Write down who came, and the minutes."""
    found = access.meeting_to_change(request.staff, meeting_id)
    by, at = request.staff.actor, request.received_at
    page = queries.meeting_page(found, at)
    people_asked = [row.invitee for row in page.rows]
    before = page.minutes.words if page.minutes else ""
    form = HoldForm(request.POST or None, initial={"minutes": before}, people=people_asked)
    if request.method == "POST" and form.is_valid():
        try:
            commands.hold(found, form.came, by=by, at=at)
            if (written := form.cleaned_data["minutes"]) and written != before:
                commands.write_minutes(found, written, by=by, at=at)
            messages.success(request, "Kept. Add what was agreed as actions, each with a name and a day.")
            return redirect(reverse("support:meeting", args=[found.pk]) + "#actions")
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/meetings/hold.html", {"form": form, "meeting": found})


@form_page
def add_action(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """An action that was agreed at the meeting."""
    found = access.meeting_to_change(request.staff, meeting_id)
    staff, at = request.staff, request.received_at
    form = ActionForm(request.POST or None, people=owners(staff.provision_id, london_day(at)))
    if request.method == "POST" and form.is_valid():
        try:
            cases.agree_action(found.case, form.agreed, meeting=found, by=staff.actor, at=at)
            messages.success(request, "Kept. It shows on the Support page when its day comes.")
            return redirect(reverse("support:meeting", args=[found.pk]) + "#actions")
        except Refused as refused:
            form.refuse(refused)
    return form_response(request, "support/meetings/action.html", {"form": form, "meeting": found})


@require_safe
def minutes_file(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes on paper."""
    found = access.meeting_to_see(request.staff, meeting_id)
    return _printed(request, found, partial(printing.minutes_pdf, found, request.received_at), "minutes.pdf")


@require_safe
def letter(request: HttpRequest, invitee_id: int) -> HttpResponse:
    """The invitation on paper, for somebody without an address."""
    found = access.invitee(request.staff, invitee_id)
    make = partial(printing.letter_pdf, found, request.received_at)
    return _printed(request, found.meeting, make, "invitation.pdf")


@require_POST
def gave_letter(request: HttpRequest, invitee_id: int) -> HttpResponse:
    """Keep that a printed invitation was given or posted."""
    found: Invitee = access.invitee(request.staff, invitee_id)
    commands.gave_letter(found, by=request.staff.actor, at=request.received_at)
    messages.success(request, f"Kept: {found.name} has the letter.")
    return redirect("support:meeting", found.meeting_id)


def _printed(request: HttpRequest, found: Meeting, make: Callable[[], bytes], name: str) -> HttpResponse:
    try:
        content = make()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("support:meeting", found.pk)
    note_reading(request, [found.case.pupil_id], kind=AccessLog.Kind.PRINTED)
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
