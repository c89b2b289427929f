"""The pages on placements, weeks, one-day changes, schools and groups."""

from __future__ import annotations

import pytest

from firstbell.accounts.models import GroupTutor
from firstbell.people.tests.pages import signed_in, text
from firstbell.placements.models import Commissioner, DayChange, Placement
from firstbell.placements.queries import expected
from firstbell.provisions.models import Group
from tests.builders import a_commissioner, a_group, a_member, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db
MONDAY = day("2026-11-23")


@pytest.fixture(autouse=True)
def monday_morning(clock_stands_at):
    clock_stands_at("2026-11-23 08:31")


@pytest.fixture
def provision():
    return a_provision()


@pytest.fixture
def group(provision):
    return a_group(a_site(provision), "Forge")


@pytest.fixture
def school(provision):
    return a_commissioner(provision, name="Ashmere High")


@pytest.fixture
def lead(provision):
    return signed_in(provision)


@pytest.fixture
def pupil(provision, group):
    return a_pupil("Kacey Holt", provision=provision, placed=False)


def times(provision, on=MONDAY):
    return sorted((row.session, f"{row.starts_time:%H:%M}") for row in expected(provision.pk, on))


class TestAPlacement:
    def test_leads_to_the_week_and_then_the_pupil_is_expected(self, lead, provision, pupil, group, school):
        agreed = {"commissioner": school.pk, "registration": "elsewhere", "starts_on": "2026-11-23"}
        response = lead.post(f"/placements/pupils/{pupil.pk}/add/", agreed)
        placement = Placement.objects.get()
        assert response["Location"] == f"/placements/{placement.pk}/week/"
        assert placement.main_school == school
        week = {"from_on": "2026-11-23", "d1_am_group": group.pk, "d1_am_starts": "09:30"}
        assert lead.post(f"/placements/{placement.pk}/week/", week).status_code == 302
        assert times(provision) == [("AM", "09:30")]

    def test_at_two_schools_needs_to_know_the_main_one(self, lead, pupil, school):
        agreed = {"commissioner": school.pk, "registration": "dual", "starts_on": "2026-11-23"}
        response = lead.post(f"/placements/pupils/{pupil.pk}/add/", agreed)
        assert response.status_code == 422
        assert "Choose which, so that it is told" in text(response)

    def test_offers_no_school_of_another_provision(self, lead, pupil):
        elsewhere = a_commissioner(a_provision(), name="Far High")
        agreed = {"commissioner": elsewhere.pk, "registration": "elsewhere", "starts_on": "2026-11-23"}
        response = lead.post(f"/placements/pupils/{pupil.pk}/add/", agreed)
        assert response.status_code == 422
        assert not Placement.objects.exists()


class TestTheWeek:
    @pytest.fixture
    def placement(self, provision, group):
        return a_pupil("Ola Reed", group=group, sessions="AM", days="1").placements.get()

    def test_can_be_filled_like_its_first_day_without_saving(self, lead, placement, group):
        typed = {"from_on": "2026-11-23", "d1_am_group": group.pk, "d1_am_starts": "10:00", "fill": "yes"}
        page = lead.post(f"/placements/{placement.pk}/week/", typed)
        assert page.context["form"]["d5_am_starts"].value() == "10:00"
        assert placement.slots.count() == 1

    def test_refuses_a_start_outside_the_session_and_names_its_hours(self, lead, placement, group):
        typed = {"from_on": "2026-11-23", "d1_am_group": group.pk, "d1_am_starts": "14:00"}
        page = lead.post(f"/placements/{placement.pk}/week/", typed)
        assert page.status_code == 422
        assert "Monday morning runs from 09:00 to 12:00." in text(page)

    def test_refuses_details_without_a_group(self, lead, placement):
        page = lead.post(f"/placements/{placement.pk}/week/", {"from_on": "2026-11-23", "d2_pm_venue": "Pool"})
        assert "Tuesday afternoon has details but no group" in text(page)

    def test_of_another_provision_is_not_found(self, placement):
        stranger = signed_in(a_provision())
        for part in ("", "week/", "end/"):
            assert stranger.get(f"/placements/{placement.pk}/{part}").status_code == 404


