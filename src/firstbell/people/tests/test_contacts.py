"""Contacts: the order of ringing, warnings, numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstbell import journal
from firstbell.people import commands, queries
from firstbell.people.commands import ContactFacts, Number
from firstbell.people.models import Contact, PhoneNumber
from firstbell.provisions.models import Provision
from tests.builders import a_provision, a_pupil, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 09:00")
DAWN = ContactFacts("Dawn Holt", "Mum", numbers=(Number("+447700900284", note="after 3pm"),))


@pytest.fixture
def lead():
    return staff(a_provision())


@pytest.fixture
def pupil(lead):
    pupil = a_pupil(placed=False, provision=Provision.objects.get(pk=lead.provision_id))
    PhoneNumber.objects.all().delete()
    Contact.objects.all().delete()
    return pupil


def add(lead, pupil, facts=DAWN, **fields):
    return commands.add_contact(pupil, replace(facts, **fields), by=lead.actor, at=AT)


def cards(pupil):
    return queries.contacts_of([pupil.pk])[pupil.pk]


def order(pupil):
    return [(card.place, card.name) for card in cards(pupil)]


def last_entry(lead, pupil):
    return journal.history(f"pupil:{pupil.pk}", provision_id=lead.provision_id)[0]


class TestTheOrderOfRinging:
    def test_puts_a_new_contact_last(self, lead, pupil):
        add(lead, pupil)
        add(lead, pupil, name="Sheila Holt")
        assert order(pupil) == [(1, "Dawn Holt"), (2, "Sheila Holt")]

    def test_lets_a_contact_move_up_and_the_journal_says_so(self, lead, pupil):
        add(lead, pupil)
        gran = add(lead, pupil, name="Sheila Holt")
        commands.move_contact(gran, up=True, by=lead.actor, at=AT)
        assert order(pupil) == [(1, "Sheila Holt"), (2, "Dawn Holt")]
        assert last_entry(lead, pupil).verb == "contact.moved"

    def test_stays_when_the_first_moves_up(self, lead, pupil):
        mum = add(lead, pupil)
        add(lead, pupil, name="Sheila Holt")
        commands.move_contact(mum, up=True, by=lead.actor, at=AT)
        assert order(pupil) == [(1, "Dawn Holt"), (2, "Sheila Holt")]

    def test_closes_the_gap_of_one_who_is_no_longer_rung(self, lead, pupil):
        mum = add(lead, pupil)
        add(lead, pupil, name="Sheila Holt")
        commands.archive_contact(mum, reason="Asked us to", by=lead.actor, at=AT)
        assert order(pupil) == [(1, "Sheila Holt")]

    def test_passes_over_who_must_never_be_rung(self, lead, pupil):
        add(lead, pupil)
        add(lead, pupil, name="Carl Holt", safety=Contact.Safety.NEVER, warning="Court order, 3 May")
        gran = add(lead, pupil, name="Sheila Holt")
        commands.move_contact(gran, up=True, by=lead.actor, at=AT)
        assert order(pupil) == [(1, "Sheila Holt"), (2, "Dawn Holt"), (0, "Carl Holt")]

    def test_takes_back_somebody_who_was_no_longer_rung_as_the_last(self, lead, pupil):
        mum = add(lead, pupil)
        add(lead, pupil, name="Sheila Holt")
        commands.archive_contact(mum, reason="Asked us to", by=lead.actor, at=AT)
        assert queries.contacts_and_former(pupil)[1] == [(mum.pk, "Dawn Holt, Mum")]
        commands.restore_contact(mum, by=lead.actor, at=AT)
        assert order(pupil) == [(1, "Sheila Holt"), (2, "Dawn Holt")]

    def test_leaves_out_who_must_never_be_rung_and_shows_them_last(self, lead, pupil):
        add(lead, pupil, name="Carl Holt", safety=Contact.Safety.NEVER, warning="Court order, 3 May")
        add(lead, pupil)
        assert order(pupil) == [(1, "Dawn Holt"), (0, "Carl Holt")]


class TestAWarning:
    def test_needs_its_reason(self, lead, pupil):
        with pytest.raises(commands.WarningMissing, match="Nothing says why Dawn Holt needs care"):
            add(lead, pupil, safety=Contact.Safety.NEVER)

    def test_keeps_the_one_button_from_ringing(self, lead, pupil):
        add(lead, pupil, safety=Contact.Safety.WARNING, warning="Do not mention the address")
        assert queries.first_to_ring(cards(pupil)) is None


class TestNumbers:
    def test_are_shown_as_they_are_dialled_and_kept_to_be_rung(self, lead, pupil):
        add(lead, pupil)
        (number,) = cards(pupil)[0].numbers
        assert (number.e164, number.shown, number.note) == ("+447700900284", "07700 900284", "after 3pm")

    def test_that_are_replaced_stay_in_the_history(self, lead, pupil):
        mum = add(lead, pupil)
        commands.change_contact(mum, replace(DAWN, numbers=(Number("+447700900111"),)), by=lead.actor, at=AT)
        assert [number.shown for number in cards(pupil)[0].numbers] == ["07700 900111"]
        assert last_entry(lead, pupil).facts["changed"] == {"numbers": ["07700 900284 (after 3pm)", "07700 900111"]}

    def test_of_60_pupils_take_two_statements(self, lead, django_assert_num_queries):
        pupils = [a_pupil(placed=False, provision=Provision.objects.get(pk=lead.provision_id)).pk for _ in range(60)]
        with django_assert_num_queries(2):
            assert all(card.numbers for found in queries.contacts_of(pupils).values() for card in found)
