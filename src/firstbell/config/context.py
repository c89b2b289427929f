"""What every page needs besides its own data: the tabs, who is signed in, the time and the practice bar."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from firstbell.clock import LONDON
from firstbell.accounts.permissions import may_open


@dataclass(frozen=True)
class Tab:
    """One entry of the main navigation."""

    word: str
    url: str
    current: bool


TABS = (
    ("Board", "followup:board", "/board/"),
    ("Registers", "registers:today", "/registers/"),
    ("Pupils", "people:list", "/pupils/"),
    ("On site", "registers:on_site", "/registers/on-site/"),
    ("Messages", "outbox:list", "/messages/"),
    ("Your pupils", "commissioners:today", "/school/"),
    ("Settings", "provisions:settings", "/provision/"),
)


def page(request: HttpRequest) -> dict[str, object]:
    """Return `tabs`, `staff`, `now_london` and `practice` for the base template."""
    staff = getattr(request, "staff", None)
    now = getattr(request, "received_at", None)
    return {
        "staff": staff,
        "tabs": _tabs(request, staff) if staff else (),
        "now_london": now.astimezone(LONDON) if now else None,
        "practice": settings.PRACTICE,
    }


def _tabs(request: HttpRequest, staff: object) -> tuple[Tab, ...]:
    """Only what this role may open. The longest matching start of the address is the current one."""
    shown = [(word, reverse(name), start) for word, name, start in TABS if may_open(staff, name)]
    current = max((start for _, _, start in shown if request.path.startswith(start)), key=len, default=None)
    return tuple(Tab(word, url, start == current) for word, url, start in shown)
