"""One of our samples in a browser, and only this room's addresses."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from firstbell.ui.tests import sample


@pytest.fixture(autouse=True)
def _own_addresses(settings):
    settings.ROOT_URLCONF = "firstbell.ui.tests.urls"


@pytest.fixture
def show(browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """`show(html, answers, **options)`: one of our samples, under the policy we serve pages with.

    font: the reader's own text size. at: an instant at which the browser's clock stands until it is run.
    """
    contexts = []

    def start(
        html: str, answers: Any = None, font: str = "", dir: str = "", at: datetime | None = None, **options: Any
    ) -> Any:
        context = browser.new_context(**browser_context_args | {"bypass_csp": bool(font)} | options)
        contexts.append(context)
        sample.serve(context, html, answers)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if at:
            page.clock.install(time=at)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda line: page.complaints.append(line.text) if "Policy" in line.text else None)
        page.goto(sample.ADDRESS)
        if font:
            page.add_style_tag(content=f"html {{ font-size: {font} }}")
        if dir:
            page.evaluate("dir => document.documentElement.dir = dir", dir)
        return page

    yield start
    for context in contexts:
        context.close()
