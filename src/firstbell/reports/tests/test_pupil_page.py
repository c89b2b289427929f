"""The attendance of a pupil on their page: the sum, the distance to the policy's lines, the last fortnight."""

from __future__ import annotations

from fractions import Fraction

import pytest

from firstbell.domain.school_time import Span
from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import Operator
from firstbell.people.tests.pages import signed_in, text
from firstbell.placements.queries import planned_sessions
from firstbell.reports.queries import distance, figures
from tests.builders import a_pupil, a_register, a_week, day

TODAY = day("2026-11-23")
NINETY = Fraction(90)


def of(attended, possible):
    return Tally(possible, attended, 0, possible - attended)


class TestTheDistance:
    def test_above_a_line_counts_the_sessions_that_may_be_missed(self):
        assert distance(of(48, 50), 100, NINETY, Operator.BELOW) == "Can miss 3 more sessions before going below 90 %."

    def test_on_the_line_says_that_one_more_crosses_it(self):
        assert distance(of(45, 50), 100, NINETY, Operator.BELOW) == "The next session missed goes below 90 %."

    def test_on_a_line_that_counts_itself_is_below(self):
        words = distance(of(45, 50), 100, NINETY, Operator.AT_OR_BELOW)
        assert words == "Below 90 %: coming to the next session brings it back."

    def test_below_a_line_counts_the_sessions_in_a_row_that_bring_it_back(self):
        words = distance(of(44, 50), 100, NINETY, Operator.BELOW)
        assert words == "Below 90 %: coming to the next 10 sessions in a row brings it back."

    def test_beyond_the_sessions_left_says_out_of_reach(self):
        assert distance(of(20, 50), 100, NINETY, Operator.BELOW) == "90 % is out of reach this year."

    def test_without_a_session_invents_nothing(self):
        assert distance(Tally(), 100, NINETY, Operator.BELOW) == ""


@pytest.mark.django_db
class TestTheFigures:
    def test_are_the_sum_of_the_running_tallies(self):
        pupil = a_pupil()
        for session in ("AM", "PM"):
            a_week(
                pupil, session=session, own_attended=20, own_authorised=3, own_unauthorised=2, own_not_counted=1, late=4
            )
        found = figures(pupil, TODAY)
        assert found.tally == Tally(50, 40, 6, 4, 2, 8)
        assert found.percent == "80.0%"
        assert found.note == ""

    def test_of_few_sessions_say_that_they_are_few(self):
        pupil = a_pupil()
        a_week(pupil, own_attended=5)
        assert "too few to lean on" in figures(pupil, TODAY).note


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
        with django_assert_max_num_queries(31):
            lead.get(f"/pupils/{pupil.pk}/")
