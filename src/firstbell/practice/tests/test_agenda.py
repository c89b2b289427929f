"""What happens on a made-up day happens in the order of time, and the clock stands there."""

from datetime import timedelta

from firstbell import clock
from firstbell.practice import clock as practice_clock
from firstbell.practice.agenda import Agenda
from tests.builders import london

NINE = london("2026-03-30 09:00")


class TestTheAgenda:
    def test_does_things_in_the_order_of_time_and_those_of_one_time_as_they_were_put(self):
        done: list[str] = []
        agenda = Agenda()
        for minutes, name in ((5, "rings"), (0, "opens"), (5, "rings again")):
            agenda.put(NINE + timedelta(minutes=minutes), lambda at, name=name: done.append(name))
        agenda.live()
        assert done == ["opens", "rings", "rings again"]

    def test_does_at_once_what_is_put_for_a_time_that_has_passed(self):
        seen = []
        agenda = Agenda()
        agenda.put(NINE, lambda at: agenda.put(NINE - timedelta(hours=1), seen.append))
        agenda.live()
        assert seen == [NINE]

    def test_makes_the_clock_stand_at_the_second_of_each_thing(self, practice_time):
        shown = []
        agenda = Agenda()
        agenda.put(NINE, lambda at: shown.append(clock.now().replace(microsecond=0)))
        agenda.live()
        assert shown == [NINE]

    def test_lets_the_clock_run_again_once_it_is_set(self, practice_time, db):
        practice_clock.stand_at(NINE)
        practice_clock.set_to(NINE)
        assert practice_clock.offset() == practice_clock.offset()
