"""The nightly search finds what the register shows, with everything known beside it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.domain.school_time import Session
from firstbell.notices.models import Notice
from firstbell.people import commands as people
from firstbell.people.models import PhoneNumber, Pupil
from firstbell.provisions.changes import columns
from firstbell.support.models import FoundPattern, PatternSearch
from firstbell.support.patterns.contexts import material
from firstbell.support.patterns.searching import look_again, look_for_patterns
from firstbell.support.tests.marking import mark_days
from tests.builders import a_contact, a_group, a_provision, a_pupil, a_site, staff
from tests.support.times import london

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
TONIGHT = london("2026-11-20 02:00")
MONDAYS_MISSED = "NN /\\ /\\ /\\ /\\ "
ALL_THERE = "/\\ " * 5
BEGINS = "2026-09-14"


@pytest.fixture
def group():
    return a_group(a_site(a_provision()))


@pytest.fixture
def monday_pupil(group):
    pupil = a_pupil("Callum Tarn", group=group)
    mark_days(pupil, (MONDAYS_MISSED * 4 + ALL_THERE) * 2, BEGINS)
    return pupil


class TestTheNightlySearch:
    def test_keeps_the_sentence_with_its_numbers_and_dates(self, monday_pupil):
        look_for_patterns(monday_pupil.provision_id, TONIGHT)
        pattern = FoundPattern.objects.get()
        assert pattern.sentence == "Missed 8 of 10 Mondays (all still without a reason); of other days 0 of 40."
        assert (pattern.pupil, pattern.key, pattern.since_on) == (monday_pupil, "weekday:0:day", date(2026, 9, 14))
        assert len(pattern.dates) == 8 and pattern.first_found_on == TODAY

    def test_is_done_once_a_day(self, monday_pupil):
        look_for_patterns(monday_pupil.provision_id, TONIGHT)
        FoundPattern.objects.all().delete()
        look_for_patterns(monday_pupil.provision_id, london("2026-11-20 09:00"))
        assert not FoundPattern.objects.exists()

    def test_keeps_when_it_was_first_told_and_lets_go_what_is_no_longer_found(self, monday_pupil):
        look_for_patterns(monday_pupil.provision_id, TONIGHT)
        FoundPattern.objects.create(
            pupil=monday_pupil, key="runs", kind="runs", sentence="Gone.", found=1, of=1, found_elsewhere=1,
            of_elsewhere=1, one_in=20, dates=["2026-11-02"], since_on=TODAY, first_found_on=TODAY,
        )  # fmt: skip
        look_for_patterns(monday_pupil.provision_id, london("2026-11-21 02:00"))
        assert [each.key for each in FoundPattern.objects.all()] == ["weekday:0:day"]
        assert FoundPattern.objects.get().first_found_on == TODAY
        assert PatternSearch.objects.get().ends_on == date(2026, 11, 21)

    def test_passes_over_a_pupil_whose_place_has_ended(self, monday_pupil):
        monday_pupil.placements.update(ends_on=date(2026, 11, 19))
        look_for_patterns(monday_pupil.provision_id, TONIGHT)
        assert not FoundPattern.objects.exists()

    def test_asks_as_much_for_three_pupils_as_for_one(self, group):
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                look_again(group.site.provision_id, TONIGHT)
            return len(queries)

        a_pupil(group=group)
        look_again(group.site.provision_id, TONIGHT)
        one = asked()
        a_pupil(group=group), a_pupil(group=group)
        assert asked() == one <= 18


class TestWhatIsKnownBeside:
    def test_pupils_are_siblings_where_they_live_with_the_same_number(self, group):
        mine, other, carer = (a_pupil(name, group=group) for name in ("Ada Reed", "Bo Reed", "Cy Hall"))
        for pupil, is_home in ((mine, True), (other, True), (carer, False)):
            contact = a_contact(pupil, number="+447700900999", lives_with=is_home)
            assert PhoneNumber.objects.filter(contact=contact).exists()
        contexts = material(group.site.provision_id, TODAY).contexts
        assert [sibling.name for sibling in contexts[mine.pk].siblings] == ["Bo Reed"]
        assert contexts[carer.pk].siblings == ()

    def test_travel_is_read_back_through_its_changes(self, group):
        pupil = a_pupil(group=group, travel=Pupil.Travel.TAXI)
        known = {name: getattr(pupil, name) for name in columns(_facts(pupil))}
        facts = people.PupilFacts(**{**known, "travel": Pupil.Travel.PUBLIC})
        people.change_pupil(pupil, facts, by=staff(pupil.provision).actor, at=london("2026-10-12 15:00"))
        travel = material(pupil.provision_id, TODAY).contexts[pupil.pk].travel
        assert travel[date(2026, 10, 11)] == "by taxi"
        assert travel[date(2026, 10, 12)] == travel[TODAY] == "by public transport"

    def test_travel_that_never_changed_sets_no_day_apart(self, group):
        pupil = a_pupil(group=group, travel=Pupil.Travel.TAXI)
        assert material(pupil.provision_id, TODAY).contexts[pupil.pk].travel == {}

    def test_home_told_us_of_the_sessions_from_the_day_it_did(self, group):
        pupil = a_pupil(group=group)
        Notice.objects.create(
            pupil=pupil, starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 5), ends_session="AM", told_by="parent",
            how="phone", reason="Poorly", received_at=london("2026-11-04 08:20"), taken_by="Nell",
        )  # fmt: skip
        told = material(pupil.provision_id, TODAY).contexts[pupil.pk].told
        first, second = date(2026, 11, 4), date(2026, 11, 5)
        assert told == {(first, Session.AM), (first, Session.PM), (second, Session.AM)}


def _facts(pupil: Pupil) -> people.PupilFacts:
    return people.PupilFacts(legal_first_name=pupil.legal_first_name, legal_last_name=pupil.legal_last_name)
