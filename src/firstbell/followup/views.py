"""The board and what is done from it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from firstbell.domain.contact import Effect, Outcome
from firstbell.domain.errors import Refused
from firstbell.duties import commands as duty_commands
from firstbell.followup import access, commands, queries
from firstbell.followup.board import board as board_of
from firstbell.followup.board import digest, waiting_for_school
from firstbell.followup.forms import NEEDED, AttemptForm, DraftsForm, TakeForm, ToldForm
from firstbell.outbox import commands as outbox

UNCHANGED = 204
KNOWN = ("outcome", "contact", "spoke_to", "note")


@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board; for a page that asks with what it has seen, only what changed."""
    at, staff = request.received_at, request.staff
    mark = digest(staff.provision_id, at)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=UNCHANGED)
    template = "followup/board.html#live" if request.htmx else "followup/board.html"
    shown = board_of(staff.provision_id, at, staff.actor, mark)
    return render(request, template, {"board": shown})


@require_POST
def claim(request: HttpRequest, duty_id: int) -> HttpResponse:
    duty = access.duty_to_do(request.staff, duty_id)
    form = TakeForm(request.POST)
    take_over = form.is_valid() and form.cleaned_data["take_over"]
    if not duty_commands.claim(duty, by=request.staff.actor, at=request.received_at, take_over=take_over):
        messages.warning(request, "A colleague has it, or it is done. The board shows how it stands now.")
    return _to_board(f"duty-{duty.pk}")


def attempt(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Log a call: at once from the board where one tap says it all, else with a few more words."""
    duty = access.duty_to_do(request.staff, duty_id)
    page = queries.attempt_page(duty)
    given = request.POST if request.method == "POST" else request.GET
    chosen = _asks_more(given.get("outcome", ""))
    if request.method == "POST" and chosen is not None and "more" not in request.POST:
        return redirect(_with_what_is_known(duty.pk, request))
    form = AttemptForm(
        _with_contact(request.POST, request.GET, page) if request.method == "POST" else None,
        people=page.people,
        codes=page.reasons,
        at=request.received_at,
        on=duty.on,
        initial=_with_contact(request.GET, request.GET, page).dict(),
    )
    form.ask_for(chosen)
    if request.method == "POST" and form.is_valid():
        try:
            logged = commands.log_attempt(duty, form.call, by=request.staff.actor, at=request.received_at)
            messages.success(request, _what_came_of_it(duty.pupil.first_name, logged))
            return _to_board()
        except Refused as refused:
            form.refuse(refused)
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/attempt.html", {"form": form, "page": page, "chosen": chosen}, status=status)


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
        met = commands.tell_school(waiting, school, **who, by=request.staff.actor, at=request.received_at)
        done = f"{school.name} knows, by phone." if met else f"Logged: {school.name}, {outcome.label.lower()}."
        messages.success(request, done)
    return _to_board()


@require_POST
def drafts(request: HttpRequest) -> HttpResponse:
    """Send or hold the drafts that the board showed."""
    form = DraftsForm(request.POST)
    if form.is_valid():
        sends = form.cleaned_data["do"] == "send"
        done = 0
        for message in access.drafts(request.staff, form.cleaned_data["message"]):
            try:
                (outbox.release if sends else outbox.hold)(message, by=request.staff.actor, at=request.received_at)
                done += 1
            except Refused as refused:
                messages.error(request, str(refused))
        if done:
            word = "on the way" if sends else f"held until somebody lets {'it' if done == 1 else 'them'} go"
            messages.success(request, f"{done} email{' is' if done == 1 else 's are'} {word}.")
    return _to_board()


def _with_contact(given: QueryDict, address: QueryDict, page: queries.AttemptPage) -> QueryDict:
    """Return what was given, with the contact of the number that the board offered where none was chosen."""
    known = given.copy()
    known.setdefault("n", address.get("n", ""))
    owners = {str(number.id): person.id for person in page.people for number in person.numbers}
    if "contact" not in known and known["n"] in owners:
        known["contact"] = str(owners[known["n"]])
    return known


def _asks_more(outcome: str) -> Outcome | None:
    """Return an outcome that needs a reason or a time to be of use; None for one that says it all."""
    known = outcome in Outcome.__members__.values()
    return Outcome(outcome) if known and Outcome(outcome).effect in NEEDED else None


def _to_board(anchor: str = "") -> HttpResponse:
    return redirect(reverse("followup:board") + (f"#{anchor}" if anchor else ""))


def _with_what_is_known(duty_id: int, request: HttpRequest) -> str:
    known = {name: request.POST[name] for name in KNOWN if name in request.POST}
    known |= {"n": request.GET["n"]} if "n" in request.GET else {}
    return f"{reverse('followup:attempt', args=[duty_id])}?{urlencode(known)}"


def _what_came_of_it(first_name: str, logged: commands.Logged) -> str:
    attempt = logged.attempt
    outcome = Outcome(attempt.outcome)
    if logged.repeated:
        return f"That call was logged a moment ago: {outcome.label.lower()}. It counts once."
    if logged.amended is not None:
        code = logged.amended
        return f"Logged. {first_name}’s mark is now {code.code}, {code.description}. N stays in the record."
    if outcome.effect is Effect.EXPECT:
        return f"Logged: {first_name} is on the way. The mark stays N until {first_name} is here."
    return f"Logged: {attempt.spoke_to}, {outcome.label.lower()}."
