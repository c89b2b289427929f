"""Taking a register: its page, each tap, the rest of the group, Finish."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.domain.errors import Refused
from firstbell.domain.marks import Choice
from firstbell.registers import access, commands, posted
from firstbell.registers.posted import Posted
from firstbell.registers.queries import RegisterPage
from firstbell.registers.sheets import NoSuchRegister


@require_safe
def page(request: HttpRequest, register_id: int) -> HttpResponse:
    shown = access.register_page(request.staff, register_id, request.received_at)
    return render(request, "registers/page.html", _context(shown, open_line=_number(request.GET.get("line"))))


@require_POST
def mark(request: HttpRequest, register_id: int) -> HttpResponse:
    """Save what the page sent: one answer or thirty. The same address serves the form and the script."""
    try:
        sent = posted.read(request.POST)
        if (asked := _first_question(request, register_id, sent)) is not None:
            return asked
        access.allow_codes(request.staff, register_id, {tap.line_id: tap.code_key for tap in sent.taps if tap.code_key})
        _save(request, register_id, sent)
    except NoSuchRegister as nowhere:
        raise Http404 from nowhere
    except Refused as refusal:
        return _refused(request, register_id, refusal, _line_of(request))
    if request.htmx and sent.line_id is not None:
        shown = access.register_page(request.staff, register_id, request.received_at)
        return _fragment(request, shown, sent.line_id)
    return _back(register_id, sent.line_id)


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, register_id: int) -> HttpResponse:
    """Finish; first asks about pupils without a mark, and about a group of whom nobody is here."""
    shown = access.register_page(request.staff, register_id, request.received_at)
    sure = request.POST.get("sure") == "yes"
    if request.method != "POST" or ((shown.blank or shown.nobody_is_here) and not sure):
        return render(request, "registers/finish.html", {"page": shown})
    try:
        commands.finish(
            register_id,
            left_blank=[_number(pk) or 0 for pk in request.POST.getlist("blank")],
            by=request.staff.actor,
            at=request.received_at,
            provision_id=request.staff.provision_id,
        )
    except commands.StillBlank as refusal:
        return render(request, "registers/finish.html", {"page": shown, "refusal": refusal}, status=422)
    except Refused as refusal:
        return _refused(request, register_id, refusal, None)
    return redirect("registers:page", register_id)


def _save(request: HttpRequest, register_id: int, sent: Posted) -> None:
    who: dict[str, Any] = {
        "by": request.staff.actor,
        "at": request.received_at,
        "provision_id": request.staff.provision_id,
    }
    if sent.undo:
        line_id, seen = sent.undo
        commands.undo(line_id, seen=seen, tap_id=sent.tap_id, **who)
    elif sent.arrived:
        commands.arrived(sent.arrived, tap_id=sent.tap_id, **who)
    elif sent.rest:
        commands.record_rest(register_id, sent.rest, sent.tap_id, **who)
    elif sent.taps:
        commands.save_register(register_id, sent.taps, **who)
    else:
        access.register(request.staff, register_id)


def _first_question(request: HttpRequest, register_id: int, sent: Posted) -> HttpResponse | None:
    """Somebody told us that this pupil would be away: is the pupil here all the same?"""
    tap = sent.taps[0] if len(sent.taps) == 1 else None
    if tap is None or tap.choice is not Choice.HERE or tap.line_id in sent.sure:
        return None
    if not access.has_note(request.staff, register_id, tap.line_id):
        return None
    shown = access.register_page(request.staff, register_id, request.received_at)
    if request.htmx:
        return _fragment(request, shown, tap.line_id, asks=tap.line_id)
    return render(request, "registers/page.html", _context(shown, open_line=tap.line_id, asks=tap.line_id))


def _refused(request: HttpRequest, register_id: int, refusal: Refused, line_id: int | None) -> HttpResponse:
    shown = access.register_page(request.staff, register_id, request.received_at)
    if request.htmx and line_id is not None:
        return _fragment(request, shown, line_id, refusal=refusal, status=422)
    context = _context(shown, open_line=line_id) | {"refusal": refusal, "refused_line": line_id}
    return render(request, "registers/page.html", context, status=422)


def _fragment(
    request: HttpRequest, shown: RegisterPage, line_id: int, *, status: int = 200, **said: Any
) -> HttpResponse:
    line = next((line for line in shown.lines if line.id == line_id), None)
    if line is None:
        raise Http404
    if "refusal" in said:
        said["refused_line"] = line_id
    context = _context(shown, open_line=line_id) | {"line": line} | said
    return render(request, "registers/line.html", context, status=status)


def _context(shown: RegisterPage, *, open_line: int | None, asks: int | None = None) -> dict[str, Any]:
    return {"page": shown, "open_line": open_line, "asks": asks, "tap": uuid4()}


def _line_of(request: HttpRequest) -> int | None:
    """The line a refused sending was about, for the page to show it there."""
    try:
        return posted.read(request.POST).line_id
    except Refused:
        return None


def _back(register_id: int, line_id: int | None) -> HttpResponseRedirect:
    address = reverse("registers:page", args=[register_id])
    if line_id is None:
        return HttpResponseRedirect(address)
    return HttpResponseRedirect(f"{address}?{urlencode({'line': line_id})}#l{line_id}")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
