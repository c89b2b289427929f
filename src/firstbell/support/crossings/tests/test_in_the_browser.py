"""Stages and a letter, at a desk and on a phone: from what is due to the posted letter."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from firstbell.duties.models import Duty
from firstbell.registers.commands import recount
from firstbell.support.crossings.tests.history import seen_on, sessions
from tests.builders import a_commissioner, a_group, a_member, a_provision, a_pupil, a_site, london
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = "2026-09-15"


@pytest.fixture
def lead(clock_runs_from):
    clock_runs_from(f"{TODAY} 16:30")
    provision = a_provision("adventure-in-learning", phone="+441632960100")
    school = a_commissioner(provision, name="Northgate School", notice_email="attendance@northgate.example")
    for number, (name, codes) in enumerate(
        [("Callum Reed", "/" * 17 + "OIO"), ("Asha Tarn", "/" * 18 + "II"), ("Rowan Oakes", "O/" * 10)]
    ):
        child = a_pupil(name, group=a_group(a_site(provision)), commissioner=school)
        if number:
            child.contacts.update(email=f"home{number}@example.org", language="Polish" if number == 1 else "")
        sessions(child, codes)
    recount(provision.pk, at=london(f"{TODAY} 15:00"))
    seen_on(TODAY)
    return a_member(provision)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_lead_reads_who_is_where_and_posts_a_letter(open_page, sign_in, axe, picture, lead, viewport):
    page = open_page(viewport=viewport, java_script_enabled=viewport == DESK)
    size = "phone" if viewport == PHONE else "desk"
    sign_in(page, lead)
    page.goto("/support/stages/")
    picture(page, f"stages {size}")
    axe(page)
    page.get_by_role("link", name="Ines Reed").first.click()
    picture(page, f"letter {size}")
    axe(page)
    page.get_by_role("button", name="I have posted it").click()
    expect(page.get_by_text("Posted to Ines Reed")).to_be_visible()
    assert Duty.objects.get(rule="letter-home", pupil__legal_last_name="Reed").state == "met"
