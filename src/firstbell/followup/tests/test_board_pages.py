"""The board as a person meets it: in Chromium at desk and phone size, and without JavaScript."""

from __future__ import annotations

import re

import pytest

from firstbell.domain.marks import Choice
from firstbell.duties import commands as duties
from firstbell.followup.models import ContactAttempt
from firstbell.followup.schools.drafting import draft_school_emails
from firstbell.followup.tests.mornings import at, code_of, duty, marked, rings
from firstbell.journal import Actor
from tests.builders import a_commissioner, a_contact, a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db(transaction=True)

NELL = Actor("staff", None, "Nell Ashby", "head")


@pytest.fixture
def morning(clock_runs_from):
    """Monday 09:08 at Alder Yard: four absences in three rooms, one register missing, two schools to be told."""
    provision = a_provision(name="Alder Yard", phone="+441632960100")
    site = a_site(provision)
    forge, farm, studio = (a_group(site, name) for name in ("Forge", "Farm", "Studio"))
    netherfold = a_commissioner(provision, name="Netherfold Academy", phone="+441632960733")
    tollgate = a_commissioner(provision, name="Tollgate Park", phone="+441632960734")
    for name in ("Kacey Dunne", "Rhys Cawdell", "Joss Hale"):
        marked(a_pupil(name, group=studio, commissioner=netherfold), Choice.HERE, clock="09:02")
    a_pupil("Perran Quill", group=farm, commissioner=tollgate)
    callum = a_pupil(
        "Callum Tarn",
        group=forge,
        commissioner=netherfold,
        travel="public",
        travel_note="bus 14",
        adjustments="Speak slowly",
    )
    a_contact(callum, name="Len Tarn", relationship="Grandfather", number="+441632960417")
    idris = a_pupil(
        "Idris Calloway", group=forge, commissioner=tollgate, starts="09:10", travel="taxi", travel_note="Ace Cabs"
    )
    idris.contacts.update(safety="never", warning="Court order", name="Nadia Calloway")
    a_contact(idris, name="Omar Calloway", relationship="Father", language="Somali, English", number="+447700900368")
    tamsin = a_pupil("Tamsin Orrell", group=forge, commissioner=netherfold)
    tamsin.contacts.update(safety="warning", warning="Ring, never text: the phone is shared")
    for pupil in (callum, idris, tamsin):
        marked(pupil)
    rings(callum, "engaged", clock="09:07")
    draft_school_emails(provision.pk, at("09:07"))
    duties.claim(duty(tamsin, "call-home"), by=NELL, at=at("09:07"))
    clock_runs_from("2026-11-23 09:08")
    return provision


@pytest.fixture
def lead(morning):
    return a_member(morning, "attendance_lead", email="priya@alderyard.example")


def callum():
    from firstbell.people.models import Pupil

    return Pupil.objects.get(legal_first_name="Callum")


def act(page, word, name):
    """The button of one pupil's or school's row."""
    return page.locator(".duty", has_text=name).get_by_role("button", name=word)


class TestTheBoardOnADesk:
    def test_leads_with_the_minutes_left_and_breaks_no_accessibility_rule(
        self, lead, sign_in, chromium_page, axe, picture
    ):
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        first = chromium_page.locator(".duty").first
        assert "2 min left" in " ".join(first.locator(".duty-left p").inner_text().split())
        picture(chromium_page, "board desk")
        axe(chromium_page)

    def test_logs_a_reason_in_two_taps_and_a_form(self, lead, sign_in, chromium_page, picture, axe):
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        act(chromium_page, "Not coming", "Callum").click()
        chromium_page.wait_for_url("**/call/**")
        picture(chromium_page, "attempt not coming desk")
        axe(chromium_page)
        chromium_page.get_by_label("Illness").check()
        chromium_page.get_by_role("button", name="Save the call").click()
        chromium_page.wait_for_url("**/board/")
        assert code_of(callum()) == "I"
        picture(chromium_page, "board after a reason")

    def test_claims_without_leaving_the_page(self, lead, sign_in, chromium_page):
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        chromium_page.get_by_role("button", name=re.compile("I’ll do it.*Callum Tarn")).click()
        chromium_page.get_by_text("You have this for 3 more minutes").wait_for()

    def test_shows_by_itself_what_a_colleague_marks(self, morning, lead, sign_in, chromium_page):
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        from firstbell.provisions.models import Group

        marked(a_pupil("Lowri Tate", group=Group.objects.get(name="Farm")))
        chromium_page.get_by_role("link", name="Lowri Tate").wait_for(timeout=15_000)


