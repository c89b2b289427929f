"""A review decides from the register, a person confirms it, and agencies come in where nothing improved (SS-26)."""

from datetime import date

import pytest

from firstbell.domain.duties import DutyKind
from firstbell.domain.plans import Verdict
from firstbell.duties.models import Duty
from firstbell.support.cases.commands import close_case
from firstbell.support.cases.timeline import timeline_of
from firstbell.support.models import Case
from firstbell.support.plans import commands, queries
from firstbell.support.plans.commands import Referred, Reviewed
from firstbell.support.plans.commands.referring import ReferralEnded
from firstbell.support.plans.commands.reviewing import FiguresMoved, NotAgreedYet
from firstbell.support.plans.judging import judgement_of
from firstbell.support.plans.models import AgencyReferral, PlanReview, SupportPlan
from firstbell.support.plans.tests.planning import DRAWN, NELL, REVIEW, a_case, a_draft, an_agreed_plan
from firstbell.support.tests.marking import mark_days
from tests.support.times import london

pytestmark = pytest.mark.django_db

TOLD_AT = london("2026-12-21 10:00")
TODAY, NEXT = date(2026, 12, 21), date(2027, 2, 1)
MONDAYS_MISSED = "NN /\\ /\\ NN /\\ "
ALL_THERE = "/\\ " * 5


@pytest.fixture
def improved() -> SupportPlan:
    """Three days in five attended in the four weeks before the plan, every day in the four after."""
    case = a_case()
    mark_days(case.pupil, MONDAYS_MISSED * 4, "2026-10-26")
    mark_days(case.pupil, ALL_THERE * 4, "2026-11-23")
    return an_agreed_plan(case, starts_on=date(2026, 11, 23))


@pytest.fixture
def unchanged() -> SupportPlan:
    case = a_case()
    mark_days(case.pupil, MONDAYS_MISSED * 4, "2026-11-09")
    return an_agreed_plan(case, starts_on=date(2026, 11, 23))


@pytest.fixture
def unmarked() -> SupportPlan:
    return an_agreed_plan()


def decided(plan: SupportPlan, decision: str, **said: str) -> PlanReview:
    seen = judgement_of(plan, TODAY).verdict
    given = Reviewed(decision, "Go on with the taxi", seen, NEXT, **said)
    return commands.review(plan, given, by=NELL, at=TOLD_AT)


def waiting(case: Case, kind: DutyKind) -> list[Duty]:
    return list(Duty.objects.filter(pupil_id=case.pupil_id, kind=kind, closed_at=None))


class TestWhatTheRegisterSays:
    def test_four_weeks_before_and_after_are_compared(self, improved: SupportPlan):
        judgement = judgement_of(improved, TODAY)
        assert judgement.verdict is Verdict.IMPROVED
        assert (judgement.before.attended, judgement.before.possible) == (24, 40)
        assert (judgement.after.attended, judgement.after.possible) == (40, 40)

    def test_a_week_after_it_began_it_is_too_early(self, improved: SupportPlan):
        assert judgement_of(improved, date(2026, 11, 27)).verdict is Verdict.TOO_EARLY

    def test_a_target_shows_its_sum_on_the_day(self, improved: SupportPlan):
        row, described = queries.plan_page(improved, TODAY).targets
        assert (row.progress.words, row.state, row.mark) == ("40 of 40 sessions, 100.0%", "Met", 0.8)
        assert described.state == "People say" and described.share is None


class TestReviewing:
    def test_the_figures_are_kept_as_they_were_that_day(self, improved: SupportPlan):
        made = decided(improved, "improved")
        assert (made.before_attended, made.before_possible, made.after_attended) == (24, 40, 40)
        assert made.low_points and made.low_points > 0
        assert waiting(improved.case, DutyKind.AGENCY_REFERRAL) == []

    @pytest.mark.parametrize("decision", ["held", "worse"])
    def test_without_improvement_an_agency_is_due(self, unchanged: SupportPlan, decision: str):
        decided(unchanged, decision, reason="As we see it")
        [duty] = waiting(unchanged.case, DutyKind.AGENCY_REFERRAL)
        assert duty.owner_role == "head" and duty.clause == "SS-26"

    def test_a_person_may_decide_otherwise_with_a_reason(self, unchanged: SupportPlan):
        made = decided(unchanged, "improved", reason="He has begun to ring us in the morning")
        assert (made.proposed, made.decision) == ("held", "improved")
        assert waiting(unchanged.case, DutyKind.AGENCY_REFERRAL) == []

    def test_the_reason_is_kept_only_where_they_differ(self, unchanged: SupportPlan):
        assert decided(unchanged, "held", reason="No reason is needed").reason == ""

    def test_a_mark_changed_meanwhile_stops_a_decision_on_old_figures(self, improved: SupportPlan):
        with pytest.raises(FiguresMoved):
            commands.review(improved, Reviewed("held", "Go on", "held", NEXT), by=NELL, at=TOLD_AT)
        assert not PlanReview.objects.exists()

    def test_a_plan_nobody_agreed_to_is_not_reviewed(self):
        plan = commands.draw_plan(a_case(), a_draft(), by=NELL, at=DRAWN)
        with pytest.raises(NotAgreedYet):
            commands.review(plan, Reviewed("held", "Go on", "too-early", NEXT), by=NELL, at=TOLD_AT)


