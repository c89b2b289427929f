"""Adding, finding, changing and archiving pupils."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from firstbell import journal
from firstbell.people import access, commands, queries
from firstbell.people.commands import FlagFacts, PupilFacts
from firstbell.people.models import Flag, Pupil
from firstbell.provisions.history import history
from tests.builders import a_provision, a_pupil, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 09:00")
TODAY = date(2026, 11, 23)
KIT = PupilFacts("Christopher", "Marsh", preferred_first_name="Kit", born_on=date(2011, 5, 4))


@pytest.fixture
def lead():
    return staff(a_provision())


def add(lead, facts=KIT, flags=()):
    return commands.add_pupil(facts, flags, provision_id=lead.provision_id, by=lead.actor, at=AT)


def change(lead, pupil, flags=None, **fields):
    facts = PupilFacts(**{name: getattr(pupil, name) for name in PupilFacts.__dataclass_fields__})
    return commands.change_pupil(pupil, replace(facts, **fields), flags, by=lead.actor, at=AT)


def names(lead, **asked):
    listed = queries.pupil_list(access.pupils(lead), lead.provision_id, TODAY, **asked)
    return [row.name for row in listed.rows]


class TestAddingAPupil:
    def test_is_in_the_journal_with_what_was_known(self, lead):
        pupil = add(lead)
        (entry,) = journal.history(f"pupil:{pupil.pk}", provision_id=lead.provision_id)
        assert (entry.verb, entry.who) == ("pupil.added", lead.name)
        assert entry.facts["facts"] == {
            "legal_first_name": "Christopher",
            "legal_last_name": "Marsh",
            "preferred_first_name": "Kit",
            "born_on": "2011-05-04",
        }

    def test_with_a_upn_that_another_pupil_has_is_refused_and_names_the_other(self, lead):
        add(lead, replace(KIT, upn="A801200010001"))
        with pytest.raises(commands.UpnTaken, match="Kit Marsh already has this UPN"):
            add(lead, PupilFacts("Ola", "Reed", upn="A801200010001"))

    def test_may_repeat_a_upn_of_another_provision(self, lead):
        elsewhere = staff(a_provision())
        add(elsewhere, replace(KIT, upn="A801200010001"))
        assert add(lead, replace(KIT, upn="A801200010001")).pk

    def test_keeps_its_flags(self, lead):
        pupil = add(lead, flags=[FlagFacts(Flag.Kind.MEDICAL, "Inhaler in the office")])
        assert queries.pupil_card(pupil, TODAY).flags == (("Medical", "Inhaler in the office"),)


class TestChangingAPupil:
    def test_is_in_the_journal_with_what_was_there_before(self, lead):
        pupil = add(lead)
        change(lead, pupil, travel=Pupil.Travel.TAXI)
        newest = journal.history(f"pupil:{pupil.pk}", provision_id=lead.provision_id)[0]
        assert newest.facts["changed"] == {"travel": ["", "Taxi"]}

    def test_is_told_in_plain_words(self, lead):
        pupil = add(lead)
        change(lead, pupil, born_on=date(2011, 5, 14))
        told = history(f"pupil:{pupil.pk}", lead.provision_id)[0]
        assert (told.who, told.sentence) == (lead.name, "changed the pupil's details")
        assert told.details == ("Born: 14 May 2011, before it was 4 May 2011",)

    def test_that_changes_nothing_writes_nothing(self, lead):
        pupil = add(lead)
        change(lead, pupil, flags=[])
        assert len(journal.history(f"pupil:{pupil.pk}", provision_id=lead.provision_id)) == 1

    def test_saves_only_the_fields_that_changed(self, lead):
        pupil = add(lead)
        stale = Pupil.objects.get(pk=pupil.pk)
        change(lead, pupil, language="Polish")
        commands.change_pupil(stale, replace(KIT, travel=Pupil.Travel.TAXI), by=lead.actor, at=AT)
        pupil.refresh_from_db()
        assert (pupil.language, pupil.travel) == ("Polish", "taxi")

    def test_keeps_the_flag_that_was_taken_away_as_history(self, lead):
        pupil = add(lead, flags=[FlagFacts(Flag.Kind.RISK)])
        change(lead, pupil, flags=[])
        assert queries.pupil_card(pupil, TODAY).flags == ()
        assert Flag.objects.get(pupil=pupil).archived_at == AT


class TestArchivingAPupil:
    def test_takes_them_out_of_the_list_and_deletes_nothing(self, lead):
        pupil = add(lead)
        commands.archive_pupil(pupil, reason="Moved away", by=lead.actor, at=AT)
        assert names(lead) == []
        assert names(lead, archived=True) == ["Kit Marsh"]

    def test_twice_is_written_once(self, lead):
        pupil = add(lead)
        for _ in range(2):
            commands.archive_pupil(pupil, reason="Moved away", by=lead.actor, at=AT)
        assert len(journal.history(f"pupil:{pupil.pk}", provision_id=lead.provision_id)) == 2

    def test_can_be_undone(self, lead):
        pupil = add(lead)
        commands.archive_pupil(pupil, reason="Moved away", by=lead.actor, at=AT)
        commands.restore_pupil(pupil, by=lead.actor, at=AT)
        assert names(lead) == ["Kit Marsh"]


class TestTheList:
    @pytest.mark.parametrize("search", ["kit", "CHRISTOPHER", "marsh kit", "a8012"])
    def test_finds_by_legal_and_preferred_names_and_by_upn(self, lead, search):
        add(lead, replace(KIT, upn="A801200010001"))
        add(lead, PupilFacts("Ola", "Reed"))
        assert names(lead, search=search) == ["Kit Marsh"]

    def test_tells_two_pupils_of_one_name_apart(self, lead):
        add(lead)
        add(lead, PupilFacts("Kit", "Marsh", born_on=date(2012, 1, 2)))
        rows = queries.pupil_list(access.pupils(lead), lead.provision_id, TODAY).rows
        assert [(row.shares_name, row.born) for row in rows] == [(True, "2 January 2012"), (True, "4 May 2011")]

    def test_asks_the_database_as_often_for_60_pupils_as_for_one(self, lead, django_assert_max_num_queries):
        provision = a_provision()
        for _ in range(60):
            a_pupil(provision=provision, placed=False)
        reader = staff(provision)
        with django_assert_max_num_queries(4):
            assert len(names(reader)) == 60


class TestSchoolAge:
    def test_is_shown_with_both_exact_dates(self, lead):
        card = queries.pupil_card(add(lead, replace(KIT, born_on=date(2010, 9, 1))), TODAY)
        assert card.school_age == "Of compulsory school age from 31 December 2015 to 25 June 2027."

    def test_that_has_ended_says_so(self, lead):
        card = queries.pupil_card(add(lead, replace(KIT, born_on=date(2010, 8, 31))), TODAY)
        assert card.school_age == "Past compulsory school age: it ran from 31 August 2015 to 26 June 2026."


class TestTheYearGroup:
    def test_that_fits_the_birth_date_raises_no_question(self, lead):
        assert queries.pupil_card(add(lead, replace(KIT, year_group=11)), TODAY).year_doubt == ""

    def test_that_does_not_fit_is_asked_about(self, lead):
        card = queries.pupil_card(add(lead, replace(KIT, year_group=13)), TODAY)
        assert card.year_doubt == "The birth date gives Year 11. Check which is right."
