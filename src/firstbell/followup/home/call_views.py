"""Log a call home: at once from the board where one tap says it all, else with a few more words."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from firstbell.domain.contact import Effect, Outcome
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_time
from firstbell.followup import access, commands, queries
from firstbell.followup.forms import NEEDED, AttemptForm, choice_of
from firstbell.followup.views import to_board
from firstbell.provisions.responses import form_page, form_response

KNOWN = ("outcome", "contact", "spoke_to", "note")
IN_ADDRESS = ("n", "seen")


@form_page
def attempt(request: HttpRequest, duty_id: int) -> HttpResponse:
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
            if logged.meanwhile is not None:
                messages.warning(request, _colleague(logged))
            messages.success(request, _what_came_of_it(duty.pupil.first_name, logged))
            return to_board()
        except Refused as refused:
            form.refuse(refused)
    quick = form.quick(chosen) if request.method != "POST" else []
    return form_response(
        request, "followup/attempt.html", {"form": form, "page": page, "chosen": chosen, "quick": quick}
    )


def _with_contact(given: QueryDict, address: QueryDict, page: queries.AttemptPage) -> QueryDict:
    """Return what was given, with the contact of the number that the board offered where none was chosen."""
    known = given.copy()
    if "seen" in address:
        known.setdefault("seen", address["seen"])
    offered = {str(number.id): choice_of(person, number.id) for person in page.people for number in person.numbers}
    if "contact" not in known and address.get("n") in offered:
        known["contact"] = offered[address["n"]]
    return known


def _asks_more(outcome: str) -> Outcome | None:
    """Return an outcome that needs a reason or a time to be of use; None for one that says it all."""
    known = outcome in Outcome.__members__.values()
    return Outcome(outcome) if known and Outcome(outcome).effect in NEEDED else None


def _with_what_is_known(duty_id: int, request: HttpRequest) -> str:
    known = {name: request.POST[name] for name in KNOWN if name in request.POST}
    known |= {name: request.GET[name] for name in IN_ADDRESS if name in request.GET}
    return f"{reverse('followup:attempt', args=[duty_id])}?{urlencode(known)}"


def _colleague(logged: commands.Logged) -> str:
    """Return what the second of two people is told: that the first has just rung about the same pupil."""
    first = logged.meanwhile
    assert first is not None
    return (
        f"{first.made_by} rang about the same pupil at {london_time(first.made_at):%H:%M}: {first.spoke_to}, "
        f"{first.outcome_words}. Both calls are kept. Look who has the row before the next one."
    )


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
    said = f"Logged: {attempt.spoke_to}, {outcome.label.lower()}."
    if logged.alarmed:
        said += " The safeguarding lead is told."
    if logged.exhausted:
        said += f" Nobody is left to ring about {first_name}: ring the school now."
    return said
