"""The pages of pictures: from registers and calls, for whom, at what cost, as a file, and when nothing is there."""

from __future__ import annotations

import pytest

from firstbell.accounts.models import AccessLog
from firstbell.domain.duties import DutyKind
from firstbell.domain.marks import Choice
from firstbell.domain.school_time import Session, Span
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty
from firstbell.followup.tests.mornings import at, marked, rings
from firstbell.journal.models import JournalEntry
from firstbell.people.tests.pages import signed_in, text
from firstbell.registers.queries.counts import Scope
from firstbell.reports.pictures import data
from firstbell.reports.pictures.funnel import Followed
from firstbell.reports.pictures.six_weeks import six_weeks
from firstbell.reports.pictures.weekdays import Missed
from tests.builders import a_group, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db
WEEK = Span(day("2026-11-16"), day("2026-11-23"))
TODAY = day("2026-11-23")


@pytest.fixture(autouse=True)
def morning(clock_stands_at):
    clock_stands_at("2026-11-23 09:30")


@pytest.fixture
def group():
    return a_group(a_site(a_provision(name="Alder Yard")), "Forge")


def whole(pupil):
    return Scope(pupil.provision_id)


class TestWhatIsCounted:
    def test_by_weekday_are_sessions_possible_and_missed(self, group):
        pupil = a_pupil(group=group)
        marked(pupil, on="2026-11-16", code="O")
        marked(pupil, Choice.HERE, on="2026-11-17")
        found = data.missed_by_weekday(whole(pupil), WEEK)
        assert found == {(0, Session.AM): Missed(1, 1), (1, Session.AM): Missed(0, 1)}

    def test_of_another_group_is_left_out(self, group):
        pupil = a_pupil(group=group)
        marked(pupil, on="2026-11-16", code="O")
        other = a_group(group.site)
        assert data.missed_by_weekday(Scope(pupil.provision_id, group_id=other.pk), WEEK) == {}

    def test_of_promises_are_whole_minutes_from_the_pupils_own_start(self, group):
        pupil = a_pupil("Callum Tarn", group=group, starts="09:15")
        marked(pupil, clock="09:17")
        rings(pupil, "no_answer", clock="09:21")
        (done,) = data.promises(Duty.objects.all(), whole(pupil), DutyKind.CALL_HOME, WEEK, leads=True)
        assert (done.minutes, done.promised, done.in_time, done.who) == (6, 10, True, "Callum Tarn")
        assert done.address.endswith(f"clause=SS-14#duty-{Duty.objects.get(kind='call-home').pk}")

    def test_of_a_call_never_made_is_a_miss_without_minutes(self, group):
        pupil = a_pupil(group=group)
        marked(pupil, clock="09:03")
        duties.judge(at("09:40"))
        (done,) = data.promises(Duty.objects.all(), whole(pupil), DutyKind.CALL_HOME, WEEK, leads=False)
        assert (done.minutes, done.in_time, done.who, done.address) == (None, False, "", "")

    def test_of_an_absence_is_followed_from_the_call_to_the_return(self, group):
        pupil = a_pupil(group=group)
        marked(pupil, on="2026-11-20", clock="09:03")
        marked(pupil, Choice.HERE, on="2026-11-23", clock="09:03")
        assert data.followed(Duty.objects.all(), whole(pupil), WEEK, TODAY) == [Followed(False, False, False, True)]

    def test_of_six_weeks_costs_two_statements_for_everybody(self, group, django_assert_num_queries):
        for name in ("Ada Birch", "Tom Vale"):
            pupil = a_pupil(name, group=group)
            marked(pupil, Choice.HERE, on="2026-11-16")
        with django_assert_num_queries(2):
            found = six_weeks(whole(pupil), TODAY)
        assert {each.value for each in found.values()} == {"1 of 1"}


