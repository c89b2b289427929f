"""The day opens."""

from datetime import date, time

import pytest

from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.placements.models import DayChange, Slot
from firstbell.provisions.models import ClosedDay
from firstbell.registers import commands
from firstbell.registers.models import Register, RegisterLine
from firstbell.registers.tests.doing import line_of, mark, person
from tests.builders import a_group, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
TWO = london("2026-11-23 02:00")


def open_day(pupil, day=DAY, at=TWO):
    return commands.open_day(pupil.provision_id, day, at=at)


def change(pupil, kind, **fields):
    DayChange.objects.create(
        provision_id=pupil.provision_id, kind=kind, on=DAY, pupil=pupil, made_at=TWO, made_by="Nell", **fields
    )


class TestOpening:
    def test_gives_each_expected_pupil_a_line_in_each_session(self):
        amina = a_pupil()
        open_day(amina)
        assert Register.objects.count() == 2 and RegisterLine.objects.filter(pupil=amina).count() == 2

    def test_twice_changes_nothing_and_writes_nothing(self):
        amina = a_pupil()
        open_day(amina)
        entries = JournalEntry.objects.count()
        assert not open_day(amina)
        assert JournalEntry.objects.count() == entries

    def test_gives_each_pupil_their_own_start_and_close(self):
        freya = a_pupil(starts="09:45")
        open_day(freya)
        line = line_of(freya)
        assert (line.starts_at, line.closes_at) == (london("2026-11-23 09:45"), london("2026-11-23 10:15"))

    def test_makes_the_register_due_five_minutes_after_its_start(self):
        amina = a_pupil()
        open_day(amina)
        due = set(Duty.objects.filter(kind="take-the-register").values_list("due_at", flat=True))
        assert due == {london("2026-11-23 09:05"), london("2026-11-23 13:05")}

    def test_marks_nobody(self):
        amina = a_pupil()
        open_day(amina)
        assert not RegisterLine.objects.exclude(current_mark=None).exists()

    def test_a_closed_day_has_no_register(self):
        amina = a_pupil()
        ClosedDay.objects.create(provision_id=amina.provision_id, starts_on=DAY, ends_on=DAY, name="Snow")
        assert not open_day(amina)

    def test_a_part_time_pupil_is_not_expected_on_other_days(self):
        amina = a_pupil(days="2", sessions="AM")
        assert not open_day(amina)


class TestLaterChanges:
    def test_drop_an_unmarked_line(self):
        amina = a_pupil()
        open_day(amina)
        change(amina, "not_expected", session="AM")
        open_day(amina, at=london("2026-11-23 08:40"))
        assert line_of(amina).dropped_at == london("2026-11-23 08:40")

    def test_leave_a_marked_line_alone(self):
        amina = a_pupil()
        open_day(amina)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        change(amina, "not_expected", session="AM")
        open_day(amina, at=london("2026-11-23 09:30"))
        assert line_of(amina).dropped_at is None

    def test_move_an_unmarked_start(self):
        amina = a_pupil()
        open_day(amina)
        change(amina, "late_start", session="AM", starts_time=time(10, 0))
        open_day(amina, at=london("2026-11-23 08:40"))
        assert line_of(amina).starts_at == london("2026-11-23 10:00")

    def test_bring_a_dropped_line_back(self):
        amina = a_pupil()
        open_day(amina)
        change(amina, "not_expected", session="AM")
        open_day(amina)
        DayChange.objects.update(cancelled_at=TWO)
        open_day(amina)
        assert line_of(amina).dropped_at is None

    def test_a_new_group_moves_the_unmarked_line(self):
        site = a_site()
        forge, kitchen = a_group(site, "Forge"), a_group(site, "Kitchen")
        amina = a_pupil(group=forge)
        open_day(amina)
        Slot.objects.filter(placement__pupil=amina).update(group=kitchen)
        open_day(amina)
        alive = RegisterLine.objects.filter(pupil=amina, dropped_at=None, register__session="AM")
        assert [line.register.group.name for line in alive] == ["Kitchen"]


class TestClocks:
    @pytest.mark.parametrize(
        ("day", "utc"),
        [("2027-03-25", 9), ("2027-03-30", 8), ("2026-10-23", 8), ("2026-10-26", 9)],
    )
    def test_nine_o_clock_stays_nine_on_both_sides_of_a_clock_change(self, day, utc):
        amina = a_pupil()
        open_day(amina, date.fromisoformat(day), london(f"{day} 02:00"))
        assert RegisterLine.objects.get(pupil=amina, register__session="AM").starts_at.hour == utc

    def test_just_before_midnight_in_london_it_is_still_the_day(self):
        amina = a_pupil()
        open_day(amina, date(2026, 6, 22), london("2026-06-22 02:00"))
        from firstbell.registers.commands import amend_mark

        line = line_of(amina, on="2026-06-22")
        amend_mark(line.pk, "I", reason="Rang late", by=person("Nell"), at=london("2026-06-22 23:59"))
        assert line_of(amina, on="2026-06-22").current_mark.code_key == "I"

    def test_a_register_of_tomorrow_is_refused_although_utc_is_still_today(self):
        from firstbell.registers.commands.answers import TooEarly

        amina = a_pupil()
        open_day(amina, date(2026, 6, 23), london("2026-06-22 12:00"))
        with pytest.raises(TooEarly):
            mark(amina, "here", "2026-06-22 23:30", person("Sam"), on="2026-06-23")


class TestARegisterWithNobodyLeft:
    def test_is_no_longer_to_be_taken(self):
        amina = a_pupil()
        open_day(amina)
        change(amina, "not_expected", session="AM")
        open_day(amina, at=london("2026-11-23 08:40"))
        assert Duty.objects.get(kind="take-the-register", session="AM").state == "withdrawn"
        assert Duty.objects.get(kind="take-the-register", session="PM").state == "open"

    def test_is_not_listed(self):
        from firstbell.registers import queries

        amina = a_pupil()
        open_day(amina)
        change(amina, "not_expected", session="AM")
        open_day(amina)
        rooms = queries.todays_registers(amina.provision_id, DAY, TWO)
        assert [room.session for room in rooms] == ["PM"]
