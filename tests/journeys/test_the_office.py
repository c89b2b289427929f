"""An office describes its provision: settings, a school, a pupil with contacts and a week, a notice."""

from __future__ import annotations

import pytest

from firstbell.followup.tests.mornings import marked
from firstbell.people.models import Pupil
from firstbell.placements import commands as placements
from firstbell.placements.queries import expected
from firstbell.provisions.commands import TermFacts
from firstbell.provisions.models import Provision
from tests.builders import (
    a_commissioner,
    a_contact,
    a_group,
    a_member,
    a_placement,
    a_provision,
    a_pupil,
    a_site,
    day,
    london,
    staff,
)

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = day("2026-11-23")


@pytest.fixture
def provision(clock_runs_from) -> Provision:
    clock_runs_from("2026-11-23 08:31")
    provision = a_provision(name="Alder Yard")
    a_group(a_site(provision), "Forge")
    a_commissioner(provision, name="Ashmere High")
    return provision


def send(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


class TestANewPupil:
    def test_is_added_with_contact_place_and_week_and_then_expected_without_javascript(
        self, provision, page_without_javascript, sign_in
    ):
        page = page_without_javascript
        sign_in(page, a_member(provision))
        page.goto("/pupils/")
        page.get_by_role("link", name="Add a pupil").first.click()
        page.get_by_label("Legal first name").fill("Ola")
        send(page, "Add the pupil")
        assert page.get_by_role("alert").get_by_text("Write the pupil's legal last name.").is_visible()
        assert page.get_by_label("Legal first name").input_value() == "Ola"
        page.get_by_label("Legal last name").fill("Reed")
        page.get_by_label("Date of birth").fill("2011-05-04")
        send(page, "Add the pupil")
        page.get_by_role("link", name="Add a contact").click()
        page.get_by_label("Name", exact=True).fill("Dawn Reed")
        page.get_by_label("Number 1", exact=True).fill("07700 900284")
        send(page, "Add the contact")
        assert page.get_by_role("link", name="07700 900284").get_attribute("href") == "tel:+447700900284"
        page.get_by_role("link", name="Add a placement").first.click()
        page.get_by_label("Who arranged the place?").select_option("Ashmere High")
        page.get_by_label("Registered at a school, which arranged this place").check()
        page.get_by_label("First day").fill("2026-11-23")
        send(page, "Add the placement")
        page.get_by_label("Monday morning", exact=True).select_option("Forge")
        page.get_by_label("Monday morning: own start").fill("09:30")
        send(page, "Make every day like Monday")
        assert page.get_by_label("Friday morning", exact=True).input_value() != ""
        send(page, "Save the week")
        assert page.get_by_text("5 sessions a week from 23 November 2026.").is_visible()
        (row,) = expected(provision.pk, MONDAY)
        assert (row.pupil_id, f"{row.starts_time:%H:%M}") == (Pupil.objects.get().pk, "09:30")


class TestANotice:
    def test_is_taken_in_one_page_and_stands_beside_the_pupil(self, provision, chromium_page, sign_in):
        pupil = a_pupil("Kacey Holt", provision=provision, placed=False)
        sign_in(chromium_page, a_member(provision))
        chromium_page.goto("/notices/add/")
        chromium_page.get_by_label("Pupil", exact=True).first.fill("Kacey Holt")
        chromium_page.get_by_label("This morning").check()
        chromium_page.get_by_label("Why?").fill("Dentist until about 11")
        chromium_page.get_by_label("Parent or carer").check()
        chromium_page.get_by_label("By phone").check()
        send(chromium_page, "Take the notice")
        chromium_page.wait_for_url("**/notices/")
        chromium_page.goto(f"/pupils/{pupil.pk}/")
        assert chromium_page.get_by_text("Dentist until about 11").first.is_visible()


class TestASchoolsDays:
    def test_are_copied_from_ours_and_then_differ_without_javascript(self, provision, page_without_javascript, sign_in):
        page, school = page_without_javascript, provision.commissioners.get()
        sign_in(page, a_member(provision))
        page.goto(f"/placements/commissioners/{school.pk}/")
        page.get_by_role("link", name="School days").click()
        send(page, "Same as ours: copy our terms")
        page.get_by_role("link", name="Add a closed day").click()
        page.get_by_label("Why, in a few words").fill("Staff training")
        page.get_by_label("First day").fill("2026-11-27")
        send(page, "Put it in the calendar")
        assert page.get_by_role("row", name="Staff training").is_visible()
        marked(pupil := a_pupil(group=provision.sites.get().groups.get(), commissioner=school))
        page.goto("/board/no-reason/")
        assert page.get_by_text("by the calendar of Ashmere High").is_visible()
        assert "Tue 1 Dec" in page.get_by_role("row", name=pupil.name).inner_text()


class TestEveryPage:
    """Looked at by the head: axe is content on a desk, and nothing spills over the side of a phone."""

    @pytest.fixture
    def addresses(self, provision):
        group = provision.sites.get().groups.get()
        school = provision.commissioners.get()
        pupil = a_pupil("Kacey Holt", provision=provision, placed=False, travel="taxi", adjustments="A quiet place.")
        a_contact(pupil, name="Carl Holt", safety="never", warning="Court order, 3 May")
        a_contact(pupil, name="Sheila Holt", safety="warning", warning="Do not mention the address", language="Polish")
        placement = a_placement(pupil, group, days="13", starts="09:30", commissioner=school)
        contact = pupil.contacts.first()
        by, at = staff(provision).actor, london("2026-11-02 09:00")
        autumn = TermFacts("Autumn term", day("2026-09-03"), day("2026-12-18"), day("2026-10-26"), day("2026-10-30"))
        term = placements.add_school_term(school, autumn, by=by, at=at)
        training = placements.SchoolClosureFacts("Staff training", day("2026-11-27"), day("2026-11-27"))
        placements.add_school_closure(school, training, by=by, at=at)
        marked(a_pupil("Callum Tarn", group=group, commissioner=school), on="2026-11-20")
        return [
            "/pupils/",
            "/pupils/add/",
            f"/pupils/{pupil.pk}/",
            f"/pupils/{pupil.pk}/change/",
            f"/pupils/{pupil.pk}/history/",
            f"/pupils/{pupil.pk}/archive/",
            f"/pupils/contacts/{contact.pk}/",
            f"/placements/{placement.pk}/",
            f"/placements/{placement.pk}/week/",
            f"/placements/{placement.pk}/end/",
            "/placements/days/",
            f"/placements/days/add/extra/?pupil={pupil.pk}",
            "/placements/commissioners/",
            f"/placements/commissioners/{school.pk}/",
            f"/placements/commissioners/{school.pk}/school-days/",
            f"/placements/commissioners/{school.pk}/terms/add/",
            f"/placements/commissioners/{school.pk}/closures/add/",
            f"/placements/school-terms/{term.pk}/",
            "/placements/commissioners/add/",
            "/board/no-reason/",
            "/placements/groups/",
            f"/placements/groups/{group.pk}/",
            "/notices/",
            f"/notices/add/?pupil={pupil.pk}",
            "/provision/",
            "/provision/change/",
            "/provision/sites/",
            f"/provision/sites/{group.site_id}/times/",
            "/provision/calendar/",
            "/provision/calendar/terms/add/",
            "/provision/calendar/days/add/",
            "/provision/policy/",
            "/provision/policy/numbers/",
            "/provision/policy/change/",
            "/provision/history/",
        ]

    def test_is_accessible_and_fits_its_screen(self, provision, addresses, open_page, sign_in, axe):
        head = a_member(provision, "head")
        desk, phone = open_page(), open_page(viewport={"width": 390, "height": 844})
        for page in (desk, phone):
            sign_in(page, head)
            for address in addresses:
                assert page.goto(address).status == 200, address
                if page is desk:
                    axe(page)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{address} spills over its side by {wide} px"
