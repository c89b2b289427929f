"""What is noted when somebody signs in or out, whichever way they do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from firstbell import clock
from firstbell.accounts import commands
from firstbell.accounts.middleware import note_beginning
from firstbell.accounts.models import User

DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android phone or tablet"),
    ("Windows", "Windows computer"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux computer"),
)
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def signed_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Receive Django's own signal: it comes for a password, a passkey and an emailed code alike."""
    note_beginning(request)
    if not request.session.session_key:
        request.session.save()
    commands.begin_sign_in(
        user,
        session_key=request.session.session_key,
        device=device_of(request.META.get("HTTP_USER_AGENT", "")),
        address=request.META.get("REMOTE_ADDR") or None,
        at=_at(request),
    )


def signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Receive Django's own signal, which comes before the session is emptied."""
    if user is not None and request.session.session_key:
        commands.end_sign_in(user, request.session.session_key, at=_at(request))


def device_of(user_agent: str) -> str:
    """Return a device and browser in words that their owner recognises."""
    device = next((words for sign, words in DEVICES if sign in user_agent), "")
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "")
    return ", ".join(filter(None, (device, browser))) or "Unknown device"


def _at(request: HttpRequest) -> datetime:
    return getattr(request, "received_at", None) or clock.now()
