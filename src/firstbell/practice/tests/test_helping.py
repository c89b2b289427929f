"""The visitor of the demonstration meets a support case that is under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from firstbell.domain.school_time import starts_at
from firstbell.practice import cast
from firstbell.practice.agenda import Agenda
from firstbell.practice.characters import CHARACTERS, MONDAYS
from firstbell.practice.helping import Helping
from firstbell.practice.making import make_place
from firstbell.support.models import Case

DAYS = [date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)]


@pytest.fixture
def case(db, practice_time) -> Case:
    at = starts_at(DAYS[0], time(1, 0))
    place = replace(cast.TOWN, pupils=len(CHARACTERS))
    made = make_place(place, DAYS[-1], history_from=DAYS[0], goes_live_on=DAYS[0], at=at, password_hash="!")
    helping = Helping(made, made.characters[MONDAYS].pupil_id)
    for number, on in enumerate(DAYS):
        agenda = Agenda()
        helping.plan(number, starts_at(on, time(2, 0)), agenda)
        agenda.live()
    return Case.objects.get()


class TestTheCaseOfThePupilWhoMissesMondays:
    def test_has_what_stands_in_the_way_two_voices_and_a_meeting_in_a_week(self, case):
        assert case.barriers.get().actions.get().due_on == date(2026, 11, 19)
        assert list(case.entries.values_list("kind", flat=True)) == ["opened", "pupil", "family"]
        assert case.meetings.get().on == date(2026, 11, 26)

    def test_has_written_to_the_school(self, case):
        assert case.meetings.get().invitees.filter(kind="school", message__state="queued").exists()
