"""From the first page to a register of thirty saved, two pupils away: how often a tutor taps, morning and afternoon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from firstbell.config.bench.browser import phone
from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.server import Server, serving
from firstbell.domain.errors import Refused

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TITLE = "taps to a saved register"
AWAY = 2
SESSIONS = {"AM": "morning", "PM": "afternoon"}


def measure(place: Place) -> Iterator[Measured]:
    """Yield the taps of each session."""
    with serving(place, "--web-only") as server:
        for session, word in SESSIONS.items():
            [school] = place.inside("school", "make", schools=1, groups=1, session=session, slug=word, roles=["tutor"])
            yield Measured(
                name=f"clicks-{word}",
                what=f"taps from the first page to the {word} register of 30 saved, {AWAY} away",
                value=_taps(server, place, school),
                unit="",
                budget=4,
                rival=4,
                rival_note="RosarioSIS, morning only",
            )


class _Finger:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, thing: Locator) -> None:
        thing.click()
        self.taps += 1


def _taps(server: Server, place: Place, school: dict[str, Any]) -> int:
    finger = _Finger()
    with phone(server, school["cookie"]) as page:
        page.goto(server.address)
        finger.tap(page.locator(".rooms a").first)
        page.wait_for_url("**/registers/*/")
        for number in range(AWAY):
            finger.tap(page.get_by_role("button", name="Not here").nth(number))
            _wait_for(page, f"{number + 1} of 30 marked")
        finger.tap(page.get_by_role("button", name="are here"))
        _wait_for(page, "30 of 30 marked")
    [register] = school["registers"]
    marked = place.inside("school", "marked", register=int(register))
    if marked != {"here": 30 - AWAY, "away": AWAY}:
        raise Refused(
            f"After the taps the register held {marked}.",
            "The taps counted did not save a register of 30 with two away.",
            "Take a register by hand and see what differs, then measure again.",
        )
    return finger.taps


def _wait_for(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for()
