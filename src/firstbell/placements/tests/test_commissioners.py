"""Schools and councils, and the people at them."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.accounts import commands as accounts
from firstbell.placements import access, commands, queries
from firstbell.placements.commands import CommissionerFacts, LinkPersonFacts
from firstbell.provisions.history import history
from firstbell.provisions.models import Provision
from tests.builders import PASSWORD, a_link_person, a_provision, a_pupil, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 09:00")
TODAY = date(2026, 11, 23)
ASHMERE = CommissionerFacts("Ashmere High", notice_email="attendance@ashmere.example")


@pytest.fixture
def lead():
    return staff(a_provision())


def add(lead, facts=ASHMERE):
    return commands.add_commissioner(facts, provision_id=lead.provision_id, by=lead.actor, at=AT)


def joined(lead, email, role="commissioner_contact"):
    """Somebody accepts an invitation to the provision."""
    secret = accounts.invite(
        Provision.objects.get(pk=lead.provision_id), email=email, name="Bev Ashdown", role=role, by=lead.actor, at=AT
    )
    accounts.accept_as_new(secret, name="Bev Ashdown", password=PASSWORD, at=AT)


class TestACommissioner:
    def test_cannot_be_added_twice_however_it_is_spelt(self, lead):
        add(lead)
        with pytest.raises(commands.CommissionerNameTaken, match="already a school called Ashmere High"):
            add(lead, CommissionerFacts("ASHMERE HIGH"))

    def test_that_changes_says_what_was_there_before(self, lead):
        school = add(lead)
        commands.change_commissioner(school, CommissionerFacts("Ashmere Academy"), by=lead.actor, at=AT)
        told = history(f"commissioner:{school.pk}", lead.provision_id)[0]
        assert "Name: Ashmere Academy, before it was Ashmere High" in told.details

    def test_stays_while_a_pupil_has_a_place_through_it(self, lead):
        pupil = a_pupil()
        school = pupil.placements.get().commissioner
        with pytest.raises(commands.CommissionerInUse, match="1 pupil has a place"):
            commands.archive_commissioner(school, reason="Closed", today=TODAY, by=lead.actor, at=AT)

    def test_that_is_archived_leaves_the_list_and_can_come_back(self, lead):
        school = add(lead)
        commands.archive_commissioner(school, reason="Closed", today=TODAY, by=lead.actor, at=AT)
        assert queries.commissioner_list(access.commissioners(lead), TODAY) == []
        commands.restore_commissioner(school, by=lead.actor, at=AT)
        assert [row.name for row in queries.commissioner_list(access.commissioners(lead), TODAY)] == ["Ashmere High"]

    def test_keeps_what_was_agreed_about_telling_it(self, lead):
        agreed = CommissionerFacts("Ashmere High", tell_within_minutes=20, notice_format="both", asks_receipt="yes")
        school = add(lead, agreed)
        school.refresh_from_db()
        assert (school.tell_within_minutes, school.notice_format, school.asks_receipt) == (20, "both", "yes")
        assert "Tell within minutes: 20" in history(f"commissioner:{school.pk}", lead.provision_id)[0].details

    def test_is_told_as_the_policy_says_unless_agreed_otherwise(self, lead):
        school = add(lead)
        assert (school.tell_within_minutes, school.notice_format, school.asks_receipt) == (None, "body", "policy")


class TestALinkPerson:
    def test_is_listed_with_the_account_they_sign_in_with(self, lead):
        school = add(lead)
        commands.add_link_person(school, LinkPersonFacts("Bev Ashdown", "Attendance"), by=lead.actor, at=AT)
        with_account = a_link_person(school)
        accounts = {card.name: card.account for card in queries.link_people(school)}
        assert accounts == {"Bev Ashdown": "", with_account.name: with_account.user.email}

    def test_who_accepts_an_invitation_sees_their_pupils_here(self, lead):
        school, other = add(lead), add(lead, CommissionerFacts("Tollgate Park"))
        for each, email in ((school, "Bev@ashmere.example"), (other, "somebody@tollgate.example")):
            commands.add_link_person(each, LinkPersonFacts("Bev", email=email), by=lead.actor, at=AT)
        joined(lead, "bev@ashmere.example")
        assert {card.account for card in queries.link_people(school)} == {"bev@ashmere.example"}
        assert {card.account for card in queries.link_people(other)} == {""}

    def test_of_another_provision_is_not_linked(self, lead):
        stranger = staff(a_provision())
        school = add(stranger)
        commands.add_link_person(school, LinkPersonFacts("Bev", email="bev@ashmere.example"), by=lead.actor, at=AT)
        joined(lead, "bev@ashmere.example")
        assert queries.link_people(school)[0].account == ""

    def test_who_was_invited_as_staff_is_not_linked(self, lead):
        school = add(lead)
        commands.add_link_person(school, LinkPersonFacts("Bev", email="bev@ashmere.example"), by=lead.actor, at=AT)
        joined(lead, "bev@ashmere.example", role="tutor")
        assert queries.link_people(school)[0].account == ""

    def test_who_left_is_no_longer_listed(self, lead):
        school = add(lead)
        person = commands.add_link_person(school, LinkPersonFacts("Bev Ashdown"), by=lead.actor, at=AT)
        commands.archive_link_person(person, reason="Left", by=lead.actor, at=AT)
        assert queries.link_people(school) == []


class TestTheList:
    def test_takes_as_many_statements_for_nine_as_for_one(self, lead, django_assert_num_queries):
        for number in range(9):
            add(lead, CommissionerFacts(f"School {number:02}"))
        with django_assert_num_queries(3):
            assert len(queries.commissioner_list(access.commissioners(lead), TODAY)) == 9
