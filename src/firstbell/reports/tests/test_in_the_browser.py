"""The head ends a day in a real browser, by phone and by desk, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from firstbell.domain.marks import Choice
from firstbell.duties import commands as duties
from firstbell.followup.days.after import look_after_days
from firstbell.followup.tests.mornings import at, marked, rings
from firstbell.reports.models import Handover
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pupil(clock_runs_from):
    """Somebody whom nobody found: two calls that nobody answered, the first of them late."""
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(a_provision(name="Alder Yard")), "Forge"))
    marked(pupil)
    rings(pupil, "no_answer", clock="09:14")
    marked(pupil, session="PM", clock="13:04")
    duties.judge(at("14:40"))
    look_after_days(pupil.provision_id, at("15:00"))
    duties.judge(at("15:50"))
    clock_runs_from("2026-11-23 15:52")
    return pupil


@pytest.fixture
def head(pupil):
    return a_member(pupil.provision, "head", name="Bev Hartley")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "address",
    ["/reports/promises/?show=all", "/reports/day/", "/board/missing/", "/board/missing/{case}/", "/board/no-reason/"],
)
def test_the_pages_are_accessible(open_page, sign_in, head, pupil, axe, size, address):
    page = open_page(viewport=size)
    sign_in(page, head)
    page.goto(address.format(case=pupil.missing_cases.get().pk))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)


class TestWithoutJavaScript:
    def test_the_head_says_why_and_closes_a_day(self, page_without_javascript, sign_in, clock_runs_from):
        pupil = a_pupil("Callum Tarn", group=a_group(a_site(a_provision()), "Forge"), sessions="AM")
        marked(pupil, Choice.HERE, clock="09:20")
        clock_runs_from("2026-11-23 15:52")
        page = page_without_javascript
        sign_in(page, a_member(pupil.provision, "head"))
        page.goto("/reports/day/")
        page.get_by_label("A note for tomorrow, if there is one").fill("Ring the taxi firm")
        page.get_by_role("button", name="Close Monday").click()
        expect(page.get_by_text("Closed, and stays closed.")).to_be_visible()
        assert Handover.objects.get().note == "Ring the taxi firm"
