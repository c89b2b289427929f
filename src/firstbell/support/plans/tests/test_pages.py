"""The pages of plans, reviews and agencies: what they take, what they refuse, what they cost."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.followup.board.links import link_of
from firstbell.followup.board.waiting import Waits
from firstbell.support.models import AgencyReferral, Case
from firstbell.support.plans import commands
from firstbell.support.plans.commands import Referred
from firstbell.support.plans.models import PlanReview, SupportPlan
from firstbell.support.plans.tests.planning import DRAWN, NELL, STARTS, a_case, an_agreed_plan
from firstbell.support.tests.marking import mark_days
from tests.builders import a_member, a_pupil
from tests.support.times import london

pytestmark = pytest.mark.django_db
WRITTEN = {
    "targets": "1", "strategies": "1", "aim": "Come on Mondays again", "starts_on": "2026-11-23",
    "review_on": "2027-01-18", "t0-kind": "attendance", "t0-amount": "80", "s0-key": "mentoring",
    "s0-done_by": "Nell Ashdown",
}  # fmt: skip


@pytest.fixture
def case() -> Case:
    return a_case()


@pytest.fixture
def lead(client, case, time_machine):
    time_machine.move_to(london("2026-12-21 10:00"), tick=False)
    client.force_login(a_member(case.provision, "attendance_lead"))
    return client


def page(client, route: str, *args: object, **given: object) -> str:
    return client.get(reverse(route, args=args), given).content.decode()


class TestWritingAPlan:
    def address(self, case: Case) -> str:
        return reverse("support:write_plan", args=[case.pk])

    def test_a_plan_is_saved_with_its_targets_and_strategies(self, lead, case):
        told = lead.post(self.address(case), WRITTEN, follow=True).content.decode()
        plan = SupportPlan.objects.get()
        assert "record who agrees" in told and "Attendance of at least 80%" in told
        assert plan.targets.get().ends_on == date(2027, 1, 18)
        assert plan.strategies.get().from_on == date(2026, 11, 23)

    def test_a_row_is_added_without_saving_and_keeps_what_was_typed(self, lead, case):
        answer = lead.post(self.address(case), WRITTEN | {"more": "target"})
        assert answer.status_code == 200 and not SupportPlan.objects.exists()
        assert "Target 2" in answer.content.decode() and "Nell Ashdown" in answer.content.decode()

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"t0-kind": "", "t0-amount": ""}, "A plan has at least one target"),
            ({"t0-amount": ""}, "Give the figure that is to be reached"),
            ({"t0-amount": "101"}, "The most that can be reached is 100"),
            ({"t0-kind": "arrive-by"}, "Give the time by which"),
            ({"t0-kind": "arrive-by", "t0-by_time": "08:30"}, "own start is 09:00"),
            ({"t0-kind": "described"}, "Write what is to be reached"),
            ({"t0-ends_on": "2026-11-01"}, "before the plan begins"),
            ({"s0-done_by": ""}, "Without a name nobody does"),
            ({"s0-until_on": "2026-11-01"}, "before it begins"),
            ({"review_on": "2026-11-23"}, "The review is after the plan has begun"),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field(self, lead, case, changed, words):
        answer = lead.post(self.address(case), WRITTEN | changed)
        assert answer.status_code == 422 and words in answer.content.decode()
        assert not SupportPlan.objects.exists()

    def test_the_next_version_begins_with_what_was_agreed(self, lead, case):
        an_agreed_plan(case)
        told = page(lead, "support:write_plan", case.pk)
        assert "The next version" in told and "Rings when a day is hard" in told and 'value="The school"' in told


class TestAPlansPage:
    def test_shows_targets_against_the_register_and_who_has_not_agreed(self, lead, case):
        mark_days(case.pupil, "// " * 15 + "NN " * 5, "2026-11-23")
        plan = an_agreed_plan(case)
        told = page(lead, "support:plan", plan.pk)
        assert "30 of 40 sessions, 75.0%" in told and "Not met" in told and "Parent or carer" in told
        assert AccessLog.objects.filter(pupil_id=case.pupil_id, route="support:plan").exists()

    def test_is_not_found_from_another_provision(self, lead):
        assert lead.get(reverse("support:plan", args=[an_agreed_plan().pk])).status_code == 404

    def test_is_printed_as_a_pdf_and_the_printing_is_noted(self, lead, case):
        answer = lead.get(reverse("support:print_plan", args=[an_agreed_plan(case).pk]))
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
        assert AccessLog.objects.filter(pupil_id=case.pupil_id, kind="printed").exists()


class TestReviewing:
    @pytest.fixture
    def plan(self, case) -> SupportPlan:
        mark_days(case.pupil, "NN // // // // " * 4, "2026-11-09")
        return an_agreed_plan(case)

    def decide(self, client, plan: SupportPlan, **given: str):
        said = {"decision": "held", "seen": "held", "what_next": "Go on", "next_review_on": "2027-02-01"} | given
        return client.post(reverse("support:review_plan", args=[plan.pk]), said, follow=True)

    def test_says_what_the_register_says_and_how_sure_it_is(self, lead, plan):
        told = page(lead, "support:review_plan", plan.pk)
        assert "No change, between" in told and "The register says: held" in told
        assert "16 of 20 sessions, 80.0%" in told

    def test_without_improvement_leads_on_to_the_agencies(self, lead, plan):
        told = self.decide(lead, plan).content.decode()
        assert "another agency is asked" in told and PlanReview.objects.get().decision == "held"

    def test_another_decision_needs_its_reason(self, lead, plan):
        answer = self.decide(lead, plan, decision="improved")
        assert answer.status_code == 422 and "Write why you decide as you do" in answer.content.decode()
        assert self.decide(lead, plan, decision="improved", reason="He rings us now").status_code == 200

    def test_a_decision_on_old_figures_shows_the_new_ones_and_keeps_the_words(self, lead, plan):
        answer = self.decide(lead, plan, seen="worse", decision="worse", what_next="A taxi on Mondays")
        told = answer.content.decode()
        assert answer.status_code == 422 and "A taxi on Mondays" in told and 'name="seen" value="held"' in told

    def test_the_next_look_is_after_this_one(self, lead, plan):
        answer = self.decide(lead, plan, next_review_on="2026-12-21")
        assert answer.status_code == 422 and "Choose a day after today" in answer.content.decode()

    def test_an_earlier_version_is_not_reviewed(self, lead, plan):
        an_agreed_plan(plan.case)
        assert "Only a plan that is in force" in self.decide(lead, plan).content.decode()


class TestWhereTheBoardLeads:
    def row(self, kind: str, fact: str, pupil_id: int) -> Waits:
        known = {"kind": kind, "fact": fact, "pupil_id": pupil_id, "sentence": "A plan is due"}
        return Waits(**dict.fromkeys(Waits._fields) | known)

    @pytest.mark.parametrize(
        ("kind", "fact", "leads_to"),
        [
            ("support-plan", "attendance-below", "support:plan"),
            ("review", "review-date", "support:review_plan"),
            ("agency-referral", "plan-not-improving", "support:refer"),
        ],
    )
    def test_each_row_leads_to_the_page_that_meets_it(self, lead, case, kind, fact, leads_to):
        plan = an_agreed_plan(case)
        _, address = link_of(self.row(kind, fact, case.pupil_id))
        end = lead.get(address, follow=True)
        number = case.pk if leads_to == "support:refer" else plan.pk
        assert end.request["PATH_INFO"] == reverse(leads_to, args=[number])

    @pytest.mark.parametrize("kind", ["support-plan", "review", "agency-referral"])
    def test_without_a_case_it_leads_to_where_one_is_opened(self, lead, case, kind):
        other = a_pupil(provision=case.provision)
        _, address = link_of(self.row(kind, "attendance-below", other.pk))
        end = lead.get(address, follow=True)
        assert end.request["PATH_INFO"] == reverse("support:open_case", args=[other.pk])


class TestAgencies:
    said = {"key": "early-help", "reason": "Mornings are hard", "consent": "parent", "referred_by": "Nell"}

    def test_a_consent_has_a_name(self, lead, case):
        answer = lead.post(reverse("support:refer", args=[case.pk]), self.said)
        assert answer.status_code == 422 and "Write the name of who agreed" in answer.content.decode()

    def test_one_is_asked_and_answers(self, lead, case):
        lead.post(reverse("support:refer", args=[case.pk]), self.said | {"consent_by": "Ines Tarn"})
        made = AgencyReferral.objects.get()
        given = {"kind": "reply", "words": "First visit on Friday"}
        told = lead.post(reverse("support:referral", args=[made.pk]), given, follow=True).content.decode()
        assert "First visit on Friday" in told
        assert "First visit on Friday" in page(lead, "support:agencies")

    def test_their_list_costs_the_same_for_one_pupil_as_for_three(self, lead, case, django_assert_num_queries):
        asked = Referred("early-help", "Mornings", "not_needed", STARTS, "Nell")
        commands.refer(case, asked, by=NELL, at=DRAWN)
        page(lead, "support:agencies")
        with django_assert_num_queries(9):
            page(lead, "support:agencies")
        for _ in range(2):
            commands.refer(a_case(a_pupil(provision=case.provision)), asked, by=NELL, at=DRAWN)
        with django_assert_num_queries(9):
            page(lead, "support:agencies")


class TestOnTheCase:
    def test_plan_and_agencies_have_their_sections(self, lead, case):
        assert "Write a plan" in page(lead, "support:case", case.pk)
        an_agreed_plan(case)
        told = page(lead, "support:case", case.pk)
        assert "Open the plan" in told and "Attendance of at least 80%" in told and "Ask an agency" in told

    def test_a_tutor_reads_the_plan_of_a_case_of_theirs_and_changes_nothing(self, client, case, time_machine):
        time_machine.move_to(london("2026-12-21 10:00"), tick=False)
        tutor = a_member(case.provision, "tutor")
        Case.objects.filter(pk=case.pk).update(owner=tutor)
        client.force_login(tutor)
        plan = an_agreed_plan(case)
        assert "Review the plan" not in page(client, "support:plan", plan.pk)
        assert client.get(reverse("support:review_plan", args=[plan.pk])).status_code == 403


class TestSendingOne:
    def test_says_who_can_have_it_only_on_paper(self, lead, case):
        told = page(lead, "support:send_plan", an_agreed_plan(case).pk)
        assert "On paper instead" in told and "No email address is kept" in told
