"""What a referring school sees: its own pupils, their marks, what was done, and the code proposed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import Http404

from firstbell.commissioners import access, queries
from firstbell.domain.contact import Outcome
from firstbell.domain.marks import Choice
from firstbell.followup.models import ContactAttempt
from firstbell.registers import commands
from tests.builders import (
    a_commissioner,
    a_group,
    a_link_person,
    a_pupil,
    a_register,
    a_site,
    day,
    london,
    staff,
)

MONDAY = "2026-11-23"


@pytest.fixture
def school(db):
    return a_commissioner(name="Netherfold Academy")


@pytest.fixture
def contact(school):
    """The school's contact as a request knows them."""
    return staff(school.provision, "commissioner_contact", a_link_person(school).user)


@pytest.fixture
def group(school):
    return a_group(a_site(school.provision))


def marked(pupil, choice: Choice, at: str = f"{MONDAY} 09:04"):
    register = a_register(pupil, MONDAY)
    line = register.lines.get(pupil=pupil)
    tutor = staff(pupil.provision, "tutor").actor
    commands.record_mark(commands.Tap(uuid4(), line.pk, choice), by=tutor, at=london(at))


class TestTheDayOfAReferringSchool:
    def test_it_lists_their_pupils_who_were_expected(self, school, contact, group):
        a_pupil("Callum Tarn", group=group, commissioner=school)
        a_register(a_pupil("Dara Whitlow", group=group, commissioner=school), MONDAY)
        assert [p.name for p in queries.their_day(access.scope(contact), day(MONDAY)).pupils] == [
            "Callum Tarn",
            "Dara Whitlow",
        ]

    def test_it_never_shows_a_pupil_of_another_school(self, school, contact, group):
        theirs = a_pupil("Callum Tarn", group=group, commissioner=school)
        a_pupil("Ola Adeyin", group=group, commissioner=a_commissioner(school.provision))
        a_register(theirs, MONDAY)
        assert [p.name for p in queries.their_day(access.scope(contact), day(MONDAY)).pupils] == ["Callum Tarn"]

    def test_a_pupil_on_their_roll_whom_a_council_placed_is_theirs_too(self, school, contact, group):
        council = a_commissioner(school.provision, kind="council")
        pupil = a_pupil("Callum Tarn", group=group, commissioner=council)
        pupil.placements.update(main_school=school)
        a_register(pupil, MONDAY)
        assert len(queries.their_day(access.scope(contact), day(MONDAY)).pupils) == 1

    def test_a_pupil_who_came_is_proposed_as_b_with_the_rule(self, school, contact, group):
        pupil = a_pupil("Callum Tarn", group=group, commissioner=school)
        marked(pupil, Choice.HERE)
        morning = queries.their_day(access.scope(contact), day(MONDAY)).pupils[0].sessions[0]
        assert morning.proposal.key == "B"

    def test_an_absence_is_never_proposed_as_b(self, school, contact, group):
        pupil = a_pupil("Callum Tarn", group=group, commissioner=school)
        marked(pupil, Choice.AWAY)
        morning = queries.their_day(access.scope(contact), day(MONDAY)).pupils[0].sessions[0]
        assert morning.proposal.key == "N"

    def test_calls_are_told_by_relationship_without_number_or_private_note(self, school, contact, group):
        pupil = a_pupil("Callum Tarn", group=group, commissioner=school)
        marked(pupil, Choice.AWAY)
        mother = pupil.contacts.get()
        ContactAttempt.objects.create(
            pupil=pupil, contact=mother, on=day(MONDAY), session="AM", spoke_to=mother.name, number="07700900123",
            outcome=Outcome.NO_ANSWER, note="Sounded upset last time", made_by="Priya", made_by_role="attendance_lead",
            made_at=london(f"{MONDAY} 09:08"), recorded_at=london(f"{MONDAY} 09:08"),
        )  # fmt: skip
        words = [
            step.words for step in queries.their_day(access.scope(contact), day(MONDAY)).pupils[0].sessions[0].steps
        ]
        assert words[-1] == "No answer: mother"

    def test_it_costs_the_same_for_thirty_pupils_as_for_one(
        self, school, contact, group, django_assert_max_num_queries
    ):
        for _ in range(30):
            pupil = a_pupil(group=group, commissioner=school)
        a_register(pupil, MONDAY)
        scope = access.scope(contact)
        with django_assert_max_num_queries(5):
            queries.their_day(scope, day(MONDAY))


class TestSomebodyWhoSpeaksForNoSchool:
    def test_they_find_nothing(self, school):
        with pytest.raises(Http404):
            access.scope(staff(school.provision, "commissioner_contact"))

    def test_an_archived_link_opens_nothing(self, school, contact):
        school.link_people.update(archived_at=london(f"{MONDAY} 08:00"))
        with pytest.raises(Http404):
            access.scope(contact)
