"""A real browser on the measured server, where one is installed. Playwright and Chromium are developers' tools."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from firstbell.config.bench.server import Server
from firstbell.domain.errors import Refused

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}


@contextmanager
def phone(server: Server, cookie: str) -> Iterator[Page]:
    """Open an empty phone, signed in. Raises Refused where there is no Chromium or no Playwright."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        raise Refused(
            "There is no Chromium here, or no Playwright to drive it.",
            "What a browser fetches and how often a person clicks could not be measured.",
            "Run `make env` and install Debian's package chromium, then measure again.",
        )
    name, value = cookie.split("=", 1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport=PHONE)
        context.add_cookies([{"name": name, "value": value, "url": server.address}])
        try:
            yield context.new_page()
        finally:
            browser.close()
