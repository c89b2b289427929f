"""A plan is written, agreed, and then changed only by the next version (SS-25)."""

import pytest

from firstbell.domain.duties import DutyKind, Fact, Moments
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty
from firstbell.provisions import queries as provisions
from firstbell.support.cases.models import Case
from firstbell.support.plans import commands, queries
from firstbell.support.plans.commands.writing import CaseIsClosed, PlanReplaced
from firstbell.support.plans.models import PlanAgreement, SupportPlan
from firstbell.support.plans.tests.planning import DRAWN, NELL, STARTS, a_case, a_draft, an_agreed_plan, yes_from

pytestmark = pytest.mark.django_db


def a_plan_is_due(case: Case) -> None:
    duties.open_because(
        Fact.ABSENT_DAYS_IN_A_ROW, Moments(on=STARTS, happened_at=DRAWN),
        provisions.policy_on(case.provision_id, STARTS),
        provision_id=case.provision_id, pupil_id=case.pupil_id, session="", at=DRAWN, by=NELL,
    )  # fmt: skip


class TestWriting:
    def test_a_plan_nobody_agreed_to_is_written_again_in_its_place(self):
        case = a_case()
        first = commands.draw_plan(case, a_draft(), by=NELL, at=DRAWN)
        again = commands.draw_plan(case, a_draft(aim="Tuesdays too", targets=()), by=NELL, at=DRAWN)
        assert (again.pk, again.aim, again.version) == (first.pk, "Tuesdays too", 1)
        assert again.targets.count() == 0 and again.strategies.count() == 1

    def test_a_strategy_keeps_the_words_the_list_had(self):
        plan = commands.draw_plan(a_case(), a_draft(), by=NELL, at=DRAWN)
        assert plan.strategies.get().words.startswith("Help with getting here")

    def test_after_it_was_agreed_a_change_is_the_next_version_and_the_first_stays(self):
        first = an_agreed_plan()
        second = commands.draw_plan(first.case, a_draft(aim="Tuesdays too"), by=NELL, at=DRAWN)
        first.refresh_from_db()
        assert (second.version, second.is_draft) == (2, True)
        assert first.is_in_force and first.aim == "Come on Mondays again" and first.targets.count() == 2

    def test_nothing_is_planned_in_a_closed_case(self):
        case = a_case()
        Case.objects.filter(pk=case.pk).update(closed_at=DRAWN, closed_by="Nell", outcome="Back", closed_on=STARTS)
        with pytest.raises(CaseIsClosed, match="was closed by Nell"):
            commands.draw_plan(case, a_draft(), by=NELL, at=DRAWN)


class TestAgreeing:
    @pytest.mark.parametrize(
        ("parties", "in_force"),
        [
            (["pupil", "parent", "school"], False),
            (["provision"], False),
            (["provision", "pupil"], True),
            (["school", "provision"], True),
        ],
    )
    def test_it_is_a_joint_plan_once_we_and_somebody_else_agreed(self, parties: list[str], in_force: bool):
        plan = commands.draw_plan(a_case(), a_draft(), by=NELL, at=DRAWN)
        for said in yes_from(*parties):
            commands.agree(plan, said, by=NELL, at=DRAWN)
        plan.refresh_from_db()
        assert plan.is_in_force is in_force
        assert PlanAgreement.objects.filter(plan=plan).count() == len(parties)

    def test_an_agreed_plan_meets_the_duty_that_waited_for_one(self):
        case = a_case()
        a_plan_is_due(case)
        plan = commands.draw_plan(case, a_draft(), by=NELL, at=DRAWN)
        waiting = Duty.objects.get(kind=DutyKind.SUPPORT_PLAN)
        assert waiting.state == Duty.State.OPEN
        for said in yes_from("parent", "provision"):
            commands.agree(plan, said, by=NELL, at=DRAWN)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.outcome) == (Duty.State.MET, "done")

    def test_the_next_version_replaces_the_one_in_force_when_it_is_agreed(self):
        first = an_agreed_plan()
        second = an_agreed_plan(first.case, aim="Tuesdays too")
        first.refresh_from_db()
        assert first.replaced_at == DRAWN and not first.is_in_force
        assert queries.plan_of(first.case_id) == second

    def test_nobody_agrees_to_a_version_that_was_replaced(self):
        first = an_agreed_plan()
        an_agreed_plan(first.case)
        with pytest.raises(PlanReplaced):
            commands.agree(first, yes_from("school")[0], by=NELL, at=DRAWN)

    def test_a_school_may_agree_later_to_a_plan_in_force(self):
        plan = an_agreed_plan()
        commands.agree(plan, yes_from("school")[0], by=NELL, at=DRAWN)
        assert SupportPlan.objects.get(pk=plan.pk).agreed_at == DRAWN
        page = queries.plan_page(plan, STARTS)
        assert page.missing_parties == ["Parent or carer"]
