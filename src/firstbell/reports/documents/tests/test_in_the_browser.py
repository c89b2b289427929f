"""Documents in a real browser: by phone and by desk, and sent by hand without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from firstbell.domain.marks import Choice
from firstbell.followup.tests.mornings import marked
from firstbell.outbox.models import Message
from tests.builders import a_commissioner, a_group, a_member, a_provision, a_pupil, a_site
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pupil(clock_runs_from):
    school = a_commissioner(a_provision(name="Alder Yard"), name="Netherfold School")
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(school.provision), "Forge"), commissioner=school)
    marked(pupil, Choice.HERE, on="2026-11-16")
    marked(pupil, on="2026-11-17")
    clock_runs_from("2026-11-20 15:52")
    return pupil


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible(open_page, sign_in, pupil, axe, size):
    page = open_page(viewport=size)
    sign_in(page, a_member(pupil.provision, "head"))
    for address in (f"schools/{pupil.placements.get().commissioner_id}/", f"pupils/{pupil.pk}/", ""):
        page.goto(f"/reports/documents/{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)


def test_a_report_is_taken_and_sent_by_hand_without_javascript(page_without_javascript, sign_in, pupil):
    page = page_without_javascript
    sign_in(page, a_member(pupil.provision, "head"))
    page.goto("/reports/documents/")
    page.get_by_role("link", name="Netherfold School").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="PDF").click()
    assert taken.value.suggested_filename == "attendance-report-2026-11-20.pdf"
    page.get_by_role("button", name="Send to Netherfold School").click()
    expect(page.get_by_role("heading", name="Send to 1 school about 1 pupil")).to_be_visible()
    assert Message.objects.get(purpose="report").state == "held"
