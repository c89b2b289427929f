"""The pages in a real browser: at every size, in every colour and direction, with and without scripts."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from firstbell.ui.tests import sample
from tests.support.browser import DESK, PHONE

SCRIPTS = Path(__file__).parents[1] / "static" / "firstbell" / "js"
MODES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": DESK},
    "phone": {"viewport": PHONE},
    "narrow phone": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": PHONE, "color_scheme": "dark"},
    "forced colours": {"viewport": DESK, "forced_colors": "active"},
    "large text": {"viewport": {"width": 390, "height": 844}, "font": "200%"},
    "right to left": {"viewport": PHONE, "dir": "rtl"},
}


@pytest.fixture(params=["sample.html", "register.html"])
def html(request: pytest.FixtureRequest) -> str:
    return sample.page(request.param)


class TestEveryWayOfSeeing:
    @pytest.mark.parametrize("mode", MODES)
    def test_it_is_accessible_fits_the_width_and_obeys_the_policy(self, show, axe, picture, html, mode):
        page = show(html, **MODES[mode])
        picture(page, f"ui {page.title().split(',')[0].split(' ·')[0]} {mode}")
        axe(page)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert page.complaints == []

    def test_it_reads_without_scripts(self, show, axe, html):
        page = show(html, java_script_enabled=False)
        assert page.locator("h1").is_visible()
        assert not page.locator("[data-print], [data-sunlight], [data-keys]").filter(visible=True).count()

    def test_everything_pressed_on_a_phone_is_big_enough(self, show, html):
        page = show(html, viewport=PHONE)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, .button, .tabs a, .number, .input, .radio, summary")]
            .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 44)
            .map(each => each.outerHTML.slice(0, 120))"""
        )
        assert small == []

    def test_choices_on_a_register_are_thumb_size_with_gaps(self, show):
        page = show(sample.page("register.html"), viewport=PHONE)
        boxes = [choice.bounding_box() for choice in page.locator("#line-1 .choice").all()]
        assert all(box["height"] >= 48 and box["width"] >= 48 for box in boxes)
        assert all(
            left["x"] + left["width"] + 8 <= right["x"] + 0.5 for left, right in zip(boxes, boxes[1:], strict=False)
        )


class TestMasthead:
    TABS = [
        SimpleNamespace(url="/board/", word=word, current=word == "Board")
        for word in ("Board", "Registers", "On site", "Pupils", "Messages", "Settings", "Mailbox")
    ]

    @pytest.mark.parametrize(("width", "rows"), [(1280, 1), (1024, 2), (390, 3)])
    def test_it_takes_no_more_rows_than_it_must(self, show, width, rows):
        page = show(sample.page(tabs=self.TABS), viewport={"width": width, "height": 800})
        tops = page.evaluate(
            """() => [...document.querySelectorAll(".masthead :is(.brand, .tabs a, .masthead-clock)")]
            .map(each => each.getBoundingClientRect()).map(box => Math.round((box.top + box.bottom) / 2 / 12))"""
        )
        assert len(set(tops)) <= rows

    def test_a_register_on_a_phone_has_a_way_back_instead_of_tabs(self, show):
        page = show(sample.page("register.html"), viewport=PHONE)
        assert page.get_by_role("link", name="Forge").is_visible()
        assert page.locator("header [data-sunlight]").is_visible()
        assert not page.get_by_role("navigation", name="Main").is_visible()
