"""What is owed to schools because of something that happened, such as everybody having been tried, is owed to each."""

import pytest

from firstbell.domain.duties import Fact, Moments
from firstbell.duties import commands
from firstbell.duties.models import Duty
from firstbell.duties.tests.test_opening import DAY, open_for
from firstbell.journal import Actor
from firstbell.provisions.queries import policy_on
from tests.builders import a_commissioner, a_pupil, day, london

pytestmark = pytest.mark.django_db

PRIYA = Actor("staff", 1, "Priya Nair", "attendance_lead")


def everybody_was_tried(pupil, **about):
    at = london(f"{DAY} 09:08")
    return commands.open_because(
        Fact.CONTACTS_EXHAUSTED,
        Moments(on=day(DAY), happened_at=at, pupil_starts_at=london(f"{DAY} 09:00")),
        policy_on(pupil.provision_id, day(DAY)),
        provision_id=pupil.provision_id,
        pupil_id=pupil.pk,
        session="AM",
        at=at,
        by=PRIYA,
        **about,
    )


def schools_rung(pupil):
    return list(
        Duty.objects.filter(pupil=pupil, rule="nobody-reached").order_by("pk").values_list("commissioner_id", flat=True)
    )


class TestEverybodyWasTried:
    @pytest.fixture
    def pupil(self):
        return a_pupil()

    @pytest.fixture
    def schools(self, pupil):
        school = a_commissioner(provision=pupil.provision, name="Northgate School")
        council = a_commissioner(provision=pupil.provision, name="Ashdown Council")
        open_for((pupil, {"tells": (school.pk, council.pk)}))
        return [school.pk, council.pk]

    def test_each_school_that_is_told_of_the_absence_is_to_be_rung(self, pupil, schools):
        everybody_was_tried(pupil)
        assert schools_rung(pupil) == schools

    def test_what_is_owed_to_the_pupil_is_owed_once(self, pupil, schools):
        everybody_was_tried(pupil)
        assert [duty.commissioner_id for duty in Duty.objects.filter(pupil=pupil, rule="text-home")] == [None]

    def test_twice_changes_nothing(self, pupil, schools):
        everybody_was_tried(pupil)
        everybody_was_tried(pupil)
        assert schools_rung(pupil) == schools

    def test_one_school_alone_where_it_is_about_that_one(self, pupil, schools):
        everybody_was_tried(pupil, commissioner_id=schools[1])
        assert schools_rung(pupil) == schools[1:]

    def test_where_no_school_is_known_somebody_is_still_to_be_told(self, pupil):
        everybody_was_tried(pupil)
        assert schools_rung(pupil) == [None]
