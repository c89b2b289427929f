"""A parent answers a text on a small phone without scripts, in Urdu; the office reads it on the board."""

from __future__ import annotations

import re

import pytest

from firstbell.duties.models import Duty
from firstbell.followup.tests.mornings import at, marked
from firstbell.notices.commands import record_check
from firstbell.notices.models import Notice
from firstbell.outbox.models import Message
from firstbell.outbox.wording import load
from tests.builders import a_member, a_provision, a_pupil, day, staff

pytestmark = pytest.mark.django_db(transaction=True)
SMALL_PHONE = {"width": 320, "height": 640}


@pytest.fixture
def pupil(clock_stands_at, settings, tmp_path):
    """Not here at 09:03; her mother reads Urdu, and the words were checked."""
    clock_stands_at("2026-11-23 09:06")
    settings.MEDIA_ROOT, settings.SECOND_FACTOR_REQUIRED = tmp_path, False
    pupil = a_pupil("Kacey Holt", provision=a_provision(name="Alder Yard", phone="+441632960100"))
    pupil.contacts.update(language="Urdu")
    record_check(
        pupil.provision_id, "ur", load("ur").words_hash, checked_by="Amina Rauf", checked_on=day("2026-11-20"),
        by=staff(pupil.provision).actor, at=at("08:00"),
    )  # fmt: skip
    marked(pupil)
    return pupil


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


class TestAParentWithASmallPhone:
    def test_answers_the_text_and_the_office_gives_the_code(self, pupil, open_page, sign_in, axe, picture):
        office = open_page()
        sign_in(office, a_member(pupil.provision))
        office.goto("/board/")
        office.get_by_role("button", name="Text", exact=True).click()
        office.wait_for_selector("text=is on its way")

        phone = open_page(viewport=SMALL_PHONE, java_script_enabled=False)
        phone.goto(re.search(r"/r/[\w-]+/", Message.objects.get().text)[0])
        assert phone.locator("html").get_attribute("dir") == "rtl"
        assert "Kacey" not in phone.content()
        axe(phone)
        picture(phone, "a parents link in urdu")
        phone.fill("#day", "4")
        phone.fill("#month", "5")
        phone.locator("main button").click()
        phone.wait_for_selector("#note")
        axe(phone)
        picture(phone, "a parents answer in urdu")
        phone.check("input[value=ill]")
        phone.fill("#note", "بخار")
        phone.locator("main button").click()
        phone.wait_for_selector("text=Thank you. We have your answer.")
        axe(phone)

        assert not Duty.objects.filter(pupil=pupil, kind="call-home", state__in=Duty.WAITING).exists()
        notice = Notice.objects.get()
        office.goto(f"/notices/{notice.pk}/")
        axe(office)
        picture(office, "an answer to be read")
        office.select_option("select", notice.pointed_key)
        office.get_by_role("button", name="I have read it").click()
        office.wait_for_selector("text=The marks it covers follow")
        assert Notice.objects.get().code_key == notice.pointed_key

    @pytest.mark.parametrize(
        "path", ["/notices/add/", "/notices/", "/notices/leave/", "/notices/in-writing/", "/languages/ur/"]
    )
    def test_leaves_the_offices_pages_fit_for_one_too(self, pupil, path, open_page, sign_in, axe):
        page = open_page(viewport=SMALL_PHONE)
        sign_in(page, a_member(pupil.provision, "head"))
        page.goto(path)
        axe(page)
        assert fits(page)