class TestTheKeyboard:
    def test_moves_from_row_to_row_and_presses_its_buttons(self, lead, sign_in, chromium_page):
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        chromium_page.keyboard.press("j")
        assert chromium_page.locator(".duty.is-now h3").inner_text().split() == ["Ring", "home", "Callum", "Tarn"]
        chromium_page.keyboard.press("c")
        chromium_page.get_by_text("You have this for 3 more minutes").wait_for()
        chromium_page.keyboard.press("n")
        chromium_page.get_by_text("Logged: Ines Tarn, no answer.").wait_for()

    def test_lists_its_keys(self, lead, sign_in, chromium_page, axe):
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        chromium_page.keyboard.press("?")
        chromium_page.get_by_role("heading", name="Keys of the board").wait_for()
        axe(chromium_page)
        chromium_page.keyboard.press("Escape")
        chromium_page.get_by_role("heading", name="Keys of the board").wait_for(state="detached")

    def test_stays_on_its_row_when_the_board_changes(self, morning, lead, sign_in, chromium_page):
        from firstbell.provisions.models import Group

        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        chromium_page.keyboard.press("j")
        chromium_page.keyboard.press("j")
        marked(a_pupil("Lowri Tate", group=Group.objects.get(name="Farm")))
        chromium_page.get_by_role("link", name="Lowri Tate").wait_for(timeout=15_000)
        assert "Tamsin Orrell" in chromium_page.locator(".duty.is-now h3").inner_text()
        assert chromium_page.evaluate("document.activeElement.matches('.duty.is-now')")

    def test_can_be_turned_off(self, lead, sign_in, chromium_page):
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        chromium_page.get_by_role("button", name="Turn single keys off").click()
        chromium_page.keyboard.press("j")
        assert chromium_page.locator(".duty.is-now").count() == 0
        chromium_page.keyboard.press("ArrowDown")
        assert chromium_page.locator(".duty.is-now").count() == 1


class TestABoardThatHearsNothing:
    def test_greys_itself_and_says_so_and_recovers(self, lead, sign_in, chromium_page):
        chromium_page.clock.install()
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        assert chromium_page.locator("#board").get_attribute("hx-trigger") == "every 2s"
        chromium_page.route("**/board/?seen=*", lambda route: route.abort())
        chromium_page.clock.run_for(36_000)
        chromium_page.locator("#board.is-stale").wait_for()
        assert "seconds old" in chromium_page.locator("[data-live-note]").inner_text()
        chromium_page.unroute("**/board/?seen=*")
        chromium_page.route("**/board/?seen=*", lambda route: route.fulfill(status=204))
        chromium_page.clock.run_for(3_000)
        chromium_page.locator("#board:not(.is-stale)").wait_for()


