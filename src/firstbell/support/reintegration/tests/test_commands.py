"""A return by stages changes what is expected, and nothing else (SS-29)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from firstbell.domain.returning import Stage, StagesWrong
from firstbell.duties.models import Duty
from firstbell.placements.models import Slot
from firstbell.support.cases.commands import open_case
from firstbell.support.reintegration import commands
from firstbell.support.reintegration.models import ReintegrationPlan, StageDecision
from tests import builders
from tests.builders import a_group, a_provision, a_pupil, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
AT = london("2026-11-20 10:00")
FIRST = Stage(date(2026, 11, 23), date(2026, 12, 4), date(2026, 12, 3), frozenset({"1-AM", "3-AM"}))
SECOND = Stage(date(2026, 12, 5), date(2026, 12, 11), date(2026, 12, 10), frozenset({"1-AM", "1-PM", "3-AM"}))


@pytest.fixture
def pupil():
    return a_pupil("Maya Reed", group=a_group(a_site(a_provision())))


@pytest.fixture
def nell(pupil):
    return builders.staff(pupil.provision)


def planned(pupil, nell, stages=(FIRST, SECOND), at=AT):
    case = open_case(pupil, why="Away since September", by=nell.actor, at=at)
    greeter = builders.a_member(pupil.provision, "tutor")
    facts = commands.ReturnFacts("Anxiety", "Ines Reed", date(2026, 11, 19), greeter)
    return commands.plan_return(case, pupil.placements.get(), facts, stages, by=nell.actor, at=at)


def expected(pupil, on):
    on = date.fromisoformat(on)
    rows = Slot.objects.filter(placement__pupil=pupil, weekday=on.isoweekday(), from_on__lte=on)
    return {slot.session for slot in rows if slot.until_on is None or slot.until_on >= on}


class TestAPlan:
    def test_expects_in_each_stage_only_its_own_sessions_and_then_the_full_week(self, pupil, nell):
        planned(pupil, nell)
        assert expected(pupil, "2026-11-23") == {"AM"}
        assert expected(pupil, "2026-11-24") == set()
        assert expected(pupil, "2026-12-07") == {"AM", "PM"}
        assert expected(pupil, "2026-12-08") == set()
        assert expected(pupil, "2026-12-15") == {"AM", "PM"}

    def test_leaves_the_days_before_it_as_they_were(self, pupil, nell):
        planned(pupil, nell)
        assert expected(pupil, "2026-11-20") == {"AM", "PM"}

    def test_meets_the_duty_to_make_one(self, pupil, nell):
        duty = Duty.objects.create(
            provision=pupil.provision, rule="reintegration-plan", kind="reintegration-plan", pupil=pupil,
            fact="returned-after-long-absence", subject=f"pupil:{pupil.pk}", on=date(2026, 11, 19), met_by="done",
            owner_role="head", sentence="Agree how", opened_at=AT, due_at=london("2026-11-24 16:00"),
        )  # fmt: skip
        planned(pupil, nell)
        duty.refresh_from_db()
        assert duty.state == Duty.State.MET

    def test_is_made_once_at_a_time(self, pupil, nell):
        planned(pupil, nell)
        with pytest.raises(commands.ReturnUnderWay):
            planned(pupil, nell)

    def test_begins_today_or_later(self, pupil, nell):
        with pytest.raises(commands.WelcomePast):
            planned(pupil, nell, at=london("2026-11-24 09:00"))

    def test_that_is_refused_changes_no_week(self, pupil, nell):
        wrong = Stage(FIRST.starts_on, FIRST.ends_on, FIRST.review_on, frozenset({"6-AM"}))
        with pytest.raises(StagesWrong):
            planned(pupil, nell, stages=[wrong])
        assert expected(pupil, "2026-11-24") == {"AM", "PM"} and not ReintegrationPlan.objects.exists()


class TestLookingAtAStage:
    def decide(self, plan, nell, number, step, until=None, at="2026-12-03 15:00"):
        commands.decide_stage(
            plan.stages.get(number=number),
            step,
            until_on=until,
            reason="She asked for it",
            by=nell.actor,
            at=london(at),
        )

    def test_goes_forward_as_planned(self, pupil, nell):
        plan = planned(pupil, nell)
        self.decide(plan, nell, 1, "forward")
        assert expected(pupil, "2026-12-07") == {"AM", "PM"}
        assert StageDecision.objects.get().reason == "She asked for it"
        assert plan.stages.get(number=1).reviewed_on == date(2026, 12, 3)

    def test_holds_it_longer_and_moves_what_follows(self, pupil, nell):
        self.decide(planned(pupil, nell), nell, 1, "hold", date(2026, 12, 11))
        assert expected(pupil, "2026-12-07") == {"AM"}
        assert expected(pupil, "2026-12-14") == {"AM", "PM"}
        assert expected(pupil, "2026-12-15") == set()

    def test_goes_back_from_tomorrow(self, pupil, nell):
        plan = planned(pupil, nell)
        self.decide(plan, nell, 2, "back", date(2026, 12, 11), at="2026-12-07 15:00")
        assert expected(pupil, "2026-12-07") == {"AM", "PM"}
        assert expected(pupil, "2026-12-14") == {"AM", "PM"}
        assert [stage.number for stage in plan.stages.all()] == [1, 2, 3, 4]
        assert expected(pupil, "2026-12-09") == {"AM"}

    def test_is_of_the_stage_that_runs(self, pupil, nell):
        with pytest.raises(StagesWrong, match="not the one that runs today"):
            self.decide(planned(pupil, nell), nell, 2, "back", date(2026, 12, 11))

    def test_that_is_over_can_still_be_said_to_have_gone_forward(self, pupil, nell):
        plan = planned(pupil, nell)
        self.decide(plan, nell, 1, "forward", at="2026-12-07 15:00")
        assert plan.stages.get(number=1).reviewed_on == date(2026, 12, 7)
        with pytest.raises(StagesWrong):
            self.decide(plan, nell, 1, "hold", date(2026, 12, 11), at="2026-12-08 15:00")

    def test_asks_until_when(self, pupil, nell):
        with pytest.raises(StagesWrong, match="until when"):
            self.decide(planned(pupil, nell), nell, 1, "hold")


class TestTheEnd:
    def test_puts_the_full_week_in_force_from_tomorrow(self, pupil, nell):
        plan = planned(pupil, nell)
        assert commands.end_return(plan, outcome="Back full time", by=nell.actor, at=london("2026-11-30 15:00"))
        assert expected(pupil, "2026-12-01") == {"AM", "PM"}
        assert not commands.end_return(plan, outcome="Again", by=nell.actor, at=london("2026-11-30 15:05"))

    def test_allows_another_plan(self, pupil, nell):
        commands.end_return(planned(pupil, nell), outcome="Ill again", by=nell.actor, at=AT)
        planned(pupil, nell)
        assert ReintegrationPlan.objects.count() == 2


def test_a_later_start_holds_for_mornings(pupil, nell):
    planned(pupil, nell, stages=[replace(FIRST, starts_time=time(10, 0), sessions=frozenset({"1-AM", "1-PM"}))])
    slots = Slot.objects.filter(placement__pupil=pupil, from_on=FIRST.starts_on)
    assert {slot.session: slot.starts_time for slot in slots} == {"AM": time(10, 0)}
