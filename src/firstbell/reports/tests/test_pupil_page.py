"""The attendance of a pupil on their page: the sum, the sessions left, the last fortnight."""

from __future__ import annotations

import pytest

from firstbell.domain.school_time import Span
from firstbell.people.tests.pages import signed_in, text
from firstbell.placements.queries import planned_sessions
from tests.builders import a_pupil, a_register, day

TODAY = day("2026-11-23")


@pytest.mark.django_db
class TestSessionsLeft:
    def test_are_those_of_the_pupils_own_week_on_school_days(self):
        pupil = a_pupil(days="12", sessions="AM")
        assert planned_sessions(pupil, Span(TODAY, day("2026-12-06"))) == 4

    def test_leave_out_bank_holidays(self):
        pupil = a_pupil(days="5", sessions="AM PM")
        assert planned_sessions(pupil, Span(day("2026-12-25"), day("2026-12-25"))) == 0


@pytest.mark.django_db
class TestThePage:
    def test_shows_the_year_in_letters_and_leads_to_the_register_to_print(self, clock_stands_at):
        clock_stands_at("2026-11-23 09:21")
        pupil = a_pupil("Kacey Holt")
        a_register(pupil)
        page = text(signed_in(pupil.provision).get(f"/pupils/{pupil.pk}/"))
        assert "No session has been counted yet this school year." in page
        assert "The year, every session" in page
        assert f'href="/registers/pupils/{pupil.pk}/year/"' in page

    def test_asks_the_database_as_often_for_a_full_year_as_for_a_day(
        self, clock_stands_at, django_assert_max_num_queries
    ):
        clock_stands_at("2026-11-23 09:21")
        pupil = a_pupil("Kacey Holt")
        for number in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20):
            a_register(pupil, on=f"2026-11-{number:02}")
        lead = signed_in(pupil.provision)
        with django_assert_max_num_queries(40):
            lead.get(f"/pupils/{pupil.pk}/")
