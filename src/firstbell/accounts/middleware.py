"""What every request carries and must pass: its time, its id, its person, their permission and second factor.

In settings they stand in this order, after Django's authentication and messages.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from firstbell import clock, journal
from firstbell.accounts import commands
from firstbell.accounts.models import AccessLog
from firstbell.accounts.permissions import PUBLIC, Answer, matrix
from firstbell.accounts.staff import staff_of
from firstbell.domain.school_time import london_day

Respond = Callable[[HttpRequest], HttpResponse]

CHOSEN_PROVISION = "provision_id"
SIGNED_IN_AT = "signed_in_at"
# Where somebody without the second factor they owe may still go: to set it up, or to leave.
BEFORE_SECOND_FACTOR = ("mfa_", "account_logout", "account_reauthenticate", "account_change_password")


class RequestContext:
    """Read the clock once, name the request, and let the journal know the name."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.received_at = clock.now()
        request.id = secrets.token_hex(8)
        with journal.request(request.id):
            return self.respond(request)


class StaffOfRequest:
    """Set `request.staff`: the signed-in person at the provision they chose, or None.

    The session and the person with their roles are two statements in all; a request without a session asks nothing.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.staff = None
        if request.user.is_authenticated:
            if signed_in_for(request) > settings.SESSION_COOKIE_AGE:
                logout(request)
            else:
                chosen = request.session.get(CHOSEN_PROVISION)
                request.staff = staff_of(request.user, london_day(request.received_at), chosen)
        response = self.respond(request)
        if request.user.is_authenticated:
            # A shared computer must not show it again by its back button.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class Permissions:
    """Ask the matrix about every view before it runs. What it does not list is refused."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        roles = request.staff.roles if request.staff else ()
        answer = matrix().answer(
            request.resolver_match.view_name,
            request.method,
            signed_in=request.user.is_authenticated,
            roles=roles,
        )
        if answer is Answer.SIGN_IN:
            return ask_to_sign_in(request)
        if answer is Answer.REFUSED:
            return refuse(request)
        return None


class SecondFactor:
    """Send staff who have no second factor yet to set one up, before they see anything else."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or request.staff is None or request.staff.second_factor:
            return None
        route = request.resolver_match.view_name
        if route.startswith(BEFORE_SECOND_FACTOR) or PUBLIC in matrix().audience(route, request.method):
            return None
        return HttpResponseRedirect(resolve_url("mfa_index"))


class ReadingIsLogged:
    """Note who read which pupil's record: every page that was shown and whose address names a pupil.

    A page about many pupils, such as a printed register, notes them itself by `commands.log_access`.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        match = request.resolver_match
        shown = request.method == "GET" and response.status_code == 200
        if shown and request.staff and match and "pupil_id" in match.kwargs:
            commands.log_access(
                request.staff,
                [match.kwargs["pupil_id"]],
                kind=_kind_of_reading(match.view_name, response),
                route=match.view_name,
                at=request.received_at,
                request_id=request.id,
            )
        return response


def _kind_of_reading(route: str, response: HttpResponse) -> str:
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return AccessLog.Kind.EXPORTED
    return AccessLog.Kind.PRINTED if "print" in route else AccessLog.Kind.VIEWED


def machine_now() -> datetime:
    """Return the machine's own time: moving the practice clock signs nobody out."""
    return datetime.now(UTC)


def note_beginning(request: HttpRequest) -> None:
    """Remember when this sign-in began."""
    request.session[SIGNED_IN_AT] = int(machine_now().timestamp())


def signed_in_for(request: HttpRequest) -> float:
    """Return the age of this sign-in in seconds, used or not."""
    return machine_now().timestamp() - request.session.get(SIGNED_IN_AT, 0)


def refuse(request: HttpRequest) -> HttpResponse:
    """Say that the page is for another role, or that this person has no access to any provision today."""
    return render(request, "403.html" if request.staff else "accounts/no_access.html", status=403)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a person to the sign-in page and back afterwards; tell a script plainly (401) that nothing was done."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": sign_in})
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return HttpResponse("Nobody is signed in. Nothing was saved. Sign in, then send it again.", status=401)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), sign_in)
    return HttpResponseRedirect(sign_in)
