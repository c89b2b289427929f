"""Debian's Chromium on phone and desk, with and without JavaScript, and the accessibility check."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.environment import PICTURES_VARIABLE

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NO_CHROMIUM = "Chromium is not installed here, so no page was seen. Install Debian's package chromium."
PAGES = {"page", "browser", "context", "new_context"}


def chromium() -> str | None:
    """Return the path of this machine's Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if PAGES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            if chromium() is None and not config.getoption("--require-all"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if chromium() is None:
        pytest.fail(NO_CHROMIUM)
    return browser_type_launch_args | {
        "executable_path": chromium(),
        "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "en-GB", "timezone_id": "Europe/London"}


class _Complaints:
    """What a page complained of: uncaught errors and refusals by the content security policy."""

    def __init__(self, page: Any) -> None:
        self.heard: list[str] = []
        page.on("pageerror", lambda error: self.heard.append(f"uncaught error: {error}"))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.heard.append(message.text)


@pytest.fixture
def open_page(new_context: Callable[..., Any], live_server: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(viewport=PHONE, java_script_enabled=False)`: a page in its own context, based on the live server.

    The test fails at its end if any page met an uncaught error or broke the content security policy.
    """
    opened: list[_Complaints] = []

    def start(**options: Any) -> Any:
        page = new_context(base_url=live_server.url, **({"viewport": DESK} | options)).new_page()
        page.set_default_timeout(10_000)
        page.runs_scripts = options.get("java_script_enabled", True)
        opened.append(_Complaints(page))
        return page

    yield start
    heard = [line for complaints in opened for line in complaints.heard]
    assert not heard, "The browser complained:\n" + "\n".join(heard)


@pytest.fixture
def chromium_page(open_page: Callable[..., Any]) -> Any:
    """A page of desk size: `chromium_page.goto("/")`."""
    return open_page()


@pytest.fixture
def phone_page(open_page: Callable[..., Any]) -> Any:
    """A page of phone size that is touched, not clicked."""
    return open_page(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def page_without_javascript(open_page: Callable[..., Any]) -> Any:
    """A page of desk size whose browser runs no script at all."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Any, Any], None]:
    """`sign_in(page, user)`: give the page's context the cookie of a signed-in user."""
    from django.conf import settings
    from django.test import Client

    def give(page: Any, user: Any) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return give


@pytest.fixture
def axe(request: pytest.FixtureRequest) -> Callable[[Any], None]:
    """`axe(page)`: assert that the page as it now stands breaks no WCAG 2.2 rule of level A or AA."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any) -> None:
        seen = page if getattr(page, "runs_scripts", True) else _copy(page, request.getfixturevalue("new_context"))
        found = Axe().run(seen, options={"runOnly": {"type": "tag", "values": STANDARDS}}).response["violations"]
        assert not found, f"{page.url} is not accessible:\n" + "\n".join(_told(fault) for fault in found)

    return check


def _copy(page: Any, new_context: Callable[..., Any]) -> Any:
    """Return the page as it stands, without its scripts, where the check's own script can run."""
    content = re.sub(r"(?s)<script\b.*?</script>", "", page.content())
    copy = new_context(viewport=page.viewport_size).new_page()
    address = page.url if page.url.startswith("http") else "http://localhost/"
    copy.route(address, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    copy.goto(address)
    return copy


def _told(fault: dict[str, Any]) -> str:
    places = "\n".join(f"    {node['html'][:160]}" for node in fault["nodes"][:5])
    return f"- {fault['help']} ({fault['id']}, {fault['impact']}), {len(fault['nodes'])} places:\n{places}"


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """`picture(page, "register on a phone")`: keep a picture of the whole page to look at.

    In the folder of FIRSTBELL_PICTURES, or beside pytest's own cache.
    """
    folder = Path(os.environ.get(PICTURES_VARIABLE) or request.config.cache.mkdir("pictures"))

    def take(page: Any, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".png")
        page.screenshot(path=path, full_page=True)
        return path

    return take
