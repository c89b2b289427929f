"""The board, and what is done from it with one tap."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyKind
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_time
from firstbell.duties import commands as duty_commands
from firstbell.followup import access, commands
from firstbell.followup.board.board import board as board_of
from firstbell.followup.board.board import digest, waiting_for_school
from firstbell.followup.forms import DoneForm, DraftsForm, TakeForm, ToldForm
from firstbell.outbox import batches
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.provisions.responses import form_page, form_response

UNCHANGED = 204


@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board; for a page that asks with what it has seen, only what changed."""
    at, staff = request.received_at, request.staff
    mark = digest(staff.provision_id, at)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=UNCHANGED)
    template = "followup/board.html#live" if request.htmx else "followup/board.html"
    shown = board_of(staff.provision_id, at, staff.actor, mark, sees=partial(access.sees, staff))
    return render(request, template, {"board": shown})


@require_POST
def claim(request: HttpRequest, duty_id: int) -> HttpResponse:
    duty = access.duty(request.staff, duty_id)
    form = TakeForm(request.POST)
    take_over = form.is_valid() and form.cleaned_data["take_over"]
    if not duty_commands.claim(duty, by=request.staff.actor, at=request.received_at, take_over=take_over):
        messages.warning(request, "A colleague has it, or it is done. The board shows how it stands now.")
    return to_board(f"duty-{duty.pk}")


@require_POST
def here(request: HttpRequest, duty_id: int) -> HttpResponse:
    """The pupil turned up: one tap, and the clock decides between L and U."""
    duty = access.duty_to_do(request.staff, duty_id)
    try:
        commands.here_now(duty, by=request.staff.actor, at=request.received_at)
        messages.success(request, f"{duty.pupil.name} is here, since {london_time(request.received_at):%H:%M}.")
    except Refused as refused:
        messages.warning(request, str(refused))
    return to_board()


@require_POST
def told(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Log a call to a school about everybody of its pupils in that session."""
    duty = access.duty_to_do(request.staff, duty_id)
    school = access.commissioner(request.staff, duty.commissioner_id or 0)
    form = ToldForm(request.POST)
    if form.is_valid():
        waiting = waiting_for_school(request.staff.provision_id, school.pk, duty.on, duty.session)
        outcome = Outcome(form.cleaned_data["outcome"])
        who = {"outcome": outcome, "spoke_to": form.cleaned_data["spoke_to"]}
        met = commands.tell_school(waiting or [duty], school, **who, by=request.staff.actor, at=request.received_at)
        if outcome.discharge is not None and not met:
            messages.warning(request, f"Logged. {school.name} knew already: nothing waited to be told any more.")
        elif met:
            messages.success(request, f"{school.name} knows, by phone.")
        else:
            messages.success(request, f"Logged: {school.name}, {outcome.label.lower()}.")
    return to_board()


@form_page
def done(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Say that a duty is done, and what was done. For the safeguarding lead one tap: their records are elsewhere."""
    duty = access.duty(request.staff, duty_id)
    is_alarm = duty.kind == DutyKind.ALERT_THE_SAFEGUARDING_LEAD
    form = DoneForm(request.POST or None)
    if request.method == "POST" and (is_alarm or form.is_valid()):
        try:
            words = "" if is_alarm else form.cleaned_data["words"]
            commands.record_done(duty, words, by=request.staff.actor, at=request.received_at)
            messages.success(request, "Done, and kept with your name and the time.")
        except Refused as refused:
            messages.warning(request, str(refused))
        return to_board()
    return form_response(request, "followup/done.html", {"form": form, "duty": duty})


@require_POST
def drafts(request: HttpRequest) -> HttpResponse:
    """Send or hold the drafts that the board showed."""
    form = DraftsForm(request.POST)
    if form.is_valid():
        chosen = access.drafts(request.staff, form.cleaned_data["message"])
        if form.cleaned_data["do"] == "send" and len(chosen) > 1:
            return _send_together(request, chosen)
        act = outbox.release if form.cleaned_data["do"] == "send" else outbox.hold
        done = 0
        for message in chosen:
            try:
                act(message, by=request.staff.actor, at=request.received_at)
                done += 1
            except Refused as refused:
                messages.error(request, str(refused))
        if done:
            is_one = done == 1
            held = (
                f"{done} email{' is' if is_one else 's are'} held until somebody lets {'it' if is_one else 'them'} go."
            )
            messages.success(request, held if act is outbox.hold else "1 email is on the way.")
    return to_board()


def _send_together(request: HttpRequest, chosen: list[Message]) -> HttpResponse:
    """Let several go by one press, and show the page on which it can be taken back."""
    try:
        batch = batches.release_many(chosen, by=request.staff.actor, at=request.received_at)
    except Refused as refused:
        messages.error(request, str(refused))
        return to_board()
    return redirect("outbox:batch", batch.pk)


def to_board(anchor: str = "") -> HttpResponse:
    return redirect(reverse("followup:board") + (f"#{anchor}" if anchor else ""))
