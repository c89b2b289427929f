"""From an open case to a reviewed plan in a real browser: accessible, and within a phone's width."""

from __future__ import annotations

import pytest

from firstbell.support.models import PlanReview
from firstbell.support.plans.tests.planning import a_case
from firstbell.support.tests.marking import mark_days
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def case(clock_runs_from):
    """Mondays missed for four weeks, then every day."""
    clock_runs_from("2026-12-11 15:30")
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(a_provision(name="Alder Yard")), "Forge"))
    pupil.contacts.update(email="ines@example.org")
    mark_days(pupil, "NN // /L NN // " * 4, "2026-10-19")
    mark_days(pupil, "// // // // // " * 4, "2026-11-16")
    return a_case(pupil)


def test_a_plan_is_written_agreed_and_reviewed(open_page, sign_in, case, axe, picture):
    page = open_page()

    def looks(name: str) -> None:
        axe(page)
        for size, where in ((DESK, "desk"), (PHONE, "phone")):
            page.set_viewport_size(size)
            picture(page, f"{name} {where}")
        page.set_viewport_size(NARROW)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], name
        page.set_viewport_size(DESK)

    sign_in(page, a_member(case.provision, "attendance_lead"))
    page.goto(f"/support/cases/{case.pk}/")
    page.get_by_role("link", name="Write a plan").click()
    page.get_by_label("What is it for?").fill("Come on Mondays again, and on time")
    page.get_by_label("From", exact=True).first.fill("2026-11-16")
    page.get_by_label("What is to be reached?").first.select_option("attendance")
    page.get_by_label("How many?").first.fill("85")
    page.get_by_label("Who looks after it?").first.fill("Nell Ashdown")
    page.get_by_label("What is done?").first.select_option("transport-help")
    page.get_by_role("button", name="Save the plan").click()
    assert page.get_by_role("alert").get_by_text("Write who does it.").is_visible()
    looks("plan being written")
    page.get_by_label("Who does it?").first.fill("Ashmere High")
    page.get_by_label("What is to be reached?").nth(1).select_option("described")
    page.get_by_label("In words").nth(1).fill("Rings when a day is hard")
    page.get_by_role("button", name="Add a strategy").click()
    page.get_by_label("What is done?").nth(2).select_option("named-person")
    page.get_by_label("Who does it?").nth(2).fill("Sam Okoro")
    page.get_by_role("button", name="Save the plan").click()
    for who, name in (("the pupil", "Callum Tarn"), ("us", "Nell Ashdown")):
        page.get_by_role("link", name=f"Record it for {who}").click()
        page.get_by_label("Their name").fill(name)
        page.get_by_label("At a meeting").check()
        page.get_by_role("button", name="Record it").click()
    assert page.get_by_text("It is a joint plan now").is_visible()
    looks("plan in force")
    page.get_by_role("link", name="Review the plan").click()
    assert page.get_by_text("The register says: improved.").is_visible()
    page.get_by_label("What does the pupil say?").fill("I come when I know who is there.")
    page.get_by_label("Improved").check()
    page.get_by_label("What happens now?").fill("The taxi goes on until Easter.")
    looks("plan review")
    page.get_by_role("button", name="Keep the review").click()
    assert PlanReview.objects.get().decision == "improved"
    looks("plan reviewed")
    page.get_by_role("link", name="Send it").click()
    looks("plan to send")
    page.goto(f"/support/cases/{case.pk}/agency/")
    page.get_by_label("Which agency?").select_option("early-help")
    page.get_by_label("Why?").fill("Mornings at home are hard.")
    page.get_by_label("Not needed").check()
    page.get_by_role("button", name="Write it down").click()
    looks("agency asked")
    for address, name in (("/support/agencies/", "agencies"), ("/reports/outcomes/", "strategy outcomes")):
        page.goto(address)
        looks(name)
    page.goto(f"/support/cases/{case.pk}/")
    looks("case with its plan")
