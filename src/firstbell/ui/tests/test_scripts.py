"""What our scripts do in a real browser: time, keys, what became of a mark, and a page that keeps itself current."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firstbell.ui.static_files import joined
from firstbell.ui.tests import sample
from tests.support.browser import PHONE
from tests.support.times import london

SCRIPTS = Path(__file__).parents[1] / "static" / "firstbell" / "js"


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
        page.locator(".foot [data-sunlight]").click()
        assert page.evaluate(ground) != dark
        assert "sunlight=1" in page.evaluate("document.cookie")
        assert page.locator("[data-sunlight]").first.get_attribute("aria-pressed") == "true"
        page.locator(".foot [data-sunlight]").click()
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
        page.locator("#line-1:focus").wait_for()
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
        page.locator("#line-2 [data-key=late]:focus").wait_for()


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
        page.evaluate("() => { const dock = document.querySelector('.dock'); dock.outerHTML = dock.outerHTML }")
        page.locator("#line-2 [data-key=here]").click()
        page.locator("#line-2 >> text=Not saved yet").wait_for()
        assert page.locator("[data-sync-total]").inner_text() == "2 not saved yet"
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
        assert page.locator("[data-live-words]").inner_text() == "last heard of at 09:14"
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
        page.locator("[data-live-note]").wait_for(state="detached")
        assert "is-stale" not in (page.locator("#board").get_attribute("class") or "")


class TestAllScriptsInOneFile:
    """As they are served: each in a block of its own, on pages that need only some of them."""

    @pytest.mark.parametrize("name", ["sample.html", "register.html", "board.html"])
    def test_no_script_stumbles_over_a_page_that_is_not_its_own(self, show, name):
        html = re.sub(r'\s*<script type="module".*?</script>', "", sample.page(name))
        html = html.replace("</body>", '<script type="module" src="/all.js"></script></body>')
        page = show(html, lambda route: route.fulfill(body=every_script(), content_type="text/javascript"))
        page.locator("[data-print]:not([hidden]), [data-keys]:not([hidden]), [data-live]:not([hidden])").first.wait_for(
            state="attached"
        )
        assert page.complaints == []


def every_script() -> str:
    return joined(path.read_text() for path in sorted(SCRIPTS.glob("*.js")))
