"""What every page needs besides its own data: the tabs, who is signed in, the time and the practice bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from firstbell.accounts.permissions import may_open
from firstbell.accounts.staff import Staff
from firstbell.clock import LONDON
from firstbell.worker import watch


@dataclass(frozen=True)
class Tab:
    """One entry of the main navigation."""

    word: str
    url: str
    current: bool


TABS = (
    ("Board", "followup:board"),
    ("Registers", "registers:today"),
    ("On site", "registers:on_site"),
    ("Pupils", "people:list"),
    ("Support", "support:home"),
    ("Messages", "outbox:list"),
    ("Reports", "reports:index"),
    ("Your pupils", "commissioners:today"),
    ("Settings", "provisions:settings"),
    *((("Mailbox", "practice:mailbox"),) if settings.PRACTICE else ()),
)


@dataclass(frozen=True)
class ClockBar:
    """The practice clock above every page. `steps` are what its buttons send and say."""

    action: str
    at: datetime
    steps: tuple[tuple[str, str], ...]
    next_words: str


def page(request: HttpRequest) -> dict[str, object]:
    """Return what base.html shows on every page."""
    staff = getattr(request, "staff", None)
    now = getattr(request, "received_at", None)
    return {
        "staff": staff,
        "staff_role": staff.role_name.lower() if staff else "",
        "provision_name": staff.provision_name if staff else "",
        "account_url": _address("accounts:mine") if staff else "",
        "sign_out_url": _address("account_logout") if staff else "",
        "tabs": _tabs(request, staff) if staff else (),
        "standstill": watch.told_to(staff),
        "now_london": now.astimezone(LONDON) if now else None,
        "practice": settings.PRACTICE,
        "clock_bar": _clock_bar(now, staff) if settings.PRACTICE and staff and now else None,
        "ways_in": _ways_in if settings.PRACTICE and not staff else None,
    }


@cache
def _address(name: str) -> str:
    """The address of a page without arguments: nine of them on every page, and they never change."""
    return reverse(name)


def _tabs(request: HttpRequest, staff: Staff) -> tuple[Tab, ...]:
    """Only what this person may open. The longest address that the page's own begins with is the current one."""
    shown = [(word, _address(name)) for word, name in TABS if may_open(staff, name)]
    current = max((url for _, url in shown if request.path.startswith(url)), key=len, default=None)
    return tuple(Tab(word, url, url == current) for word, url in shown)


def _clock_bar(now: datetime, staff: Staff) -> ClockBar:
    from firstbell.practice import commands, queries

    return ClockBar(
        action=_address("practice:clock"),
        at=now.astimezone(LONDON),
        steps=commands.STEPS,
        next_words=queries.what_comes_next(staff.provision_id, now),
    )


def _ways_in() -> dict[str, object]:
    """The practice people to step in as. A function, so that only the sign-in page asks for them."""
    from firstbell.practice import queries

    return {"action": reverse("practice:sign_in_as"), "places": queries.ways_in()}