class TestTheDayOfAReview:
    MORNING = london("2027-01-18 02:00")

    def test_opens_the_review_once(self, unmarked: SupportPlan):
        for _ in range(2):
            commands.open_due_reviews(unmarked.case.provision_id, self.MORNING)
        [duty] = waiting(unmarked.case, DutyKind.REVIEW)
        assert duty.on == REVIEW

    def test_is_not_before_it_has_come(self, unmarked: SupportPlan):
        assert commands.open_due_reviews(unmarked.case.provision_id, london("2027-01-17 02:00")) == 0

    def test_the_review_meets_it_and_the_next_day_opens_another(self, unmarked: SupportPlan):
        commands.open_due_reviews(unmarked.case.provision_id, self.MORNING)
        seen = judgement_of(unmarked, REVIEW).verdict
        said = Reviewed("too-early", "Go on", seen, date(2027, 2, 1))
        commands.review(unmarked, said, by=NELL, at=london("2027-01-18 11:00"))
        assert waiting(unmarked.case, DutyKind.REVIEW) == []
        commands.open_due_reviews(unmarked.case.provision_id, london("2027-02-01 02:00"))
        [duty] = waiting(unmarked.case, DutyKind.REVIEW)
        assert duty.on == date(2027, 2, 1)

    def test_a_review_is_let_go_when_the_case_is_closed(self, unmarked: SupportPlan):
        commands.open_due_reviews(unmarked.case.provision_id, self.MORNING)
        close_case(unmarked.case, outcome="Comes every day", by=NELL, at=self.MORNING)
        assert Duty.objects.get(kind=DutyKind.REVIEW).state == Duty.State.WITHDRAWN

    def test_six_school_weeks_leave_the_holidays_out(self, unmarked: SupportPlan):
        provision_id = unmarked.case.provision_id
        assert queries.review_day(provision_id, date(2026, 11, 2)) == date(2026, 12, 14)


class TestAgencies:
    asked = Referred("early-help", "Mornings are hard at home", "parent", TODAY, "Nell", consent_by="Ines Tarn")

    def test_asking_one_meets_what_was_due(self, unmarked: SupportPlan):
        decided(unmarked, "held", reason="As we see it")
        made = commands.refer(unmarked.case, self.asked, by=NELL, at=TOLD_AT)
        assert made.words == "Early help" and waiting(unmarked.case, DutyKind.AGENCY_REFERRAL) == []

    def test_it_waits_until_its_outcome_is_written_down(self, unmarked: SupportPlan):
        made = commands.refer(unmarked.case, self.asked, by=NELL, at=TOLD_AT)
        provision_id = unmarked.case.provision_id
        commands.add_answer(made, "reply", "First visit on Friday", on=TODAY, by=NELL, at=TOLD_AT)
        assert queries.waiting_referrals(provision_id) == [made]
        commands.add_answer(made, "outcome", "A worker comes each week", on=TODAY, by=NELL, at=TOLD_AT)
        assert queries.waiting_referrals(provision_id) == []
        assert [each.entries.count() for each in queries.ended_referrals(provision_id)] == [2]

    def test_nothing_is_added_after_its_outcome(self, unmarked: SupportPlan):
        made = commands.refer(unmarked.case, self.asked, by=NELL, at=TOLD_AT)
        AgencyReferral.objects.filter(pk=made.pk).update(closed_at=TOLD_AT)
        with pytest.raises(ReferralEnded):
            commands.add_answer(made, "reply", "Yes", on=TODAY, by=NELL, at=TOLD_AT)


class TestTheTimelineOfTheCase:
    def test_tells_of_the_plan_its_review_and_who_was_asked(self, unchanged: SupportPlan):
        decided(unchanged, "held")
        asked = Referred("early-help", "Help with the mornings", "not_needed", TODAY, "Nell")
        commands.refer(unchanged.case, asked, by=NELL, at=TOLD_AT)
        told = [event.what for event in timeline_of(unchanged.case, "case").events]
        assert set(told[:2]) == {"Asked for help: Early help", "Plan reviewed: held"}
        assert "Support plan, version 1: in force" in told