class TestEverythingBesideTheBoard:
    def test_fits_a_phone_and_breaks_no_accessibility_rule(self, morning, lead, sign_in, open_page, axe, picture):
        rings(callum(), "wrong_number", clock="09:12")
        rings(callum(), "unaware", clock="09:13", contact=callum().contacts.get(name="Len Tarn"))
        page = open_page(viewport={"width": 320, "height": 700})
        sign_in(page, lead)
        page.goto("/board/")
        page.get_by_text("The safeguarding lead was told").wait_for()
        page.locator("#later summary").click()
        picture(page, "board and its side narrow")
        axe(page)
        for address in ("/board/", "/board/late/", "/board/numbers/"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
            picture(page, f"board {address.strip('/').rpartition('/')[2]} narrow")
            axe(page)


class TestTheBoardOnAPhone:
    def test_fits_and_breaks_no_accessibility_rule(self, lead, sign_in, phone_page, axe, picture):
        sign_in(phone_page, lead)
        phone_page.goto("/board/")
        picture(phone_page, "board phone")
        axe(phone_page)
        assert phone_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def test_needs_no_sideways_scrolling_on_the_narrowest_one(self, lead, sign_in, open_page):
        page = open_page(viewport={"width": 320, "height": 700})
        sign_in(page, lead)
        for address in ("/board/", f"/board/duty/{duty(callum(), 'call-home').pk}/call/", "/messages/"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


class TestWithoutJavaScript:
    def test_every_act_on_the_board_works(self, lead, sign_in, page_without_javascript, picture):
        page = page_without_javascript
        sign_in(page, lead)
        page.goto("/board/")
        page.get_by_role("button", name=re.compile("I’ll do it.*Callum Tarn")).click()
        page.get_by_text("You have this for 3 more minutes").wait_for()
        act(page, "No answer", "Callum").click()
        page.get_by_text("Logged: Ines Tarn, no answer.").wait_for()
        picture(page, "board without script")
        act(page, "On the way", "Callum").click()
        page.get_by_label("When should the pupil be here?").fill("09:25")
        page.get_by_role("button", name="Save the call").click()
        page.get_by_text("Callum is on the way").wait_for()
        assert list(ContactAttempt.objects.order_by("pk").values_list("outcome", flat=True)) == [
            "engaged", "no_answer", "on_the_way",
        ]  # fmt: skip

    def test_a_school_is_rung_and_told(self, lead, sign_in, page_without_javascript, clock_runs_from, picture):
        clock_runs_from("2026-11-23 09:22")
        page = page_without_javascript
        sign_in(page, lead)
        page.goto("/board/")
        picture(page, "board with schools to ring")
        act(page, "Told them", "Netherfold Academy").click()
        page.get_by_text("Netherfold Academy knows, by phone.").wait_for()
        assert duty(callum(), "tell-the-school").outcome == "told-by-phone"


class TestTheOtherPages:
    def test_of_messages_break_no_accessibility_rule(self, lead, sign_in, chromium_page, axe, picture):
        sign_in(chromium_page, lead)
        chromium_page.goto("/messages/?day=2026-11-23")
        axe(chromium_page)
        picture(chromium_page, "messages desk")
        chromium_page.get_by_role("link", name="Netherfold Academy").click()
        chromium_page.wait_for_url("**/messages/*/")
        axe(chromium_page)
        picture(chromium_page, "message desk")
        chromium_page.get_by_role("button", name="Hold it").click()
        chromium_page.get_by_label("Text").wait_for()
        axe(chromium_page)
        picture(chromium_page, "message held desk")

    def test_for_logging_a_call_break_no_accessibility_rule(self, lead, sign_in, phone_page, axe, picture):
        sign_in(phone_page, lead)
        phone_page.goto(f"/board/duty/{duty(callum(), 'call-home').pk}/call/")
        axe(phone_page)
        picture(phone_page, "attempt phone")

    def test_of_the_mail_test_breaks_no_accessibility_rule(self, morning, sign_in, chromium_page, axe, picture):
        sign_in(chromium_page, a_member(morning, "administrator"))
        chromium_page.goto("/messages/test/")
        chromium_page.get_by_role("button", name="Send me a test").click()
        chromium_page.get_by_text("Accepted for").wait_for()
        axe(chromium_page)
        picture(chromium_page, "mail test")


class TestTheCountdown:
    def test_goes_on_by_itself(self, lead, sign_in, chromium_page):
        """The page's own clock is moved on by a minute and a second; nobody asks the server."""
        chromium_page.clock.install()
        sign_in(chromium_page, lead)
        chromium_page.goto("/board/")
        first = chromium_page.locator(".duty-left b").first
        assert first.inner_text() == "2"
        chromium_page.route("**/board/?seen=*", lambda route: route.fulfill(status=204))
        chromium_page.clock.run_for(61_000)
        assert first.inner_text() == "1"
