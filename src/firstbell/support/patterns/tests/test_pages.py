"""Patterns where people meet them: on their own page, the pupil's and the case's, and set aside with a reason."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.accounts.models import AccessLog
from firstbell.journal.models import JournalEntry
from firstbell.people.tests.pages import signed_in, text
from firstbell.support.models import FoundPattern, PatternSetAside
from firstbell.support.patterns import commands
from firstbell.support.patterns.queries import pattern_list, patterns_of, shortened
from tests.builders import a_group, a_provision, a_pupil, a_site, staff
from tests.support.times import london

pytestmark = pytest.mark.django_db

MONDAYS = ["2026-11-02", "2026-11-09", "2026-11-16"]
SENTENCE = "Missed 3 of 10 Mondays (2 authorised, 1 unauthorised); of other days 0 of 40."
NOON = london("2026-11-20 12:00")


def a_pattern(pupil, key="weekday:0:day", one_in=400, dates=MONDAYS):
    return FoundPattern.objects.create(
        pupil=pupil, key=key, kind="weekday", sentence=SENTENCE, found=len(dates), of=10, found_elsewhere=0,
        of_elsewhere=40, one_in=one_in, dates=dates, since_on=date.fromisoformat(dates[0]),
        first_found_on=date(2026, 11, 17),
    )  # fmt: skip


@pytest.fixture
def group():
    return a_group(a_site(a_provision()))


@pytest.fixture
def pupil(group):
    return a_pupil("Callum Tarn", group=group)


@pytest.fixture
def pattern(pupil):
    return a_pattern(pupil)


@pytest.fixture
def nell(pupil):
    return staff(pupil.provision).actor


class TestTheList:
    def test_says_what_how_unusual_and_since_when(self, pattern):
        page = text(signed_in(pattern.pupil.provision).get("/support/patterns/"))
        assert (
            SENTENCE in page
            and "About 1 in 400 by chance" in page
            and "Since 2 November, first told on 17 November" in page
        )

    def test_leads_in_one_click_to_a_case_with_the_sentence_as_its_reason(self, pattern):
        lead = signed_in(pattern.pupil.provision)
        address = f"/support/pupils/{pattern.pupil_id}/case/?why=Missed%203%20of%2010%20Mondays"
        assert address in text(lead.get("/support/patterns/"))
        assert SENTENCE in text(lead.get(f"/support/pupils/{pattern.pupil_id}/case/", {"why": SENTENCE}))

    def test_leads_in_one_click_to_a_meeting_too(self, pattern):
        page = text(signed_in(pattern.pupil.provision).get("/support/patterns/"))
        assert f"/support/pupils/{pattern.pupil_id}/meeting/?why=Missed%203%20of%2010%20Mondays" in page

    def test_is_of_the_office_alone(self, pattern):
        assert signed_in(pattern.pupil.provision, "tutor").get("/support/patterns/").status_code == 403

    def test_is_noted_for_every_pupil_it_shows(self, pattern):
        signed_in(pattern.pupil.provision).get("/support/patterns/")
        assert AccessLog.objects.filter(pupil_id=pattern.pupil_id, route="support:patterns").exists()

    def test_asks_as_much_for_six_pupils_as_for_one_and_ten_statements_at_most(self, group):
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                lead.get("/support/patterns/")
            return len(queries)

        a_pattern(a_pupil(group=group))
        lead = signed_in(group.site.provision)
        lead.get("/support/patterns/")
        one = asked()
        for _ in range(5):
            a_pattern(a_pupil(group=group))
        assert asked() == one <= 10

    def test_says_that_nothing_has_been_looked_for_yet(self, pupil):
        assert "Nothing has been looked for yet" in text(signed_in(pupil.provision).get("/support/patterns/"))


class TestThePupilsPage:
    def test_shows_the_pattern_and_a_tutor_only_reads_it(self, pattern):
        address = f"/pupils/{pattern.pupil_id}/"
        lead, tutor = (text(signed_in(pattern.pupil.provision, role).get(address)) for role in ("head", "tutor"))
        assert SENTENCE in lead and SENTENCE in tutor
        assert "/set-aside/" in lead and "/set-aside/" not in tutor


class TestSettingAside:
    def test_needs_a_reason(self, pattern):
        lead = signed_in(pattern.pupil.provision)
        answer = lead.post(f"/support/patterns/{pattern.pk}/set-aside/", {"reason": ""})
        assert answer.status_code == 422 and not PatternSetAside.objects.exists()

    def test_is_listed_with_reason_and_name_and_written_in_the_journal(self, pattern):
        lead = signed_in(pattern.pupil.provision)
        lead.post(f"/support/patterns/{pattern.pk}/set-aside/", {"reason": "Hospital on Mondays, letter seen"})
        aside = PatternSetAside.objects.get()
        assert (aside.until_on, aside.sentence) == (date(2026, 11, 16), SENTENCE)
        page = text(lead.get("/support/patterns/"))
        assert f"by {aside.set_aside_by}: Hospital on Mondays, letter seen" in page
        assert JournalEntry.objects.filter(verb="pattern.set-aside", about=f"pupil:{pattern.pupil_id}").exists()

    @pytest.mark.parametrize(
        ("more", "is_aside"),
        [(["2026-11-23", "2026-11-30"], True), (["2026-11-23", "2026-11-30", "2026-12-07"], False)],
    )
    def test_holds_until_it_grew_by_three_days(self, pattern, nell, more, is_aside):
        commands.set_aside(pattern, reason="Hospital", by=nell, at=NOON)
        FoundPattern.objects.update(dates=MONDAYS + more)
        [card] = patterns_of(pattern.pupil_id)
        assert card.is_aside is is_aside
        found = pattern_list(pattern.pupil.provision_id)
        assert (len(found.pupils), len(found.aside)) == (not is_aside, is_aside)

    def test_again_ends_the_earlier_one(self, pattern, nell):
        commands.set_aside(pattern, reason="Hospital", by=nell, at=NOON)
        commands.set_aside(pattern, reason="Still hospital", by=nell, at=NOON)
        assert PatternSetAside.objects.get(ended_at=None).reason == "Still hospital"

    def test_is_undone_by_bringing_the_pattern_back(self, pattern, nell):
        aside = commands.set_aside(pattern, reason="Hospital", by=nell, at=NOON)
        signed_in(pattern.pupil.provision).post(f"/support/patterns/set-aside/{aside.pk}/bring-back/")
        assert not patterns_of(pattern.pupil_id)[0].is_aside
        assert JournalEntry.objects.filter(verb="pattern.brought-back").exists()

    def test_is_not_for_another_provision(self, pattern):
        stranger = signed_in(a_provision())
        assert stranger.get(f"/support/patterns/{pattern.pk}/set-aside/").status_code == 404


class TestASentence:
    def test_fits_into_the_reason_of_a_case(self):
        assert len(shortened("Missed " * 60)) <= 240
