"""Who is on the week's list, and what is due with it (SS-28, SS-29)."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.provisions.models import PolicyVersion, Term
from firstbell.support.recognition.listing import list_recognitions
from firstbell.support.recognition.models import Recognition
from firstbell.support.tests.marking import mark_days
from tests.builders import a_group, a_provision, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, WEDNESDAY = "2026-11-06 02:00", "2026-11-07 02:00", "2026-11-11 02:00"
FULL = "// // // // //"


@pytest.fixture
def provision():
    provision = a_provision()
    Term.objects.filter(provision=provision, starts_on=date(2026, 9, 2)).update(
        break_starts_on=date(2026, 10, 26), break_ends_on=date(2026, 10, 30)
    )
    return provision


@pytest.fixture
def pupil(provision):
    return a_pupil("Maya Reed", group=a_group(a_site(provision)))


def listed(pupil, at=SATURDAY):
    list_recognitions(pupil.provision_id, london(at))
    rows = Recognition.objects.filter(pupil=pupil).exclude(state=Recognition.State.NO_LONGER)
    return [each.achievement for each in rows.order_by("pk")]


class TestTheWeeksList:
    def test_names_who_was_here_all_week_once_the_week_is_over(self, pupil):
        mark_days(pupil, FULL)
        assert listed(pupil, FRIDAY) == []
        assert listed(pupil, SATURDAY) == ["full-week"]

    def test_opens_the_duty_of_the_policy_with_its_time(self, pupil):
        mark_days(pupil, FULL)
        listed(pupil)
        duty = Duty.objects.get(kind="recognition")
        assert (duty.pupil_id, duty.rule, duty.on) == (pupil.pk, "full-week", date(2026, 11, 6))
        assert duty.due_at == london("2026-11-13 16:00")

    def test_is_the_same_however_often_it_is_made(self, pupil):
        mark_days(pupil, FULL)
        listed(pupil)
        before = JournalEntry.objects.count()
        assert listed(pupil, WEDNESDAY) == ["full-week"]
        assert JournalEntry.objects.count() == before and Duty.objects.count() == 1

    def test_takes_in_an_absence_explained_after_the_week(self, pupil):
        mark_days(pupil, "// // /N // //")
        assert listed(pupil) == []
        mark_days(pupil, "// // /M // //")
        assert listed(pupil, WEDNESDAY) == ["full-week"]

    def test_lets_go_of_what_an_amendment_took_away(self, pupil):
        mark_days(pupil, FULL)
        listed(pupil)
        mark_days(pupil, "// // // // /O")
        assert listed(pupil, WEDNESDAY) == []
        assert Duty.objects.get().state == Duty.State.WITHDRAWN

    def test_keeps_what_was_given_whatever_is_amended(self, pupil):
        mark_days(pupil, FULL)
        listed(pupil)
        Recognition.objects.update(state="given", settled_at=london(SATURDAY), settled_by="Sam")
        mark_days(pupil, "// // // // /O")
        assert listed(pupil, WEDNESDAY) == ["full-week"]

    def test_names_an_improvement_once_and_not_every_week_that_still_shows_it(self, pupil):
        low, high = "/O /O /O /O /O ", "// // // // /O "
        mark_days(pupil, low * 4 + ".. .. .. .. .. " + high * 4, "2026-09-28")
        assert listed(pupil, "2026-11-28 02:00") == ["improved"]
        mark_days(pupil, high, "2026-11-30")
        assert listed(pupil, "2026-12-05 02:00") == ["improved"]
        assert Duty.objects.filter(rule="improved").count() == 1

    def test_counts_medical_absence_where_the_policy_of_the_week_says_so(self, provision, pupil):
        text = PolicyVersion.objects.get(provision=provision).text
        PolicyVersion.objects.create(
            provision=provision, starts_on=date(2026, 11, 2), preset="own", made_at=london(FRIDAY), made_by="Sam",
            text=text.replace("[registers]", "[recognition]\nmedical_absence_counts = true\n\n[registers]", 1),
        )  # fmt: skip
        mark_days(pupil, "// // /M // //")
        assert listed(pupil) == []

    def test_begins_with_the_day_the_provision_went_live(self, provision, pupil):
        provision.go_live_on = date(2026, 11, 9)
        provision.save(update_fields=["go_live_on"])
        mark_days(pupil, FULL)
        assert listed(pupil) == []

    def test_looks_at_the_half_term_in_the_week_in_which_it_ends(self, pupil):
        mark_days(pupil, FULL + " " + FULL, "2026-10-12")
        names = listed(pupil, "2026-10-24 02:00")
        assert sorted(names) == ["full-half-term", "full-week", "full-week", "punctual-half-term"]


class TestComingBack:
    def test_is_seen_on_the_next_morning_and_makes_a_plan_due(self, pupil):
        mark_days(pupil, "II " * 10 + "//", "2026-11-02")
        assert listed(pupil, "2026-11-17 02:00") == ["returned-after-long-absence"]
        assert Duty.objects.get(kind="reintegration-plan").on == date(2026, 11, 16)

    def test_after_a_shorter_absence_is_recognised_without_a_plan(self, pupil):
        mark_days(pupil, "II " * 5 + "//", "2026-11-02")
        assert listed(pupil, "2026-11-10 02:00") == ["returned-after-long-absence"]
        assert not Duty.objects.filter(kind="reintegration-plan").exists()


class TestTheNightsCost:
    def test_does_not_grow_with_the_pupils_who_earned_nothing(self, provision, pupil, django_assert_num_queries):
        group = pupil.placements.get().slots.first().group
        others = [a_pupil(group=group) for _ in range(3)]
        for each in (pupil, *others):
            mark_days(each, "/O /O /O /O /O")
        with django_assert_num_queries(8):
            list_recognitions(provision.pk, london(SATURDAY))
