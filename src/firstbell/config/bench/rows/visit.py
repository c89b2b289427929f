"""A first visit with nothing kept from before: the register of thirty on a phone, as Chromium fetches it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from firstbell.config.bench.browser import phone
from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.server import Server, serving

TITLE = "a first visit"
THOUSAND = 1000
RIVAL = "RosarioSIS, the HTML and what it names"


def measure(place: Place) -> Iterator[Measured]:
    """Yield what crosses the wire, headers included, and from where."""
    with serving(place, "--web-only") as server:
        [school] = place.inside("school", "make", schools=1, groups=1)
        fetched = _fetched(server, school["cookie"], f"/registers/{next(iter(school['registers']))}/")
    scripts = sum(each["bytes"] for each in fetched if each["type"] == "Script")
    figures = (
        ("visit-bytes", "first visit to a register of 30, all that is fetched", "KB", 60, 117),
        ("visit-requests", "requests for it", "", 6, 15),
        ("visit-scripts", "JavaScript in it", "KB", 30, None),
        ("visit-origins", "places it comes from", "", 1, None),
    )
    values = (
        sum(each["bytes"] for each in fetched) / THOUSAND,
        len(fetched),
        scripts / THOUSAND,
        len({urlsplit(each["url"]).netloc for each in fetched}),
    )
    for (name, what, unit, budget, rival), value in zip(figures, values, strict=True):
        note = RIVAL if rival else ""
        yield Measured(name=name, what=what, value=value, unit=unit, budget=budget, rival=rival, rival_note=note)


def _fetched(server: Server, cookie: str, path: str) -> list[dict[str, Any]]:
    """Return every request that left the browser: its `url`, `type` and the `bytes` that came back."""
    found: dict[str, dict[str, Any]] = {}
    with phone(server, cookie) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.responseReceived",
            lambda told: found.update({told["requestId"]: {"url": told["response"]["url"], "type": told["type"]}}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda told: found.get(told["requestId"], {}).update(bytes=told["encodedDataLength"]),
        )
        page.goto(f"{server.address}{path}", wait_until="networkidle")
    return [each for each in found.values() if each.get("bytes") and not each["url"].startswith("data:")]
