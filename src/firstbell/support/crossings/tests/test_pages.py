"""Stages and letters as pages: who may read them, what they say, and that they cost the same for every pupil more."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.domain.school_time import london_day
from firstbell.duties.models import Duty
from firstbell.registers.commands import recount
from firstbell.support.cases.commands import open_case
from firstbell.support.crossings.models import Crossing, Letter
from firstbell.support.crossings.queries import stages
from firstbell.support.crossings.tests.history import look_again, seen_on, sessions
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site, day, london, staff

pytestmark = pytest.mark.django_db

TODAY = "2026-09-15"


@pytest.fixture
def pupil(clock_runs_from):
    clock_runs_from(f"{TODAY} 16:30")
    child = a_pupil("Callum Tarn", group=a_group(a_site(a_provision("adventure-in-learning"))))
    sessions(child, "/" * 17 + "OIO")
    recount(child.provision_id, at=london(f"{TODAY} 15:00"))
    seen_on(TODAY)
    return child


def sign_in(client, pupil, role="attendance_lead"):
    client.force_login(a_member(pupil.provision, role), backend="firstbell.accounts.backend.StaffBackend")


def page(client, name, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def home_letter() -> Letter:
    return Letter.objects.get(to="home", crossing__key="below-target")


class TestStages:
    def test_a_pupil_stands_once_at_the_furthest_line(self, client, pupil):
        sign_in(client, pupil)
        text = page(client, "support:stages")
        assert "At or below 90%: 1" in text
        assert "Below 95%: 1" not in text

    def test_it_says_since_when_what_brings_it_back_and_what_is_due(self, client, pupil):
        sign_in(client, pupil)
        text = page(client, "support:stages")
        assert "15 Sep 2026" in text
        assert "85.0%, 17 of 20" in text
        assert "Coming to the next 11 sessions brings it back" in text
        assert "Plan support" in text and "by Tue 6 Oct" in text

    def test_letters_that_wait_for_a_person_stand_first(self, client, pupil):
        sign_in(client, pupil)
        assert "To print and post" in page(client, "support:stages")

    def test_whoever_has_left_is_not_on_it(self, client, pupil):
        pupil.placements.update(ends_on=day("2026-09-14"))
        sign_in(client, pupil)
        assert "Nobody is past a line" in page(client, "support:stages")

    @pytest.mark.parametrize("role", ["tutor", "administrator"])
    def test_it_is_the_offices(self, client, pupil, role):
        sign_in(client, pupil, role)
        assert client.get(reverse("support:stages")).status_code == 403

    def test_reading_it_is_logged(self, client, pupil):
        sign_in(client, pupil)
        page(client, "support:stages")
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route="support:stages").exists()

    def test_it_costs_the_same_for_more_pupils(self, client, pupil):
        sign_in(client, pupil)
        with CaptureQueriesContext(connection) as for_one:
            page(client, "support:stages")
        group = pupil.placements.first().slots.first().group
        first = Crossing.objects.get(pupil=pupil, key="below-target")
        for _ in range(3):
            other = a_pupil(group=group)
            Crossing.objects.create(
                provision=pupil.provision, pupil=other, placement=other.placements.get(), key=first.key,
                fact=first.fact, line=first.line, period_starts_on=first.period_starts_on,
                crossed_on=first.crossed_on, crossed_at=first.crossed_at, figures=first.figures,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as for_four:
            page(client, "support:stages")
        assert len(for_four) == len(for_one) <= 22

    def test_the_query_gives_the_furthest_line_first(self, pupil):
        found = stages([pupil.pk], london_day(london(f"{TODAY} 16:30")))[pupil.pk]
        assert [stage.line for stage in found] == ["at or below 90%", "below 95%"]


class TestThePupilsPageAndTheCase:
    def test_the_office_sees_the_stages(self, client, pupil):
        sign_in(client, pupil)
        assert "At or below 90%" in page(client, "people:pupil", pupil.pk)

    def test_the_case_shows_every_crossing(self, client, pupil):
        at = london(f"{TODAY} 16:00")
        case = open_case(pupil, why="Mornings are hard", by=staff(pupil.provision).actor, at=at)
        sign_in(client, pupil)
        text = page(client, "support:case", case.pk)
        assert "Below 95%" in text and "Letter to" in text


class TestALetter:
    def test_it_is_read_before_it_is_posted(self, client, pupil):
        sign_in(client, pupil)
        text = page(client, "support:letter", home_letter().pk)
        assert "We would like to help." in text
        assert "I have posted it" in text

    def test_posting_it_meets_what_it_was_due_for(self, client, pupil):
        sign_in(client, pupil)
        answer = client.post(reverse("support:post_letter", args=[home_letter().pk]), follow=True)
        assert "What it was due for is done" in answer.content.decode()
        assert Duty.objects.get(rule="letter-home").state == "met"

    def test_the_board_leads_to_it_on_the_day_it_is_due(self, client, pupil, clock_runs_from):
        clock_runs_from("2026-09-16 09:00")
        sign_in(client, pupil)
        due = Duty.objects.get(rule="letter-home")
        assert reverse("support:letter_of_duty", args=[due.pk]) in page(client, "followup:board")
        answer = client.get(reverse("support:letter_of_duty", args=[due.pk]))
        assert answer.url == reverse("support:letter", args=[home_letter().pk])

    def test_it_prints_as_a_pdf_and_that_is_logged(self, client, pupil):
        sign_in(client, pupil)
        answer = client.get(reverse("support:print_letter", args=[home_letter().pk]))
        assert answer.content.startswith(b"%PDF")
        assert AccessLog.objects.filter(pupil_id=pupil.pk, kind="printed", route="support:print_letter").exists()

    def test_nobody_of_another_provision_finds_it(self, client, pupil):
        sign_in(client, a_pupil())
        assert client.get(reverse("support:letter", args=[home_letter().pk])).status_code == 404

    def test_one_that_was_taken_back_is_not_offered(self, client, pupil):
        Letter.objects.filter(pk=home_letter().pk).update(cancelled_at=london(f"{TODAY} 16:00"))
        look_again(pupil)
        sign_in(client, pupil)
        text = page(client, "support:letter", home_letter().pk)
        assert "Taken back" in text and "I have posted it" not in text
