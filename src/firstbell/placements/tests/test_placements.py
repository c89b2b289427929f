"""Placements and weekly patterns: what was agreed, from when to when, and who is expected because of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from firstbell import journal
from firstbell.placements import commands, queries
from firstbell.placements.commands import PatternSlot, PlacementFacts
from firstbell.provisions.history import history
from tests.builders import a_commissioner, a_group, a_placement, a_provision, a_pupil, a_site, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 09:00")
MONDAY, NEXT_MONDAY = date(2026, 11, 23), date(2026, 11, 30)


class Scene:
    """One provision with a group, a school, and a pupil who has no place yet."""

    def __init__(self):
        self.provision = a_provision()
        self.group = a_group(a_site(self.provision), "Forge")
        self.school = a_commissioner(self.provision, name="Ashmere High")
        self.pupil = a_pupil("Kacey Holt", provision=self.provision, placed=False)
        self.lead = staff(self.provision)
        self.by = {"by": self.lead.actor, "at": AT}

    def place(self, starts_on=MONDAY, **fields):
        facts = PlacementFacts(commissioner=self.school, starts_on=starts_on, main_school=self.school)
        return commands.start_placement(self.pupil, replace(facts, **fields), **self.by)

    def pattern(self, placement, *cells, from_on=MONDAY, **fields):
        slots = [PatternSlot(int(cell[0]), cell[1:], self.group, **fields) for cell in cells]
        commands.change_timetable(placement, slots, from_on=from_on, **self.by)

    def expected(self, day):
        rows = queries.expected(self.provision.pk, day)
        return sorted((row.session, f"{row.starts_time:%H:%M}") for row in rows)

    def newest(self):
        return journal.history(f"pupil:{self.pupil.pk}", provision_id=self.provision.pk)[0]


@pytest.fixture
def scene():
    return Scene()


class TestAPlacement:
    def test_is_in_the_history_of_its_pupil(self, scene):
        scene.place(parent_notice_on=date(2026, 11, 16))
        told = history(f"pupil:{scene.pupil.pk}", scene.provision.pk)[0]
        assert told.sentence == "started the placement: Ashmere High"
        assert "Parent notice: 16 November 2026" in told.details

    def test_cannot_end_before_it_began(self, scene):
        with pytest.raises(commands.EndsBeforeStart, match="before the placement began on 23 November 2026"):
            scene.place(ends_on=date(2026, 11, 20))

    def test_cannot_start_twice_on_one_day_through_one_school(self, scene):
        scene.place()
        with pytest.raises(commands.StartsTwice):
            scene.place()

    def test_that_ends_expects_the_pupil_until_its_last_day(self, scene):
        placement = scene.place()
        scene.pattern(placement, "1AM", "2AM")
        commands.end_placement(placement, ends_on=MONDAY, reason="Back at school", **scene.by)
        assert scene.expected(MONDAY) == [("AM", "09:00")]
        assert scene.expected(date(2026, 11, 24)) == []

    def test_entered_by_mistake_can_be_taken_back(self, scene):
        placement = scene.place()
        scene.pattern(placement, "1AM")
        commands.take_back_placement(placement, reason="Another pupil was meant", **scene.by)
        assert scene.expected(MONDAY) == []
        assert queries.placements_of(scene.pupil, MONDAY) == []
        assert scene.newest().verb == "placement.archived"

    def test_stands_in_its_pupils_list_with_its_week(self, scene):
        scene.pattern(scene.place(), "1AM", "3PM")
        (card,) = queries.placements_of(scene.pupil, MONDAY)
        assert (card.state, card.sessions, card.commissioner) == ("now", 2, "Ashmere High")
        assert [(day.name, day.am, day.pm) for day in card.week][:3] == [
            ("Monday", "Forge", ""),
            ("Tuesday", "", ""),
            ("Wednesday", "", "Forge"),
        ]


class TestAWeeklyPattern:
    def test_expects_a_part_time_pupil_only_when_they_come(self, scene):
        scene.pattern(scene.place(), "1AM", starts_time=time(9, 30))
        assert scene.expected(MONDAY) == [("AM", "09:30")]
        assert scene.expected(date(2026, 11, 24)) == []

    def test_that_changes_keeps_the_week_before_as_it_was(self, scene):
        placement = scene.place()
        scene.pattern(placement, "1AM", "1PM")
        scene.pattern(placement, "1PM", from_on=NEXT_MONDAY)
        assert scene.expected(MONDAY) == [("AM", "09:00"), ("PM", "13:00")]
        assert scene.expected(NEXT_MONDAY) == [("PM", "13:00")]

    def test_that_changes_tells_the_history_what_changed_from_when(self, scene):
        placement = scene.place()
        scene.pattern(placement, "1AM", "1PM")
        scene.pattern(placement, "1PM", from_on=NEXT_MONDAY)
        facts = scene.newest().facts
        assert (facts["from_on"], facts["changed"]) == ("2026-11-30", {"monday_morning": ["Forge", ""]})

    def test_that_stays_the_same_writes_nothing(self, scene):
        placement = scene.place()
        scene.pattern(placement, "1AM")
        before = scene.newest().number
        scene.pattern(placement, "1AM", from_on=NEXT_MONDAY)
        assert scene.newest().number == before
        assert placement.slots.count() == 1

    def test_changed_twice_from_one_day_holds_what_was_said_last(self, scene):
        placement = scene.place()
        scene.pattern(placement, "1AM")
        scene.pattern(placement, "1AM", starts_time=time(10))
        assert scene.expected(MONDAY) == [("AM", "10:00")]

    def test_replaces_what_was_planned_for_later(self, scene):
        placement = scene.place()
        scene.pattern(placement, "1AM")
        scene.pattern(placement, "1PM", from_on=NEXT_MONDAY)
        scene.pattern(placement, "1AM", "1PM", from_on=MONDAY)
        assert scene.expected(NEXT_MONDAY) == [("AM", "09:00"), ("PM", "13:00")]

    def test_cannot_expect_a_pupil_twice_at_once(self, scene):
        scene.pattern(scene.place(), "1AM")
        second = scene.place(commissioner=a_commissioner(scene.provision, name="Low Council"))
        with pytest.raises(
            commands.PatternOverlaps, match="Monday morning already belongs to the placement by Ashmere"
        ):
            scene.pattern(second, "1AM")

    def test_may_follow_one_that_ended(self, scene):
        first = scene.place()
        scene.pattern(first, "1AM")
        commands.end_placement(first, ends_on=date(2026, 11, 27), reason="Moved on", **scene.by)
        council = a_commissioner(scene.provision, name="Low Council")
        second = scene.place(starts_on=NEXT_MONDAY, commissioner=council)
        scene.pattern(second, "1AM", from_on=NEXT_MONDAY)
        assert scene.expected(NEXT_MONDAY) == [("AM", "09:00")]

    def test_keeps_a_placement_from_growing_into_another(self, scene):
        first = scene.place(ends_on=date(2026, 11, 27))
        scene.pattern(first, "1AM")
        council = a_commissioner(scene.provision, name="Low Council")
        scene.pattern(scene.place(starts_on=NEXT_MONDAY, commissioner=council), "1AM", from_on=NEXT_MONDAY)
        longer = PlacementFacts(commissioner=scene.school, starts_on=MONDAY, main_school=scene.school)
        with pytest.raises(commands.PatternOverlaps, match="belongs to the placement by Low Council"):
            commands.change_placement(first, longer, **scene.by)


class TestWhereabouts:
    def test_of_60_pupils_take_two_statements(self, scene, django_assert_num_queries):
        for _ in range(60):
            a_placement(a_pupil(provision=scene.provision, placed=False), scene.group, commissioner=scene.school)
        with django_assert_num_queries(2):
            found = queries.whereabouts(scene.provision.pk, MONDAY)
        assert {(where.groups, where.school) for where in found.values()} == {
            (((scene.group.pk, "Forge"),), "Ashmere High")
        }
