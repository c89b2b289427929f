"""The year of every pupil on one page."""

from __future__ import annotations

import pytest

from firstbell.accounts.models import AccessLog
from firstbell.people.tests.pages import signed_in, text
from tests.builders import a_provision, a_pupil, a_week

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock_stands_at):
    clock_stands_at("2026-11-23 09:21")


def counted(pupil, *, week="2026-11-16", **counts):
    a_week(pupil, week, **{"own_attended": 20, **counts})
    return pupil


class TestTheYearOfEverybody:
    def test_shows_each_pupils_sum_and_rate_by_name(self):
        provision = a_provision()
        counted(a_pupil("Tom Vale", provision=provision), own_authorised=3, own_unauthorised=2, late=4)
        counted(a_pupil("Ada Birch", provision=provision))
        page = text(signed_in(provision).get("/reports/year/"))
        assert page.index("Ada Birch") < page.index("Tom Vale")
        assert '<td class="num">20</td><td class="num">25</td><td class="num">80.0%</td>' in page

    def test_leaves_other_years_and_other_provisions_out(self):
        provision = a_provision()
        counted(a_pupil("Tom Vale", provision=provision), week="2026-07-06")
        counted(a_pupil("Ada Birch"))
        assert "No session has been counted yet" in text(signed_in(provision).get("/reports/year/"))

    def test_says_so_where_no_session_was_possible(self):
        pupil = counted(a_pupil("Tom Vale"), own_attended=0, own_not_counted=2)
        assert "no sessions" in text(signed_in(pupil.provision).get("/reports/year/"))

    def test_is_noted_for_every_pupil_it_shows(self):
        pupil = counted(a_pupil("Tom Vale"))
        signed_in(pupil.provision).get("/reports/year/")
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route="reports:everybody").exists()

    def test_is_found_from_a_pupils_page_by_the_office_and_not_by_a_tutor(self):
        pupil = counted(a_pupil("Tom Vale"))
        seen = {
            role: "/reports/year/" in text(signed_in(pupil.provision, role).get(f"/pupils/{pupil.pk}/"))
            for role in ("head", "tutor")
        }
        assert seen == {"head": True, "tutor": False}

    def test_asks_the_database_as_often_for_six_pupils_as_for_one(self, django_assert_max_num_queries):
        provision = a_provision()
        for number in range(6):
            counted(a_pupil(f"Pupil N{number}", provision=provision))
        lead = signed_in(provision)
        with django_assert_max_num_queries(8):
            lead.get("/reports/year/")
