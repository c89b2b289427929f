"""What is owed to schools because of something that happened, such as everybody having been tried, is owed to each."""

import pytest

from firstbell.domain.contact import ContactStep
from firstbell.domain.duties import Fact, Moments
from firstbell.duties import commands
from firstbell.duties.models import Duty
from firstbell.duties.tests.test_opening import DAY, open_for
from firstbell.journal import Actor
from firstbell.provisions.queries import policy_on
from tests.builders import a_commissioner, a_group, a_provision, a_pupil, a_site, day, london

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


class TestALineThatWasCrossed:
    """Only the rules of that line open, and a letter is owed to whoever its rule names."""

    @pytest.fixture
    def pupil(self):
        return a_pupil(group=a_group(a_site(a_provision("adventure-in-learning"))))

    def crossed(self, pupil, threshold, **schools):
        at = london(f"{DAY} 15:30")
        return commands.open_because(
            Fact.ATTENDANCE_BELOW,
            Moments(on=day(DAY), happened_at=at),
            policy_on(pupil.provision_id, day(DAY)),
            provision_id=pupil.provision_id,
            pupil_id=pupil.pk,
            session="",
            at=at,
            by=PRIYA,
            occasion="crossing:7",
            only=lambda rule: rule.has([("threshold", threshold)]),
            letters_to=schools.get("letters_to", {}),
        )

    def test_the_rules_of_other_lines_stay_shut(self, pupil):
        assert {duty.rule for duty in self.crossed(pupil, "severe-absence")} == {"severe-absence"}

    def test_a_letter_to_the_main_school_is_owed_to_it_alone_and_one_home_to_no_school(self, pupil):
        school = a_commissioner(provision=pupil.provision, name="Northgate School")
        self.crossed(pupil, "below-target", letters_to={ContactStep.MAIN_SCHOOL: school.pk})
        letters = Duty.objects.filter(kind="letter").order_by("rule")
        assert [(duty.rule, duty.commissioner_id) for duty in letters] == [
            ("letter-home", None),
            ("letter-to-school", school.pk),
        ]

    def test_none_is_owed_to_a_school_that_there_is_not(self, pupil):
        assert "letter-to-school" not in {duty.rule for duty in self.crossed(pupil, "below-target")}

    def test_the_same_crossing_opens_them_once(self, pupil):
        self.crossed(pupil, "below-target")
        self.crossed(pupil, "below-target")
        assert Duty.objects.filter(rule="letter-home").count() == 1
