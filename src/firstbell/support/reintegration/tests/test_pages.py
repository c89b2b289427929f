"""A return on its pages: planned, read with its numbers, looked at, ended (SS-29)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from firstbell.placements.models import Slot
from firstbell.support.cases.commands import open_case
from firstbell.support.reintegration.models import ReintegrationPlan
from firstbell.support.tests.marking import mark_days
from tests import builders
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
FILLED = {
    "why": "Anxiety after a long illness",
    "agreed_with": "Ines Reed",
    "agreed_on": "2026-11-19",
    "welcome_on": "2026-11-23",
    "stage1_sessions": ["1-AM", "3-AM"],
    "stage1_ends_on": "2026-12-04",
    "stage1_review_on": "2026-12-03",
}


@pytest.fixture
def case():
    pupil = a_pupil("Maya Reed", group=a_group(a_site(a_provision())))
    nell = builders.staff(pupil.provision).actor
    return open_case(pupil, why="Away since September", by=nell, at=london("2026-11-20 09:00"))


@pytest.fixture
def lead(client, case, time_machine):
    time_machine.move_to(london("2026-11-20 10:00"), tick=False)
    client.force_login(a_member(case.pupil.provision, "attendance_lead"))
    return client


def filled(case, **more):
    greeter = a_member(case.pupil.provision, "tutor", name="Sam Okoro")
    return FILLED | {"greeter": greeter.pk, "placement": case.pupil.placements.get().pk} | more


class TestPlanningAReturn:
    def test_is_done_on_one_page_and_shown_on_the_case(self, lead, case):
        page = lead.post(reverse("support:plan_return", args=[case.pk]), filled(case), follow=True).content.decode()
        assert "Maya Reed comes back" in page and "Monday morning, Wednesday morning" in page
        assert "Sam Okoro meets them" in lead.get(reverse("support:case", args=[case.pk])).content.decode()

    def test_refuses_a_stage_without_an_end(self, lead, case):
        answer = lead.post(reverse("support:plan_return", args=[case.pk]), filled(case, stage1_ends_on=""))
        assert answer.status_code == 422
        assert "A shorter week needs an end." in answer.content.decode()
        assert not ReintegrationPlan.objects.exists()

    def test_says_who_comes_back_on_the_morning_itself(self, lead, case, time_machine):
        lead.post(reverse("support:plan_return", args=[case.pk]), filled(case))
        time_machine.move_to(london("2026-11-23 08:00"), tick=False)
        lead.force_login(a_member(case.pupil.provision, "tutor"))
        assert "comes back this morning" in lead.get(reverse("support:home")).content.decode()


class TestAReturn:
    @pytest.fixture
    def plan(self, lead, case, time_machine):
        lead.post(reverse("support:plan_return", args=[case.pk]), filled(case))
        mark_days(case.pupil, "/. .. /. .. .. O. .. /.", "2026-11-23")
        time_machine.move_to(london("2026-12-03 15:00"), tick=False)
        lead.force_login(a_member(case.pupil.provision, "attendance_lead"))
        return ReintegrationPlan.objects.get()

    def test_shows_what_was_taken_of_what_was_offered(self, lead, plan, django_assert_max_num_queries):
        with django_assert_max_num_queries(14):
            page = lead.get(reverse("support:return", args=[plan.pk])).content.decode()
        assert "3 of 4 offered sessions taken so far; in stage 1, 3 of 4." in page

    def test_goes_on_as_a_person_decides(self, lead, plan):
        stage = plan.stages.get()
        held = {"step": "hold", "until_on": "2026-12-11", "reason": "Mondays are still hard"}
        page = lead.post(reverse("support:decide_stage", args=[stage.pk]), held, follow=True).content.decode()
        assert "Mondays are still hard" in page
        assert Slot.objects.filter(from_on=date(2026, 12, 12)).exists()

    def test_asks_until_when_a_stage_is_held(self, lead, plan):
        held = {"step": "hold", "until_on": "", "reason": "Mondays are still hard"}
        answer = lead.post(reverse("support:decide_stage", args=[plan.stages.get().pk]), held)
        assert answer.status_code == 422

    def test_keeps_dated_notes(self, lead, plan):
        said = {"on": "2026-12-02", "note": "Likes the quiet start"}
        page = lead.post(reverse("support:check_in", args=[plan.pk]), said, follow=True).content.decode()
        assert "Likes the quiet start" in page
        said = {"on": "2026-12-30", "note": "Later"}
        assert lead.post(reverse("support:check_in", args=[plan.pk]), said).status_code == 422

    def test_ends_with_what_came_of_it(self, lead, plan):
        answer = lead.post(reverse("support:end_return", args=[plan.pk]), {"outcome": "Here full time"}, follow=True)
        assert "Here full time" in answer.content.decode()
        assert lead.get(reverse("support:end_return", args=[plan.pk])).status_code == 404
