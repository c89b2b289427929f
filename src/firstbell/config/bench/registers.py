"""What a tutor's browser sends: a register opened, a register of thirty saved with two pupils away."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from firstbell.config.bench.load import Asked
from firstbell.config.bench.place import Place

CLIENTS, CLIENTS_IF_QUICK = 8, 2
AWAY = 2
TOKEN = "t" * 32


def clients(place: Place) -> int:
    """Return how many clients work at once."""
    return CLIENTS_IF_QUICK if place.quick else CLIENTS


def schools(place: Place, groups: int) -> list[dict[str, Any]]:
    """Make one provision for each client, so that each has a sign-in and registers of its own."""
    return list(place.inside("school", "make", schools=clients(place), groups=groups))


def opening(school: dict[str, Any]) -> Iterator[Asked]:
    """Ask for each register's page."""
    for register in school["registers"]:
        yield Asked(f"/registers/{register}/", {"Cookie": school["cookie"], "Accept-Encoding": "gzip"})


def saving(school: dict[str, Any]) -> Iterator[Asked]:
    """Send each register's thirty marks at once, as the page does without its script."""
    headers = {
        "Cookie": f"{school['cookie']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for register, lines in school["registers"].items():
        yield Asked(f"/registers/{register}/marks/", headers, _marks(lines), expects=302)


def turned_away() -> Asked:
    """The least this server can answer: every layer passed through, no statement asked, no page drawn."""
    return Asked("/registers/", expects=302)


def _marks(lines: Sequence[int]) -> str:
    said = [f"{line}.0.{'away' if number < AWAY else 'here'}" for number, line in enumerate(lines)]
    return urlencode({"tap": str(uuid4()), "m": said}, doseq=True)
