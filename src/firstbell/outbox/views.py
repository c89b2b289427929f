"""Messages: what has gone, what waits, and the mail test."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.outbox import access, batches, commands, mail_test, queries
from firstbell.outbox.forms import DayForm, EditForm, TogetherForm
from firstbell.provisions.responses import form_page


def message_list(request: HttpRequest) -> HttpResponse:
    today = london_day(request.received_at)
    form = DayForm(request.GET or None, initial={"day": today})
    day = form.chosen(today)
    shown = queries.messages_of_day(request.staff.provision_id, day, request.received_at)
    return render(request, "outbox/list.html", {"shown": shown, "day": day, "today": today})


def message(request: HttpRequest, message_id: int) -> HttpResponse:
    shown = queries.page_of(access.message_of(request.staff, message_id))
    form = EditForm(initial={"subject": shown.message.subject, "text": shown.message.text}, **_kind(shown))
    return render(request, "outbox/message.html", {"shown": shown, "form": form})


@require_POST
def edit(request: HttpRequest, message_id: int) -> HttpResponse:
    edited = access.message_of(request.staff, message_id)
    shown = queries.page_of(edited)
    form = EditForm(request.POST, **_kind(shown))
    if form.is_valid():
        try:
            commands.edit(edited, **form.cleaned_data, by=request.staff.actor, at=request.received_at)
            messages.success(request, "Your words are in the message. It is still held: let it go when it is ready.")
            return redirect("outbox:message", edited.pk)
        except Refused as refused:
            form.note(refused)
    return render(request, "outbox/message.html", {"shown": shown, "form": form}, status=422)


@require_safe
def attachment(request: HttpRequest, message_id: int, file_id: int) -> HttpResponse:
    """Give a file as it goes with its message, to be kept and not to be run in the browser."""
    file = access.attachment_of(request.staff, message_id, file_id)
    return FileResponse(BytesIO(file.content), as_attachment=True, filename=file.name, content_type=file.content_type)


@form_page
def together(request: HttpRequest) -> HttpResponse:
    """Show what one press would send, with names and counts, and send it. Without a choice: today's that wait."""
    today = london_day(request.received_at)
    waiting = queries.waiting_messages(request.staff.provision_id, today)
    form = TogetherForm(request.POST or request.GET or None, offered=[each.pk for each in waiting])
    chosen = form.cleaned_data["message"] if form.is_valid() else []
    found = [each for each in waiting if each.pk in chosen] if form.is_bound else waiting
    try:
        if request.method == "POST":
            sent = batches.release_many(found, by=request.staff.actor, at=request.received_at)
            return redirect("outbox:batch", sent.pk)
        shown = batches.preview(found, request.received_at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("outbox:list")
    return render(request, "outbox/together.html", {"shown": shown})


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    found = access.batch_of(request.staff, batch_id)
    return render(request, "outbox/batch.html", {"shown": queries.batch_page(found, request.received_at)})


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    found = access.batch_of(request.staff, batch_id)
    try:
        taken = batches.undo(found, by=request.staff.actor, at=request.received_at)
        went = f" {found.count - taken} had gone already." if taken < found.count else ""
        messages.success(request, f"{taken} taken back and held.{went} Each stays here until somebody lets it go.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("outbox:batch", found.pk)


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


def _kind(shown: queries.Page) -> dict[str, bool]:
    return {"has_files": bool(shown.files), "is_text": shown.is_text}


def _do(request: HttpRequest, message_id: int, command: Callable[..., None], done: str) -> HttpResponse:
    message = access.message_of(request.staff, message_id)
    try:
        command(message, by=request.staff.actor, at=request.received_at)
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("outbox:message", message.pk)
