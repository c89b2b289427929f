"""Taking a notice on its page: one short form, and nothing typed is lost."""

from __future__ import annotations

import pytest

from firstbell.notices.models import Notice
from firstbell.people.tests.pages import signed_in, text
from tests.builders import a_provision, a_pupil, day, london

pytestmark = pytest.mark.django_db
TOLD = {"when": "am", "reason": "Dentist until about 11", "told_by": "parent", "how": "phone", "code_key": ""}


@pytest.fixture(autouse=True)
def monday_morning(clock_stands_at):
    clock_stands_at("2026-11-23 08:31")


@pytest.fixture
def provision():
    return a_provision("national-2024")


@pytest.fixture
def lead(provision):
    return signed_in(provision)


@pytest.fixture
def pupil(provision):
    return a_pupil("Kacey Holt", provision=provision)


def sessions(notice):
    return notice.starts_on, notice.starts_session, notice.ends_on, notice.ends_session


class TestTakingANotice:
    def test_from_the_pupils_page_asks_no_name_and_leads_back(self, lead, pupil):
        response = lead.post(f"/notices/add/?pupil={pupil.pk}", TOLD)
        assert response["Location"] == f"/pupils/{pupil.pk}/"
        notice = Notice.objects.get()
        assert notice.received_at == london("2026-11-23 08:31")
        assert sessions(notice) == (day("2026-11-23"), "AM", day("2026-11-23"), "AM")

    def test_suggests_the_code_that_the_reason_points_to(self, lead, pupil):
        lead.post("/notices/add/", TOLD | {"pupil": "Kacey"})
        assert Notice.objects.get().code_key == "M"

    def test_leaves_the_code_open_where_the_person_says_so(self, lead, pupil):
        lead.post("/notices/add/", TOLD | {"pupil": "Kacey", "code_key": "none"})
        assert Notice.objects.get().code_key == ""

    def test_by_a_tutor_leaves_the_code_to_the_office(self, provision, pupil):
        tutor = signed_in(provision, "tutor")
        tutor.post("/notices/add/", TOLD | {"pupil": "Kacey", "code_key": "M"})
        assert Notice.objects.get().code_key == ""

    def test_reaches_over_several_days(self, lead, pupil):
        days = {"when": "other", "starts_on": "2026-11-24", "starts_session": "PM", "ends_on": "2026-11-26"}
        lead.post("/notices/add/", TOLD | days | {"pupil": "Kacey Holt"})
        assert sessions(Notice.objects.get()) == (day("2026-11-24"), "PM", day("2026-11-26"), "PM")

    def test_for_a_name_that_two_pupils_have_asks_which(self, lead, pupil, provision):
        a_pupil("Kacey Holt", provision=provision, born_on=day("2012-01-02"))
        response = lead.post("/notices/add/", TOLD | {"pupil": "kacey holt"})
        assert response.status_code == 422
        assert "Kacey Holt, born 4 May 2011; Kacey Holt, born 2 January 2012" in text(response)
        lead.post("/notices/add/", TOLD | {"pupil": "Kacey Holt, born 2 January 2012"})
        assert Notice.objects.get().pupil.born_on == day("2012-01-02")

    def test_without_a_reason_keeps_the_rest_and_says_what_to_do(self, lead, pupil):
        response = lead.post("/notices/add/", TOLD | {"pupil": "Kacey", "reason": ""})
        assert response.status_code == 422
        assert '<a href="#id_reason">Write the reason in a few words' in text(response)
        assert 'value="Kacey"' in text(response)

    def test_knows_no_pupil_of_another_provision(self, pupil):
        stranger = signed_in(a_provision())
        assert stranger.get(f"/notices/add/?pupil={pupil.pk}").status_code == 404
        assert "No pupil is called “Kacey”" in text(stranger.post("/notices/add/", TOLD | {"pupil": "Kacey"}))


class TestTheList:
    def test_shows_the_notice_and_lets_it_be_withdrawn(self, lead, pupil):
        lead.post("/notices/add/", TOLD | {"pupil": "Kacey"})
        assert "Dentist until about 11" in text(lead.get("/notices/"))
        lead.post(f"/notices/{Notice.objects.get().pk}/withdraw/", {"reason": "Coming after all"})
        assert "Nobody is expected to be away" in text(lead.get("/notices/"))

    def test_of_another_provision_cannot_be_withdrawn(self, lead, pupil):
        lead.post("/notices/add/", TOLD | {"pupil": "Kacey"})
        stranger = signed_in(a_provision())
        assert stranger.post(f"/notices/{Notice.objects.get().pk}/withdraw/", {"reason": "x"}).status_code == 404

    def test_asks_the_database_as_often_for_60_notices(self, lead, provision, pupil, django_assert_max_num_queries):
        for _ in range(60):
            each = a_pupil(provision=provision, placed=False)
            lead.post(f"/notices/add/?pupil={each.pk}", TOLD)
        with django_assert_max_num_queries(10):
            assert "60 for today or later" in text(lead.get("/notices/"))