class TestOneDay:
    def test_that_starts_later_for_a_pupil_moves_their_start(self, lead, provision, group):
        pupil = a_pupil("Ola Reed", group=group, sessions="AM")
        typed = {"whom": f"pupil:{pupil.pk}", "on": "2026-11-23", "session": "AM", "starts_time": "10:30"}
        assert lead.post("/placements/days/add/late_start/", typed).status_code == 302
        assert times(provision) == [("AM", "10:30")]

    def test_that_is_taken_back_is_as_planned_again(self, lead, provision, group):
        a_pupil("Ola Reed", group=group, sessions="AM")
        typed = {"whom": "all", "on": "2026-11-23", "note": "Boiler broken"}
        lead.post("/placements/days/add/closed/", typed)
        assert times(provision) == []
        lead.post(f"/placements/days/{DayChange.objects.get().pk}/cancel/")
        assert times(provision) == [("AM", "09:00")]

    def test_needs_to_say_why_nobody_is_expected(self, lead, group):
        page = lead.post("/placements/days/add/closed/", {"whom": "all", "on": "2026-11-23"})
        assert page.status_code == 422
        assert "Write why, so that nobody wonders." in text(page)

    def test_offers_no_pupil_of_another_provision(self, lead, group):
        stranger = a_pupil("Far Away", provision=a_provision(), placed=False)
        typed = {"whom": f"pupil:{stranger.pk}", "on": "2026-11-23", "starts_time": "10:30"}
        assert lead.post("/placements/days/add/late_start/", typed).status_code == 422

    def test_of_another_provision_cannot_be_taken_back(self, lead, group):
        lead.post("/placements/days/add/closed/", {"whom": "all", "on": "2026-11-23", "note": "Boiler"})
        address = f"/placements/days/{DayChange.objects.get().pk}/cancel/"
        assert signed_in(a_provision()).post(address).status_code == 404


class TestASchool:
    def test_is_added_with_a_number_that_can_be_dialled(self, lead):
        typed = {"kind": "school", "name": "Ashmere High", "phone": "01632 960200"}
        assert lead.post("/placements/commissioners/add/", typed).status_code == 302
        assert Commissioner.objects.get().phone == "+441632960200"

    def test_is_told_sooner_where_that_was_agreed(self, lead):
        typed = {"kind": "school", "name": "Ashmere High", "tell_within_minutes": "20", "notice_format": "csv"}
        page = lead.post("/placements/commissioners/add/", typed, follow=True)
        assert "Within 20 minutes of the pupil’s start, as agreed with them" in text(page)

    def test_cannot_be_promised_less_time_than_a_call_home_takes(self, lead):
        typed = {"kind": "school", "name": "Ashmere High", "tell_within_minutes": "5"}
        page = lead.post("/placements/commissioners/add/", typed)
        assert page.status_code == 422
        assert "The least is 10." in text(page)

    def test_shows_the_administrator_no_pupil(self, provision, group, school):
        a_pupil("Kacey Holt", group=group, commissioner=school)
        page = f"/placements/commissioners/{school.pk}/"
        assert "Kacey" in text(signed_in(provision).get(page))
        assert "Kacey" not in text(signed_in(provision, "administrator").get(page))

    def test_of_another_provision_is_not_found(self, school):
        stranger = signed_in(a_provision())
        for part in ("", "change/", "archive/", "people/add/"):
            assert stranger.get(f"/placements/commissioners/{school.pk}/{part}").status_code == 404


class TestAGroup:
    def test_is_made_with_its_tutors(self, provision, group):
        head, tutor = signed_in(provision, "head"), a_member(provision, "tutor")
        assert head.post("/placements/groups/add/", {"name": "Kitchen", "tutors": [tutor.pk]}).status_code == 302
        assert GroupTutor.objects.get().group == Group.objects.get(name="Kitchen")

    def test_stays_while_a_pupil_comes_in_it(self, provision, group):
        a_pupil(group=group)
        response = signed_in(provision, "head").post(f"/placements/groups/{group.pk}/archive/", {"reason": "Merged"})
        assert response.status_code == 422
        assert "1 pupil comes in Forge" in text(response)

    def test_of_another_provision_is_not_found(self, group):
        stranger = signed_in(a_provision(), "head")
        assert stranger.get(f"/placements/groups/{group.pk}/").status_code == 404
        assert stranger.get(f"/placements/groups/{group.pk}/archive/").status_code == 404
