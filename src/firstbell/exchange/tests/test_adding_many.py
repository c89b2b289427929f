"""Many pupils cost few statements, and tell the journal what one would tell."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell import journal
from firstbell.exchange.kinds import Kind
from firstbell.exchange.tests.files import NOW, OFFICE, bring_in, csv_of, planned
from firstbell.journal.models import JournalEntry
from firstbell.people import commands as people
from firstbell.people.models import Pupil
from firstbell.placements import commands as placements
from firstbell.provisions.models import Group
from tests.builders import a_commissioner, a_group, a_provision, a_site

pytestmark = pytest.mark.django_db
COLUMNS = (
    "First name,Last name,DOB,UPN,SEN status,School,Start,Days,"
    "Contact 1 Name,Contact 1 Relationship,Contact 1 Mobile,Contact 2 Name,Contact 2 Mobile"
)


def row(number):
    return (
        f"Ola{number},Reed,04/05/2012,,K,Netherfold Academy,07/09/2026,Mon/Wed,"
        f"Ines Reed,Mother,07700 900{number:03d} (after 3pm),Jo Reed,01632 960{number:03d}"
    )


@pytest.fixture
def provision():
    provision = a_provision()
    a_commissioner(provision, name="Netherfold Academy")
    a_group(a_site(provision), "Forge")
    return provision


def come_in(provision, numbers):
    answers = {"group@*": f"is-{Group.objects.get().pk}", "pattern@*": "confirm"}
    return bring_in(
        provision.pk, "r.csv", answers, content=csv_of(COLUMNS, *(row(n) for n in numbers)), kind=Kind.PUPILS
    )


def told():
    """Every entry as words, without the numbers that rows happen to have."""
    entries = JournalEntry.objects.order_by("number").exclude(verb="import.done")
    return [
        (entry.verb, json.loads(re.sub(r'"placement_id":\d+', '"placement_id":0', entry.facts))) for entry in entries
    ]


class TestManyPupils:
    def test_tell_the_journal_what_adding_one_by_hand_tells(self, provision):
        come_in(provision, [1])
        by_file = told()
        pupil = Pupil.objects.get()
        placement = pupil.placements.get()
        step = planned("r.csv", {"pattern@*": "confirm"}, content=csv_of(COLUMNS, row(1)), kind=Kind.PUPILS).steps[0]
        other = a_provision()
        school = a_commissioner(other, name="Netherfold Academy")
        start = JournalEntry.objects.count()
        who = {"by": OFFICE, "at": NOW}
        by_hand = people.add_pupil(step.facts, step.flags, provision_id=other.pk, **who)
        for contact in step.contacts:
            people.add_contact(by_hand, contact.facts, **who)
        facts = placements.PlacementFacts(school, placement.starts_on, main_school=school)
        made = placements.start_placement(by_hand, facts, **who)
        group = Group.objects.get()
        week = [placements.PatternSlot(slot.weekday, slot.session, group) for slot in step.placement.week]
        placements.change_timetable(made, week, from_on=placement.starts_on, **who)
        assert JournalEntry.objects.count() - start == len(by_file)
        assert [entry for entry in told() if entry not in by_file] == [] and len(told()) == 2 * len(by_file)

    def test_are_added_in_batches_and_not_one_by_one(self, provision):
        with CaptureQueriesContext(connection) as few:
            come_in(provision, range(10))
        with CaptureQueriesContext(connection) as many:
            come_in(provision, range(100, 200))
        assert len(many) - len(few) < 90 / 4

    def test_leave_a_journal_that_verifies(self, provision):
        come_in(provision, range(30))
        assert journal.verify(provision.pk) == []
