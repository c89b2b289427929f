"""Who is on site now (R-133, R-134)."""

import pytest

from firstbell.placements.models import DayChange
from firstbell.registers import commands, queries
from firstbell.registers.commands.presence import LeftAlready
from firstbell.registers.models import Register
from firstbell.registers.tests.doing import a_class, a_tap, mark, person
from tests.support.times import london

pytestmark = pytest.mark.django_db


def names(people):
    return {person.name for person in people}


def now(register, at):
    return queries.on_site_now(register.provision_id, london(f"2026-11-23 {at}"))


def leaves(pupil, register, at, **fields):
    instant = london(f"2026-11-23 {at}")
    return commands.sign_out(pupil, register.site, instant, reason="Dentist", by=person("Nell"), at=instant, **fields)


class TestTheRoll:
    def test_late_after_the_close_is_on_it(self):
        register, [amina, *_] = a_class()
        mark(amina, "late", "2026-11-23 10:40", person("Sam"))
        assert names(now(register, "10:45").here) == {amina.name}

    def test_whoever_left_is_off_it(self):
        register, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:00", person("Sam"))
        leaves(amina, register, "11:10")
        roll = now(register, "11:15")
        assert not roll.here and names(roll.left) == {amina.name}

    def test_and_the_mark_stays(self):
        register, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:00", person("Sam"))
        leaves(amina, register, "11:10")
        from firstbell.registers.tests.doing import code_of

        assert code_of(amina) == "/"

    def test_whoever_came_back_is_on_it_again(self):
        register, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:00", person("Sam"))
        left = leaves(amina, register, "10:00")
        commands.sign_in(left, london("2026-11-23 11:00"), by=person("Nell"), at=london("2026-11-23 11:00"))
        assert names(now(register, "11:05").here) == {amina.name}

    def test_here_in_the_afternoon_after_leaving_in_the_morning_is_back(self):
        register, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:00", person("Sam"))
        leaves(amina, register, "11:10")
        mark(amina, "here", "2026-11-23 13:01", person("Sam"), session="PM")
        assert names(now(register, "13:10").here) == {amina.name}

    def test_a_pupil_on_a_trip_is_on_the_trips_list(self):
        from tests.builders import a_group, a_pupil, a_register, a_site

        group = a_group(a_site())
        amina = a_pupil(group=group)
        DayChange.objects.create(
            provision_id=amina.provision_id,
            kind="trip",
            on=london("2026-11-23 02:00").date(),
            group=group,
            venue="Museum",
            made_at=london("2026-11-20 10:00"),
            made_by="Nell",
        )
        register = a_register(amina)
        mark(amina, "here", "2026-11-23 09:00", person("Sam"))
        roll = now(register, "10:00")
        assert not roll.here and names(roll.away) == {amina.name}

    def test_not_here_is_on_no_list(self):
        register, [amina, *_] = a_class()
        mark(amina, "away", "2026-11-23 09:03", person("Sam"))
        roll = now(register, "09:10")
        assert not (roll.here or roll.away or roll.left)

    def test_two_answers_are_looked_for(self):
        register, [amina, *_] = a_class()
        mark(amina, "away", "2026-11-23 09:03", person("Sam"))
        commands.record_mark(a_tap(amina, "here", seen=None), by=person("Nell"), at=london("2026-11-23 09:05"))
        [found] = now(register, "09:10").here
        assert found.note == "two answers: look for them"

    def test_after_the_last_session_somebody_may_have_gone_home(self):
        register, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 13:01", person("Sam"), session="PM")
        roll = now(register, "15:30")
        assert not roll.here and names(roll.gone_home) == {amina.name}

    def test_leaving_twice_is_refused(self):
        register, [amina, *_] = a_class()
        leaves(amina, register, "10:00")
        with pytest.raises(LeftAlready):
            leaves(amina, register, "10:05")


class TestDayCounts:
    def test_add_up_to_the_expected_pupils(self):
        register, [amina, callum, dara] = a_class()
        sam = person("Sam")
        mark(amina, "here", "2026-11-23 09:02", sam)
        mark(callum, "away", "2026-11-23 09:03", sam)
        counts = queries.day_counts(register.provision_id, Register.objects.first().on, "AM")
        assert (counts.expected, counts.here, counts.away, counts.unexplained, counts.blank) == (3, 1, 1, 1, 1)

    def test_a_blank_is_never_here(self):
        register, _ = a_class()
        counts = queries.day_counts(register.provision_id, Register.objects.first().on, "AM")
        assert (counts.here, counts.blank) == (0, 3)
