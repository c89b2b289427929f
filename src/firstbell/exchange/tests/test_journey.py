"""All four rosters, by hand in a real browser, into a provision that has nothing but a group."""

from __future__ import annotations

import pytest

from firstbell.exchange.tests.files import ARBOR, BROMCOM, HANDMADE, ROSTERS, SETTLED, SIMS
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Placement, Slot
from tests.builders import a_group, a_member, a_provision, a_site
from tests.support.browser import PHONE


@pytest.fixture
def provision(settings, tmp_path, clock_stands_at, transactional_db):
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False
    clock_stands_at("2026-11-23 08:30")
    provision = a_provision(name="Alder Yard", slug="alder-yard")
    a_group(a_site(provision), "Forge")
    return provision


class Office:
    """Somebody at the office with four files."""

    def __init__(self, page, picture):
        self.page, self.picture = page, picture

    def send(self, name, kind):
        self.page.goto("/files/")
        self.page.locator(f"input[name=kind][value={kind}]").check()
        self.page.locator("input[type=file]").set_input_files(str(ROSTERS / name))
        self.page.get_by_role("button", name="Look through the file").click()

    def answer(self, name):
        """Give each answer where the page asks for it: once for all, or beside a row."""
        for key, value in SETTLED[name].items():
            code, _, about = key.partition("@")
            choice = self.page.locator(f'input[name="answer:{key}"][value="{value}"]')
            if about == "*" and not choice.count():
                choice = self.page.locator(f'input[name^="answer:{code}@"][value="{value}"]')
            for one in choice.all():
                one.check()

    def bring_in(self):
        self.page.get_by_role("button", name="Bring it in").click()
        self.page.wait_for_url("**/done/")


def all_four(office, axe):
    page = office.page
    page.goto("/files/")
    axe(page)
    office.picture(page, "import start")

    office.send(SIMS, "pupils")
    page.wait_for_url("**/files/*/")
    assert "31/02/2012" in page.content() and "E380400121107" in page.content()
    axe(page)
    office.picture(page, "import preview sims")
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_selector(".summary")
    assert "5 questions wait for an answer" in page.locator(".summary").inner_text()
    axe(page)
    office.picture(page, "import preview refused")
    assert Pupil.objects.count() == 0
    office.answer(SIMS)
    office.bring_in()
    assert "25 pupils added" in page.content()
    axe(page)
    office.picture(page, "import done")

    office.send(ARBOR, "pupils")
    page.wait_for_url("**/files/*/")
    office.answer(ARBOR)
    office.bring_in()

    office.send(BROMCOM, "contacts")
    page.wait_for_url("**/columns/")
    axe(page)
    office.picture(page, "import columns")
    page.get_by_role("button", name="These are the columns").click()
    page.wait_for_url(lambda url: not url.endswith("columns/"))
    office.answer(BROMCOM)
    office.bring_in()

    office.send(HANDMADE, "pupils")
    page.wait_for_url("**/files/*/")
    axe(page)
    office.picture(page, "import preview handmade")
    office.answer(HANDMADE)
    page.locator('input[name^="answer:group@"]').first.check()
    page.get_by_role("button", name="Show what would happen").click()
    page.wait_for_selector("text=What will happen")
    office.picture(page, "import handmade answered")
    office.bring_in()

    assert Pupil.objects.count() == 25 + 22 + 14 + 12
    assert Contact.objects.count() == 50 + 30 + 33 + 16
    assert Placement.objects.count() == 12 and Slot.objects.exists()
    assert Contact.objects.filter(safety="never").count() == 3

    office.send(SIMS, "pupils")
    page.wait_for_url("**/files/*/")
    office.answer(SIMS)
    office.bring_in()
    assert "Nothing changed" in page.content() and Pupil.objects.count() == 73


class TestAFreshProvision:
    def test_takes_all_four_rosters_on_a_desk(self, provision, chromium_page, sign_in, axe, picture):
        sign_in(chromium_page, a_member(provision, "attendance_lead"))
        all_four(Office(chromium_page, picture), axe)

    def test_takes_a_roster_without_javascript(self, provision, page_without_javascript, sign_in, picture):
        page = page_without_javascript
        sign_in(page, a_member(provision, "head"))
        office = Office(page, picture)
        office.send(HANDMADE, "pupils")
        office.answer(HANDMADE)
        page.locator('input[name^="answer:group@"]').first.check()
        office.bring_in()
        assert Pupil.objects.count() == 12

    def test_shows_the_problems_on_a_phone(self, provision, open_page, sign_in, axe, picture):
        page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
        sign_in(page, a_member(provision, "head"))
        office = Office(page, picture)
        office.send(SIMS, "pupils")
        page.wait_for_url("**/files/*/")
        axe(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]
        office.picture(page, "import preview on a phone")
