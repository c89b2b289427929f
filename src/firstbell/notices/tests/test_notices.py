"""Notices of absence: what they hint, for which sessions, and how they are taken back."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell import journal
from firstbell.notices import access, commands, queries
from firstbell.notices.commands import NoticeFacts
from firstbell.policy import load_code_set
from tests.builders import a_provision, a_pupil, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 08:31")
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def pupil():
    return a_pupil("Kacey Holt", placed=False)


@pytest.fixture
def lead(pupil):
    return staff(pupil.provision)


def take(pupil, lead, starts_on=MONDAY, ends_on=MONDAY, reason="Dentist", **fields):
    facts = NoticeFacts(pupil, starts_on, ends_on, told_by="parent", how="phone", reason=reason, **fields)
    return commands.take_notice(facts, by=lead.actor, at=AT)


def hint(pupil, day, session):
    return queries.notices_for([pupil.pk], day, session).get(pupil.pk)


class TestTakingANotice:
    def test_keeps_who_told_us_how_and_when(self, pupil, lead):
        take(pupil, lead, told_by_name="Dawn Holt", code_key="M")
        found = hint(pupil, MONDAY, "AM")
        assert found.text == "Dentist. Dawn Holt (parent or carer) by phone, 23 November 2026 at 08:31."
        assert found.code_key == "M"

    def test_is_in_the_history_of_the_pupil(self, pupil, lead):
        take(pupil, lead)
        (entry,) = journal.history(f"pupil:{pupil.pk}", provision_id=pupil.provision_id)
        assert (entry.verb, entry.facts["facts"]["reason"]) == ("notice.given", "Dentist")

    def test_that_ends_before_it_starts_is_refused(self, pupil, lead):
        with pytest.raises(commands.NoticeReversed):
            take(pupil, lead, starts_session="PM", ends_session="AM")


class TestAHint:
    def test_reaches_every_session_from_the_first_to_the_last(self, pupil, lead):
        take(pupil, lead, ends_on=WEDNESDAY, starts_session="PM", ends_session="AM")
        told = [
            (day.day, session)
            for day in (MONDAY, TUESDAY, WEDNESDAY)
            for session in ("AM", "PM")
            if hint(pupil, day, session)
        ]
        assert told == [(23, "PM"), (24, "AM"), (24, "PM"), (25, "AM")]

    def test_is_the_newest_where_two_notices_speak_of_one_session(self, pupil, lead):
        take(pupil, lead)
        take(pupil, lead, reason="Ill after all")
        assert hint(pupil, MONDAY, "AM").text.startswith("Ill after all")

    def test_goes_when_the_notice_is_withdrawn(self, pupil, lead):
        notice = take(pupil, lead)
        commands.withdraw_notice(notice, reason="Coming after all", by=lead.actor, at=AT)
        assert hint(pupil, MONDAY, "AM") is None

    def test_for_60_pupils_takes_one_statement(self, lead, django_assert_num_queries):
        provision = a_provision()
        pupils = [a_pupil(provision=provision, placed=False) for _ in range(60)]
        for each in pupils:
            take(each, lead)
        with django_assert_num_queries(1):
            assert len(queries.notices_for([each.pk for each in pupils], MONDAY, "AM")) == 60


class TestTheList:
    def test_leaves_out_what_is_over(self, pupil, lead):
        take(pupil, lead)
        take(pupil, lead, TUESDAY, TUESDAY, "Funeral")
        rows = queries.notice_list(access.notices(lead), from_on=TUESDAY)
        assert [(row.reason, row.when) for row in rows] == [("Funeral", "Tuesday 24 November, all day")]

    def test_shows_nothing_of_another_provision(self, pupil, lead):
        take(pupil, lead)
        assert queries.notice_list(access.notices(staff(a_provision())), from_on=MONDAY) == []


class TestASuggestedCode:
    @pytest.mark.parametrize(
        ("reason", "key"),
        [("Dentist until 11", "M"), ("Been sick all night", "I"), ("family holiday", "G"), ("no reason given", "")],
    )
    def test_follows_from_the_words_of_the_reason(self, reason, key):
        assert queries.suggested_code(reason, load_code_set("england-2024")) == key

    def test_is_one_of_the_provisions_own_codes(self):
        codes = load_code_set("stepping-stones")
        assert queries.suggested_code("poorly", codes) in {code.key for code in codes}
