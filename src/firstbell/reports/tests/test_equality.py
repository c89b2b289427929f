"""Attendance by group: right, without names, and without a group small enough to point to anybody (SS-36)."""

from __future__ import annotations

from datetime import date, time
from uuid import uuid4

import pytest
from django.urls import reverse

from firstbell.domain.school_time import Span, starts_at
from firstbell.people.models import Flag, Pupil
from firstbell.registers.commands import recount
from firstbell.registers.models import Mark, Register, RegisterLine
from firstbell.reports.equality.figures import equality, rows_of
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def group():
    return a_group(a_site(a_provision()))


def marked(group, keys, **fields):
    """Pupils with one morning each, marked with one code each."""
    begin = starts_at(DAY, time(9))
    register, _ = Register.objects.get_or_create(
        provision=group.site.provision, site=group.site, group=group, on=DAY, session="AM", code_set="stepping-stones",
        defaults={"starts_at": begin, "closes_at": begin, "ends_at": begin},
    )  # fmt: skip
    found = []
    for key in keys.split():
        pupil = a_pupil(group=group, **fields)
        line = RegisterLine.objects.create(
            register=register, pupil=pupil, placement=pupil.placements.get(), starts_at=begin, closes_at=begin
        )
        line.current_mark = Mark.objects.create(
            line=line, code_key=key, tap_id=uuid4(), seen_by="Nell", recorded_by="Nell", recorded_by_role="tutor",
            recorded_at=begin,
        )  # fmt: skip
        line.save(update_fields=["current_mark"])
        found.append(pupil)
    return found


def tables(group):
    found = equality(group.site.provision_id, "This year", Span(DAY, DAY))
    return {
        table.name: {row.name: None if row.is_kept_back else row.attendance for row in table.rows}
        for table in found.tables
    }


class TestAttendanceByGroup:
    def test_pools_the_sessions_of_each_group(self, group):
        marked(group, "/ " * 8 + "O O O O", sex=Pupil.Sex.FEMALE)
        marked(group, "/ " * 5 + "O " * 5, sex=Pupil.Sex.MALE)
        assert tables(group)["Sex"] == {"Female": "66.7%", "Male": "50.0%"}

    def test_keeps_back_a_small_group_and_the_one_it_could_be_worked_out_from(self, group):
        marked(group, "/ " * 11, sex=Pupil.Sex.FEMALE)
        [looked_after] = marked(group, "O", sex=Pupil.Sex.FEMALE)
        Flag.objects.create(pupil=looked_after, kind=Flag.Kind.LOOKED_AFTER)
        assert tables(group)["Looked after"] == {"No": None, "Yes": None}
        assert tables(group)["Sex"] == {"Female": "91.7%"}

    def test_of_fewer_than_ten_pupils_shows_nothing_at_all(self, group):
        marked(group, "/ " * 9)
        found = equality(group.site.provision_id, "This year", Span(DAY, DAY))
        assert found.whole is None and rows_of(found) == []

    def test_costs_the_same_for_more_pupils(self, group, django_assert_num_queries):
        marked(group, "/ " * 10)
        equality(group.site.provision_id, "This year", Span(DAY, DAY))
        with django_assert_num_queries(7):
            equality(group.site.provision_id, "This year", Span(DAY, DAY))
        marked(group, "/ /")
        with django_assert_num_queries(7):
            equality(group.site.provision_id, "This year", Span(DAY, DAY))


class TestItsPageAndFile:
    def test_name_nobody_and_say_what_is_kept_back(self, client, group, time_machine):
        time_machine.move_to(london("2026-11-23 16:00"), tick=False)
        pupils = marked(group, "/ " * 10, sex=Pupil.Sex.FEMALE) + marked(group, "O O", sex=Pupil.Sex.MALE)
        recount(group.site.provision_id, at=london("2026-11-23 15:00"))
        client.force_login(a_member(group.site.provision, "head"))
        page = client.get(reverse("reports:equality"), {"period": "year"}).content.decode()
        file = client.post(reverse("reports:equality_file")).content.decode()
        assert "83.3% for all 12 pupils" in page and "Kept back" in page
        assert "Sex,Male,kept back,,,,,," in file and "Everybody,Everybody,12,12,10" in file
        assert not any(pupil.last_name in page + file for pupil in pupils if pupil.last_name != "Tarn")
