"""What the pages do in a real browser: seen at every size, colour and direction, and moved by our scripts."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from firstbell.ui.static_files import joined
from firstbell.ui.tests import sample
from tests.support.browser import DESK, PHONE
from tests.support.times import london

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


class TestTime:
    def test_the_clock_shows_the_servers_time_and_moves_each_minute(self, show):
        page = show(sample.page(), at=sample.NOW)
        assert page.locator("[data-clock]").inner_text() == "09:14"
        page.clock.run_for(60_100)
        assert page.locator("[data-clock]").inner_text() == "09:15"

    def test_a_practice_clock_that_was_moved_is_respected(self, show):
        page = show(sample.page(), at=london("2031-03-03 03:03"))
        page.clock.run_for(60_100)
        assert page.locator("[data-clock]").inner_text() == "09:15"

    def test_minutes_left_go_down_and_turn_late(self, show):
        page = show(sample.page(), at=sample.NOW)
        left = page.locator("[data-due]").first
        assert left.inner_text().split()[:3] == ["6", "min", "left"]
        page.clock.run_for(60_100)
        assert left.inner_text().split()[:3] == ["5", "min", "left"]
        page.clock.run_for(6 * 60_100)
        assert left.inner_text().split() == ["1", "min", "late", "was", "due", "09:20"]
        assert "is-overdue" in page.locator(".duty").first.get_attribute("class")

    def test_a_screen_reader_hears_at_most_one_thing_a_minute(self, show):
        page = show(sample.page(), at=sample.NOW)
        voice = page.locator("p[role=status]")
        assert voice.inner_text() == ""
        page.clock.run_for(60_100)
        assert voice.inner_text() == "Ring home Idris Calloway: 5 minutes left"


class TestFaults:
    def test_the_reader_starts_at_the_things_to_put_right(self, show):
        assert show(sample.page()).evaluate("document.activeElement.className").startswith("summary")

    def test_a_thing_to_put_right_leads_to_its_field(self, show):
        page = show(sample.page())
        page.get_by_role("link", name="Who told you").click()
        assert page.evaluate("document.activeElement.id || location.hash") in ("id_faulty-reason", "#id_faulty-reason")


class TestSunlight:
    def test_it_forces_light_colours_and_the_next_page_keeps_them(self, show):
        page = show(sample.page(), color_scheme="dark")
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        dark = page.evaluate(ground)
        page.get_by_role("button", name="Sunlight").click()
        assert page.evaluate(ground) != dark
        assert "sunlight=1" in page.evaluate("document.cookie")
        page.get_by_role("button", name="Sunlight").click()
        assert page.evaluate(ground) == dark and page.evaluate("document.cookie") == ""


class TestUnsavedWords:
    def leave(self, page: Any, link: str) -> list[str]:
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.get_by_role("link", name=link).click()
        page.wait_for_url("**/registers/")
        return asked

    def test_leaving_with_words_not_saved_asks_first(self, show):
        page = show(sample.page(faulty=None))
        page.locator("#id_note").click()
        page.keyboard.type("Mum rang")
        assert self.leave(page, "Registers") == ["beforeunload"]

    def test_leaving_a_form_that_came_back_with_faults_asks_too(self, show):
        page = show(sample.page())
        page.locator("h1").click()
        assert self.leave(page, "Registers") == ["beforeunload"]

    def test_leaving_what_nobody_touched_asks_nothing(self, show):
        page = show(sample.page(faulty=None))
        page.locator("h1").click()
        assert self.leave(page, "Registers") == []

    def test_saving_asks_nothing(self, show):
        page = show(sample.page(faulty=None))
        page.locator("#id_note").click()
        page.keyboard.type("Mum rang")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.get_by_role("button", name="Amend the mark").click()
        page.wait_for_url("**/amend/")
        assert asked == []


class TestTheRegisterByKeyboard:
    """The page is a stand-in for the register's: what each key presses, and that the server's new line is taken up."""

    def answers(self, taps: list[tuple[str, str]]) -> Callable[[Any], None]:
        def respond(route: Any) -> None:
            said, number = route.request.post_data, route.request.url.rsplit("/", 1)[1]
            taps.append((number, said.partition("is=")[2]))
            route.fulfill(body=sample.line(number), content_type="text/html")

        return respond

    def test_one_key_marks_a_pupil_and_goes_on_to_the_next(self, show):
        taps: list[tuple[str, str]] = []
        page = show(sample.page("register.html"), self.answers(taps))
        for key in ("/", "l", "n"):
            page.keyboard.press(key)
        page.locator("#line-3 >> text=Office has it").wait_for()
        assert taps == [("1", "here"), ("2", "late"), ("3", "away")]

    def test_space_is_here_too(self, show):
        taps: list[tuple[str, str]] = []
        page = show(sample.page("register.html"), self.answers(taps))
        page.keyboard.press("Space")
        page.locator("#line-1 >> text=Office has it").wait_for()
        assert taps == [("1", "here")]

    def test_arrows_move_without_marking(self, show):
        taps: list[tuple[str, str]] = []
        page = show(sample.page("register.html"), self.answers(taps))
        for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == "line-1" and taps == []
        assert page.locator(".is-now").count() == 1

    def test_control_z_takes_back_the_last_one(self, show):
        taps: list[tuple[str, str]] = []
        page = show(sample.page("register.html"), self.answers(taps))
        page.keyboard.press("n")
        page.locator("#line-1 >> text=Office has it").wait_for()
        page.keyboard.press("Control+z")
        page.wait_for_function("document.activeElement.id == 'line-1'")
        assert [number for number, _ in taps] == ["1", "1"] and taps[1] == ("1", "undo")

    def test_enter_finishes(self, show):
        page = show(sample.page("register.html"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/finish")

    def test_single_keys_can_be_turned_off_and_stay_off(self, show):
        taps: list[tuple[str, str]] = []
        page = show(sample.page("register.html"), self.answers(taps))
        page.get_by_role("button", name="Turn single keys off").click()
        page.reload()
        page.keyboard.press("/")
        page.keyboard.press("ArrowDown")
        assert taps == [] and page.get_by_role("button", name="Turn single keys on").is_visible()

    def test_the_question_mark_shows_every_key(self, show, axe):
        page = show(sample.page("register.html"))
        page.keyboard.press("?")
        assert page.get_by_role("heading", name="Keys of the register").is_visible()
        axe(page)
        page.keyboard.press("Escape")
        assert not page.get_by_role("heading", name="Keys of the register").is_visible()

    def test_a_line_renewed_under_the_finger_keeps_the_focus(self, show):
        page = show(sample.page("register.html"), self.answers([]))
        page.locator("#line-2 [data-key=late]").focus()
        page.keyboard.press("Enter")
        page.locator("#line-2 >> text=Office has it").wait_for()
        page.wait_for_function("document.activeElement.dataset.key == 'late'")


class TestWhatBecameOfAMark:
    def test_it_says_sending_until_the_server_answers(self, show):
        held: list[Any] = []
        page = show(sample.page("register.html"), held.append)
        page.locator("#line-1 [data-key=here]").click()
        state = page.locator("#line-1 .line-state")
        assert state.inner_text().strip() == "Sending…"
        assert page.locator("[data-sync-total]").inner_text() == "1 sending"
        held[0].fulfill(body=sample.line("1"), content_type="text/html")
        page.locator("#line-1 >> text=Office has it – 09:14").wait_for()
        assert page.locator("[data-sync-total]").inner_text() == ""

    @pytest.mark.parametrize("failure", ["cut off", "fault"])
    def test_a_mark_that_did_not_arrive_says_so_and_looks_as_before(self, show, picture, failure):
        def answers(route: Any) -> None:
            route.abort() if failure == "cut off" else route.fulfill(status=500, body="Office has it")

        page = show(sample.page("register.html"), answers, viewport=PHONE)
        page.locator("#line-1 [data-key=here]").click()
        page.locator("#line-1 >> text=Not saved yet").wait_for()
        picture(page, f"ui not saved {failure}")
        assert page.locator("#line-1 [data-key=here]").get_attribute("aria-pressed") == "false"
        assert page.locator("[data-sync-total]").inner_text() == "1 not saved yet"
        assert "Office has it" not in page.locator("body").inner_text()

    def test_a_sign_in_that_ended_does_not_take_the_page_away(self, show):
        def answers(route: Any) -> None:
            route.fulfill(status=401, headers={"HX-Redirect": "/account/login/"})

        page = show(sample.page("register.html"), answers)
        page.locator("#line-1 [data-key=here]").click()
        page.locator("#line-1 >> text=your sign-in has ended").wait_for()
        assert page.url == sample.ADDRESS

    def test_pressing_again_sends_again(self, show):
        asked: list[Any] = []

        def answers(route: Any) -> None:
            asked.append(route)
            route.abort() if len(asked) == 1 else route.fulfill(body=sample.line("1"), content_type="text/html")

        page = show(sample.page("register.html"), answers)
        for _ in range(2):
            page.locator("#line-1 [data-key=here]").click()
            page.locator("#line-1 >> text=/Not saved yet|Office has it/").wait_for()
        page.locator("#line-1 >> text=Office has it").wait_for()


class TestAPageThatKeepsItselfCurrent:
    def board(self, show, answers: Any) -> Any:
        return show(sample.page("board.html"), answers, at=sample.NOW)

    def test_nothing_new_leaves_it_alone_and_says_when_it_was_checked(self, show):
        asked: list[str] = []

        def answers(route: Any) -> None:
            asked.append(route.request.url)
            route.fulfill(status=204)

        page = self.board(show, answers)
        page.clock.run_for(10_100)
        page.locator("text=live, checked 09:14").wait_for()
        assert asked == [f"{sample.ADDRESS}board/live?seen=7"]
        assert page.locator("#board h2").inner_text() == "To do now"

    def test_what_is_new_takes_its_place_and_the_focus_stays(self, show):
        def answers(route: Any) -> None:
            route.fulfill(body=sample.fragment("board.html", "Newer"), content_type="text/html")

        page = self.board(show, answers)
        page.get_by_role("button", name="No answer").focus()
        page.clock.run_for(10_100)
        page.locator("#board h2:text('Newer')").wait_for()
        assert page.evaluate("document.activeElement.innerText") == "No answer"

    def test_words_half_written_are_not_swept_away(self, show):
        def answers(route: Any) -> None:
            route.fulfill(body=sample.fragment("board.html", "Newer"), content_type="text/html")

        page = self.board(show, answers)
        page.get_by_label("What was said").fill("On the bus")
        page.clock.run_for(10_100)
        page.locator("text=finish what you are writing").wait_for()
        assert page.get_by_label("What was said").input_value() == "On the bus"

    def test_a_page_that_hears_nothing_greys_and_says_how_old_it_is(self, show, axe, picture):
        page = self.board(show, lambda route: route.abort())
        for _ in range(4):
            page.clock.run_for(10_100)
            page.wait_for_timeout(50)
        page.locator("text=/This page is \\d+ seconds old/").wait_for()
        assert "is-stale" in page.locator("#board").get_attribute("class")
        picture(page, "ui stale board")
        axe(page)

    def test_it_recovers_by_itself(self, show):
        answered: list[int] = []

        def answers(route: Any) -> None:
            answered.append(1)
            route.abort() if len(answered) < 5 else route.fulfill(status=204)

        page = self.board(show, answers)
        for _ in range(6):
            page.clock.run_for(10_100)
            page.wait_for_timeout(50)
        page.locator("text=live, checked").wait_for()
        page.wait_for_function("!document.querySelector('[data-live-note]')")
        assert not page.locator("[data-live-note]").count()
        assert "is-stale" not in (page.locator("#board").get_attribute("class") or "")


class TestAllScriptsInOneFile:
    """As they are served: each in a block of its own, on pages that need only some of them."""

    @pytest.mark.parametrize("name", ["sample.html", "register.html", "board.html"])
    def test_no_script_stumbles_over_a_page_that_is_not_its_own(self, show, name):
        html = re.sub(r'\s*<script type="module".*?</script>', "", sample.page(name))
        html = html.replace("</body>", '<script type="module" src="/all.js"></script></body>')
        page = show(html, lambda route: route.fulfill(body=every_script(), content_type="text/javascript"))
        page.wait_for_function("document.querySelector('[data-print], [data-keys], [data-live]')?.hidden === false")
        assert page.complaints == []


def every_script() -> str:
    return joined(path.read_text() for path in sorted(SCRIPTS.glob("*.js")))
