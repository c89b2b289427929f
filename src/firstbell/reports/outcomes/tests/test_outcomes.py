"""One page says what attendance did after each strategy, and names nobody (SS-27, SS-31)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from firstbell.journal.models import JournalEntry
from firstbell.reports.outcomes.queries import outcome_page
from firstbell.support.plans import commands
from firstbell.support.plans.commands import StrategyDraft
from firstbell.support.plans.tests.planning import DRAWN, NELL, a_case, a_draft, an_agreed_plan
from firstbell.support.tests.marking import mark_days
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
BEGAN, TODAY = date(2026, 11, 16), date(2026, 12, 7)
TWO_WEEKS_BEFORE = "2026-11-02"
HALF_THEN_ALL = "/N " * 10 + "// " * 10


def uses(provision, group, count: int, key: str = "mentoring", words: str = ""):
    """So many pupils with this strategy, and these marks from two weeks before it began."""
    for _ in range(count):
        pupil = a_pupil(group=group, provision=provision)
        mark_days(pupil, words, TWO_WEEKS_BEFORE)
        an_agreed_plan(a_case(pupil), starts_on=BEGAN, strategies=(StrategyDraft(key, "Nell", BEGAN),))


@pytest.fixture
def provision():
    return a_provision()


@pytest.fixture
def group(provision):
    return a_group(a_site(provision))


class TestTheOutcomes:
    def test_a_use_that_a_later_version_carries_on_counts_once(self, provision, group):
        uses(provision, group, 1)
        [row] = outcome_page(provision.pk, TODAY, TODAY).rows
        pupil = group.slots.first().placement.pupil
        an_agreed_plan(a_case(pupil), strategies=(StrategyDraft("mentoring", "Nell", BEGAN),))
        [again] = outcome_page(provision.pk, TODAY, TODAY).rows
        assert (row.outcome.uses, again.outcome.uses) == (1, 1)

    def test_a_plan_nobody_agreed_to_counts_for_nothing(self, provision, group):
        commands.draw_plan(a_case(a_pupil(group=group)), a_draft(), by=NELL, at=DRAWN)
        assert outcome_page(provision.pk, TODAY, TODAY).rows == ()

    def test_another_year_and_another_provision_are_left_out(self, provision, group):
        uses(provision, group, 1)
        assert outcome_page(provision.pk, date(2025, 12, 1), TODAY).rows == ()
        assert outcome_page(a_provision().pk, TODAY, TODAY).rows == ()


class TestThePage:
    @pytest.fixture
    def head(self, client, provision, time_machine):
        time_machine.move_to(london("2026-12-07 10:00"), tick=False)
        client.force_login(a_member(provision, "head"))
        return client

    def test_costs_the_same_for_one_pupil_as_for_three_and_names_nobody(
        self, head, provision, group, django_assert_num_queries
    ):
        uses(provision, group, 1)
        head.get(reverse("reports:outcomes"))
        with django_assert_num_queries(7):
            head.get(reverse("reports:outcomes"))
        uses(provision, group, 2)
        with django_assert_num_queries(7):
            told = head.get(reverse("reports:outcomes")).content.decode()
        assert "Mentoring" in told and group.slots.first().placement.pupil.last_name not in told

    def test_an_empty_year_says_what_will_stand_here(self, head):
        assert "No plan of this year has a strategy yet" in head.get(reverse("reports:outcomes")).content.decode()

    def test_five_uses_have_a_figure_and_fewer_have_none_also_in_the_file(self, head, provision, group):
        uses(provision, group, 5, words=HALF_THEN_ALL)
        uses(provision, group, 4, "breakfast")
        many, few = outcome_page(provision.pk, TODAY, TODAY).rows
        assert many.later == "50 points up in the middle, from 50 points up to 50 points up; it rose after 5 of 5."
        assert few.later.startswith("Nothing can be said: no use has 20 sessions after it yet")
        lines = head.post(reverse("reports:outcomes_file")).content.decode("utf-8-sig").splitlines()
        assert lines[1] == "Mentoring,5,5,5,50.0,50.0,50.0,5,5,50.0,50.0,50.0,5"
        assert lines[2] == "Breakfast and a calm start,4,4,0,,,,,0,,,,"
        assert JournalEntry.objects.filter(verb="export.made").count() == 1