class TestThePageOfAPlace:
    def test_says_in_words_that_there_is_nothing_yet(self):
        page = text(signed_in(a_provision()).get("/reports/pictures/"))
        for words in (
            "No pupil has enough sessions yet to be a dot",
            "No session has been counted in this time",
            "Nobody was missing without a word in this time",
            "Nothing was due in this time",
        ):
            assert words in page

    def test_leads_from_each_miss_to_its_row_in_the_record(self, group):
        pupil = a_pupil("Callum Tarn", group=group)
        marked(pupil, clock="09:03")
        duties.judge(at("09:40"))
        row = f"/reports/promises/?day=2026-11-23&clause=SS-14#duty-{Duty.objects.get(kind='call-home').pk}"
        assert f'href="{row}"' in text(signed_in(group.site.provision, "head").get("/reports/pictures/"))
        assert row not in text(signed_in(group.site.provision, "tutor").get("/reports/pictures/"))

    def test_is_narrowed_to_a_group(self, group):
        marked(a_pupil(group=group), code="O")
        other = a_group(group.site, "Farm")
        page = text(signed_in(group.site.provision).get(f"/reports/pictures/?whose=group-{other.pk}"))
        assert "Farm: this half-term." in page
        assert "1 of 1 missed" not in page

    def test_of_another_provisions_group_shows_everybody_of_ones_own(self, group):
        page = text(signed_in(a_provision()).get(f"/reports/pictures/?whose=group-{group.pk}"))
        assert "Everybody: this half-term." in page

    def test_asks_the_database_as_often_for_six_pupils_as_for_one(self, group, django_assert_max_num_queries):
        for number in range(6):
            pupil = a_pupil(f"Pupil N{number}", group=group)
            for on in ("2026-11-20", "2026-11-23"):
                marked(pupil, on=on, clock="09:03")
        lead = signed_in(group.site.provision)
        with django_assert_max_num_queries(26):
            lead.get("/reports/pictures/")


class TestThePageOfAPupil:
    def test_holds_every_picture_and_is_noted_in_the_log_of_reading(self, group):
        pupil = a_pupil("Kacey Holt", group=group)
        marked(pupil, code="O")
        page = text(signed_in(pupil.provision).get(f"/reports/pictures/pupil/{pupil.pk}/"))
        for name in ("The year, every session", "Distance to the policy’s lines", "Weekdays and sessions", "Six weeks"):
            assert name in page
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route="reports:pupil_pictures").exists()

    def test_of_another_provisions_pupil_is_not_there(self, group):
        pupil = a_pupil(group=group)
        assert signed_in(a_provision()).get(f"/reports/pictures/pupil/{pupil.pk}/").status_code == 404

    def test_asks_the_database_as_often_for_ten_days_as_for_one(self, group, django_assert_max_num_queries):
        pupil = a_pupil("Kacey Holt", group=group)
        for number in (10, 11, 12, 13, 16, 17, 18, 19, 20, 23):
            marked(pupil, on=f"2026-11-{number}", clock="09:03")
        lead = signed_in(pupil.provision)
        with django_assert_max_num_queries(24):
            lead.get(f"/reports/pictures/pupil/{pupil.pk}/")


class TestTheFile:
    def test_holds_the_table_of_the_picture_and_is_in_the_journal(self, group):
        pupil = a_pupil(group=group)
        marked(pupil, code="O")
        answer = signed_in(pupil.provision).post("/reports/pictures/file/weekdays/")
        assert "Monday,Morning,1,1,100.0%" in answer.content.decode("utf-8-sig")
        assert JournalEntry.objects.filter(verb="export.made").exists()

    def test_of_a_pupil_is_in_the_log_of_reading(self, group):
        pupil = a_pupil(group=group)
        marked(pupil, code="O")
        signed_in(pupil.provision).post(f"/reports/pictures/pupil/{pupil.pk}/file/year/")
        assert AccessLog.objects.filter(pupil_id=pupil.pk, kind=AccessLog.Kind.EXPORTED).exists()

    def test_of_an_unknown_picture_is_not_there(self, group):
        assert signed_in(group.site.provision).post("/reports/pictures/file/nothing/").status_code == 404
