"""Two people press at the same moment, in two threads with their own connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connection

from firstbell.registers import commands, tallies
from firstbell.registers.commands import Clash, Recorded
from firstbell.registers.tests.doing import a_class, a_tap, line_of, marks_of, person
from tests.support.times import london

pytestmark = pytest.mark.django_db(transaction=True)
NOW = london("2026-11-23 09:03")


def at_once(*acts: Callable[[], object]) -> Sequence[object]:
    """Do acts at the same moment and return what came of each, in their order."""
    start = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def do(place: int) -> None:
        start.wait()
        try:
            outcomes[place] = acts[place]()
        except Exception as fault:
            outcomes[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


class TestTwoAnswersAtOnce:
    def test_are_one_that_stands_and_one_that_is_kept_beside_it(self):
        register, [rhys, *_] = a_class()
        sam, nell = person("Sam"), person("Nell")
        here, away = a_tap(rhys, "here"), a_tap(rhys, "away")
        came = at_once(
            lambda: commands.record_mark(here, by=sam, at=NOW), lambda: commands.record_mark(away, by=nell, at=NOW)
        )
        assert sorted(type(outcome).__name__ for outcome in came) == ["Clash", "Recorded"], came
        assert len(marks_of(rhys)) == 2 and line_of(rhys).contested
        assert tallies.agree(register.provision_id, date(2026, 9, 1))

    def test_on_two_lines_are_both_saved_and_counted(self):
        register, pupils = a_class(4)
        taps = [a_tap(pupil, "here") for pupil in pupils]
        who = [person(f"Tutor {number}") for number in range(4)]
        came = at_once(
            *(
                lambda tap=tap, by=by: commands.record_mark(tap, by=by, at=NOW)
                for tap, by in zip(taps, who, strict=True)
            )
        )
        assert all(isinstance(outcome, Recorded) for outcome in came), came
        assert tallies.agree(register.provision_id, date(2026, 9, 1))

    def test_of_one_sending_are_saved_once(self):
        _, [rhys, *_] = a_class()
        tap, sam = a_tap(rhys, "here"), person("Sam")
        came = at_once(*(lambda: commands.record_mark(tap, by=sam, at=NOW) for _ in range(3)))
        assert len(marks_of(rhys)) == 1 and not any(isinstance(outcome, Clash | Exception) for outcome in came), came

    def test_to_open_the_day_open_it_once(self):
        from firstbell.registers.models import Register
        from tests.builders import a_pupil

        amina = a_pupil()
        day = NOW.date()
        came = at_once(*(lambda: commands.open_day(amina.provision_id, day, at=NOW) for _ in range(2)))
        assert Register.objects.count() == 2 and not any(isinstance(outcome, Exception) for outcome in came), came
