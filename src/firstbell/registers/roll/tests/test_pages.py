"""The roll call on a phone: with a network, without one, and without JavaScript."""

import pytest

from firstbell.registers.models import RollCall
from firstbell.registers.roll import queries
from firstbell.registers.tests.doing import a_class, mark, person
from tests.builders import a_member
from tests.support.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tutor(clock_runs_from):
    """Three pupils came this morning; the tutor stands in the yard."""
    register, pupils = a_class()
    for pupil in pupils:
        mark(pupil, "here", "2026-11-23 09:02", person("Sam"))
    clock_runs_from("2026-11-23 10:42")
    return a_member(register.provision, "tutor")


def seen():
    return len(queries.roll(RollCall.objects.get()).safe)


class TestOnAPhone:
    def test_ticks_made_without_a_network_are_kept_and_sent_when_there_is_one(
        self, tutor, phone_page, sign_in, axe, picture
    ):
        sign_in(phone_page, tutor)
        phone_page.goto("/registers/on-site/")
        phone_page.get_by_role("link", name="Start a roll call").click()
        phone_page.get_by_role("button", name="Start").click()
        phone_page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone_page.reload()
        phone_page.context.set_offline(True)
        phone_page.get_by_role("button", name="I see them").first.click()
        phone_page.get_by_text("1 tick not sent yet").wait_for()
        phone_page.reload()
        phone_page.get_by_text("saved on this phone, not sent yet").wait_for()
        picture(phone_page, "roll call without a network")
        assert seen() == 0
        phone_page.context.set_offline(False)
        phone_page.locator(".roll-safe dd", has_text="1").wait_for()
        assert seen() == 1
        axe(phone_page)
        picture(phone_page, "roll call phone")


class TestWithoutJavaScript:
    def test_each_tick_is_a_form_and_the_end_says_how_long_it_took(self, tutor, open_page, sign_in, axe, picture):
        page = open_page(viewport=PHONE, java_script_enabled=False)
        sign_in(page, tutor)
        page.goto("/registers/roll/")
        page.get_by_label("This is a drill").check()
        page.get_by_role("button", name="Start").click()
        page.get_by_label("Who else is here?").fill("Fire-door fitter")
        page.get_by_role("button", name="Add to the roll").click()
        for _ in range(4):
            page.get_by_role("button", name="I see them").first.click()
        assert seen() == 4
        page.get_by_role("link", name="End").click()
        page.get_by_text("Everybody was seen").wait_for()
        axe(page)
        page.get_by_role("button", name="End the roll call").click()
        page.get_by_role("heading", name="Drill").wait_for()
        assert RollCall.objects.get().ended_by == tutor.name
