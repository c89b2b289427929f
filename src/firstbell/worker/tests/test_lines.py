"""The worker finds a crossing in the turn after the mark that did it, and lets its letters go at their time."""

from __future__ import annotations

import pytest

from firstbell.outbox.models import Message
from firstbell.registers.tests.doing import mark, person
from firstbell.support.crossings.models import Crossing, Letter
from firstbell.support.crossings.tests.history import sessions
from firstbell.worker import loop
from tests.builders import a_commissioner, a_group, a_provision, a_pupil, a_register, a_site, london

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23"


@pytest.fixture
def pupil():
    provision = a_provision("adventure-in-learning")
    school = a_commissioner(provision, name="Northgate School", notice_email="attendance@northgate.example")
    child = a_pupil("Callum Reed", group=a_group(a_site(provision)), commissioner=school)
    sessions(child, "/" * 19 + "I", since="2026-11-09")
    a_register(child, MONDAY)
    return child


class TestALineOfThePolicy:
    def test_is_found_crossed_in_the_turn_after_the_mark(self, pupil):
        loop.watch_lines(london(f"{MONDAY} 09:00"))
        assert not Crossing.objects.filter(key="below-target").exists()
        mark(pupil, "away", f"{MONDAY} 09:35", person("Sam Okoro"))
        loop.watch_lines(london(f"{MONDAY} 09:35:01"))
        found = Crossing.objects.get(pupil=pupil, key="below-target")
        assert (str(found.crossed_on), found.figures["percent"]) == (MONDAY, [1900, 21])

    def test_has_its_letter_sent_four_hours_later(self, pupil):
        mark(pupil, "away", f"{MONDAY} 09:35", person("Sam Okoro"))
        loop.watch_lines(london(f"{MONDAY} 09:36"))
        to_school = Letter.objects.get(to="main-school").message
        for clock, state in (("13:35", Message.State.DRAFTED), ("13:36", Message.State.QUEUED)):
            loop.send_letters(london(f"{MONDAY} {clock}"))
            to_school.refresh_from_db()
            assert to_school.state == state

    def test_costs_one_statement_a_turn_where_nobody_was_marked(self, pupil, django_assert_num_queries):
        loop.watch_lines(london(f"{MONDAY} 09:00"))
        with django_assert_num_queries(1):
            loop.watch_lines(london(f"{MONDAY} 09:01"))
