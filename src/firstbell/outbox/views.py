"""Messages: what has gone, what waits, and the mail test."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.outbox import access, commands, mail_test, queries
from firstbell.outbox.forms import DayForm, EditForm


def message_list(request: HttpRequest) -> HttpResponse:
    today = london_day(request.received_at)
    form = DayForm(request.GET or None, initial={"day": today})
    day = form.chosen(today)
    rows = queries.messages_of_day(request.staff.provision_id, day)
    return render(request, "outbox/list.html", {"rows": rows, "day": day, "today": today})


def message(request: HttpRequest, message_id: int) -> HttpResponse:
    shown = queries.page_of(access.message_of(request.staff, message_id))
    form = EditForm(initial={"subject": shown.message.subject, "text": shown.message.text})
    return render(request, "outbox/message.html", {"shown": shown, "form": form})


@require_POST
def edit(request: HttpRequest, message_id: int) -> HttpResponse:
    edited = access.message_of(request.staff, message_id)
    form = EditForm(request.POST)
    if form.is_valid():
        try:
            commands.edit(edited, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
            messages.success(request, "Your words are in the message. It is still held: let it go when it is ready.")
            return redirect("outbox:message", edited.pk)
        except Refused as refused:
            form.note(refused)
    shown = queries.page_of(edited)
    return render(request, "outbox/message.html", {"shown": shown, "form": form}, status=422)


@require_POST
def hold(request: HttpRequest, message_id: int) -> HttpResponse:
    return _do(
        request,
        message_id,
        commands.hold,
        "Held. It stays here until somebody lets it go. The phone still counts down.",
    )


@require_POST
def release(request: HttpRequest, message_id: int) -> HttpResponse:
    return _do(request, message_id, commands.release, "On its way. This page shows what their server answers.")


@require_POST
def cancel(request: HttpRequest, message_id: int) -> HttpResponse:
    def command(message: object, **who: object) -> None:
        commands.cancel(message, reason="Cancelled by a person", **who)

    return _do(request, message_id, command, "Cancelled. It will not be sent. If they still need to know, ring them.")


def test_mail(request: HttpRequest) -> HttpResponse:
    """Send a test to the person who asks, and show the server's own words."""
    answer = None
    if request.method == "POST":
        answer = mail_test.send(request.staff, at=request.received_at)
    return render(request, "outbox/mail_test.html", {"answer": answer, "way": mail_test.way_out()})


def _do(request: HttpRequest, message_id: int, command: Callable[..., None], done: str) -> HttpResponse:
    message = access.message_of(request.staff, message_id)
    try:
        command(message, by=request.staff.actor, at=request.received_at)
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("outbox:message", message.pk)
