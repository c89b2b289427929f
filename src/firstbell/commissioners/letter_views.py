"""The page behind the link in an email to a school. Opening it shows no pupil and changes nothing.

Mail filters open links, and some send the forms they find; so only the button itself says that the email was read, and
pupils are named only after it, by first name and initial as in the email.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.commissioners import letters
from firstbell.commissioners.forms import ReadForm
from firstbell.domain.school_time import london_day
from firstbell.followup.schools.receipts import LinkEnded, opened, record_receipt
from firstbell.followup.schools.telling import How
from firstbell.journal import Actor
from firstbell.provisions.responses import form_page

GONE = 410
PRESSED = "yes"


@never_cache
@form_page
def letter(request: HttpRequest, letter: str) -> HttpResponse:
    """Say that the email was read."""
    try:
        found = opened(letter, london_day(request.received_at))
    except LinkEnded as ended:
        return _private(render(request, "commissioners/letter_ended.html", {"ended": ended}, status=GONE))
    page = letters.page_of(found)
    form = ReadForm(request.POST or None, initial={"said_by": page.person})
    if request.method == "POST" and request.POST.get("read") == PRESSED and form.is_valid():
        who = form.cleaned_data["said_by"]
        record_receipt(found.message, said_by=who, how=How.LINK, by=_somebody(page, who), at=request.received_at)
        context = {"page": page, "forms": letters.answer_forms(found.message), "said_by": who, "token": letter}
        return _private(render(request, "commissioners/letter_read.html", context))
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "commissioners/letter.html", {"page": page, "form": form}, status=status))


@never_cache
@require_POST
def answer(request: HttpRequest, letter: str) -> HttpResponse:
    """Record what the school knows of the pupils in the email."""
    try:
        found = opened(letter, london_day(request.received_at))
    except LinkEnded as ended:
        return _private(render(request, "commissioners/letter_ended.html", {"ended": ended}, status=GONE))
    page = letters.page_of(found)
    forms = letters.answer_forms(found.message, request.POST)
    named = ReadForm(request.POST)
    who = named.cleaned_data["said_by"] if named.is_valid() else ""
    context = {"page": page, "forms": forms, "said_by": who, "token": letter}
    if request.POST.get("read") != PRESSED or letters.faults(forms):
        return _private(render(request, "commissioners/letter_read.html", context, status=422))
    said = [each for each in forms if each.form.says_something]
    letters.record(found.message, said, given_by=who, how=How.LINK, by=_somebody(page, who), at=request.received_at)
    return _private(render(request, "commissioners/letter_answered.html", context | {"count": len(said)}))


def _somebody(page: letters.Page, name: str) -> Actor:
    """Who the journal names: the person as they call themselves, and the school whose link it was."""
    return Actor("school", None, f"{name}, {page.school}"[:120] if name else page.school, "commissioner_contact")


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    # Not "no-referrer": a browser would then not say where a form comes from, and no form would be taken.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
