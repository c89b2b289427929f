"""The browser's helpers see what they are there to see."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = "<!doctype html><html lang=en-GB><title>Register</title><main><h1>Register</h1><p>Ten pupils.</p></main></html>"


class TestTheAccessibilityCheck:
    def test_passes_a_plain_page(self, chromium_page, axe):
        chromium_page.set_content(GOOD)
        axe(chromium_page)

    def test_names_what_is_wrong_and_where(self, chromium_page, axe):
        chromium_page.set_content(GOOD.replace("Ten pupils.", "<img src='x.png'>"))
        with pytest.raises(AssertionError, match=r"(?s)alternative text.*<img"):
            axe(chromium_page)

    def test_also_reads_pages_without_javascript(self, page_without_javascript, axe):
        page_without_javascript.set_content(GOOD.replace("Ten pupils.", "<img src='x.png'>"))
        with pytest.raises(AssertionError, match="alternative text"):
            axe(page_without_javascript)


class TestAPage:
    def test_without_javascript_runs_none(self, page_without_javascript):
        page_without_javascript.set_content(GOOD + "<script>document.title = 'changed'</script>")
        assert page_without_javascript.title() == "Register"

    def test_of_a_phone_is_narrow_and_touched(self, phone_page):
        phone_page.set_content(GOOD.replace("<main>", "<meta name=viewport content='width=device-width'><main>"))
        assert phone_page.evaluate("[innerWidth, navigator.maxTouchPoints > 0]") == [390, True]

    def test_asks_the_live_server(self, chromium_page):
        assert chromium_page.goto("/account/login/").ok

    def test_can_be_kept_as_a_picture(self, chromium_page, picture):
        chromium_page.set_content(GOOD)
        assert picture(chromium_page, "A plain page").name == "a-plain-page.png"
