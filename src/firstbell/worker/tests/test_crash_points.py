"""Whoever dies at whichever statement, each duty opens, escalates, is judged and is told once, and nothing is lost."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection

from firstbell.domain.marks import Choice
from firstbell.duties import commands as duties
from firstbell.followup.tests.mornings import TUTOR, at, duty, line_of, marked, rings
from firstbell.registers import commands as registers
from firstbell.registers.commands.answers import Tap
from firstbell.worker import loop
from firstbell.worker.tests.crashing import (
    DIED,
    REACHED_ITS_END,
    Scene,
    a_fresh_worker,
    all_told,
    dies_at,
    is_whole,
    kept,
)
from tests.builders import a_group, a_provision, a_pupil, a_register, a_site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only, pytest.mark.slow]

MOST_STATEMENTS = 400


def does(clock, *steps):
    """What a worker thinks at an instant, with no step's failure swallowed."""
    for step in steps:
        step(at(clock))


def dies_everywhere(scene, act, then):
    """Kill `act` before and after each of its statements, let another go on with `then`, and compare with no crash.

    Many crash points leave the same rows behind; from those the other goes on once. Returns how many points there were.
    """
    with scene.at_a_copy():
        act()
        then()
        unharmed = all_told()
    points, seen = 0, set()
    for number in range(MOST_STATEMENTS):
        for after in (False, True):
            with scene.at_a_copy():
                ended = dies_at(number, after=after, act=act)
                if ended == REACHED_ITS_END:
                    return points
                assert ended == DIED
                points += 1
                if (left := kept()) in seen:
                    continue
                seen.add(left)
                a_fresh_worker()
                then()
                where = f"{'after' if after else 'before'} statement {number}"
                assert all_told() == unharmed, where
                assert is_whole(), where
    raise AssertionError("It asks without end.")


@pytest.fixture
def pupil():
    return a_pupil("Callum Tarn", group=a_group(a_site(a_provision())))


class TestAMark:
    def test_opens_its_duties_once_wherever_the_process_dies(self, pupil, tmp_path):
        a_register(pupil)
        tap = Tap(UUID(int=1), line_of(pupil).pk, Choice.AWAY)

        def act():
            registers.record_mark(tap, by=TUTOR, at=at("09:03"))

        assert dies_everywhere(Scene(tmp_path), act, then=act) >= 10


class TestATurnOfTheWorker:
    def test_drafts_each_email_once_wherever_it_dies(self, pupil, tmp_path):
        marked(pupil)
        act, then = (lambda: does("09:04", loop.draft_emails)), (lambda: does("09:05", loop.draft_emails))
        assert dies_everywhere(Scene(tmp_path), act, then) >= 20

    def test_passes_on_judges_opens_and_queues_once_wherever_it_dies(self, pupil, tmp_path):
        """The worker was away for a quarter of an hour: everything is due at once, down to what follows a miss."""
        marked(pupil)
        rings(pupil, "on_the_way", clock="09:04", expected_at=at("09:10"))
        does("09:05", loop.draft_emails)
        a_fresh_worker()
        assert duty(pupil, "check-arrival").if_missed
        fires = (loop.escalate_duties, loop.judge_duties, loop.draft_emails)
        act, then = (lambda: does("09:19", *fires)), (lambda: does("09:20", *fires))
        assert dies_everywhere(Scene(tmp_path), act, then) >= 40

    def test_opens_the_day_once_wherever_it_dies(self, pupil, tmp_path):
        act, then = (lambda: does("02:00", loop.open_days)), (lambda: does("02:01", loop.open_days))
        assert dies_everywhere(Scene(tmp_path), act, then) >= 30


class TestTheProofItself:
    def test_sees_a_duty_that_is_judged_twice(self, pupil, tmp_path):
        """A negative control: judged in two units of work, a crash between them would tell it twice."""
        marked(pupil)

        def judges_badly():
            for clock in ("09:11", "09:12"):
                duties.judge(at(clock))
                with connection.cursor() as cursor:
                    cursor.execute("UPDATE duties_duty SET was_late = 0")

        with pytest.raises(AssertionError, match="statement"):
            dies_everywhere(Scene(tmp_path), judges_badly, then=judges_badly)
