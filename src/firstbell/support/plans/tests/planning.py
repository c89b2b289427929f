"""Plans for tests, in few words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from firstbell.domain.targets import TargetKind
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.support.cases.commands import open_case
from firstbell.support.models import Case
from firstbell.support.plans import commands
from firstbell.support.plans.commands import Agreed, PlanDraft, StrategyDraft, TargetDraft
from firstbell.support.plans.models import SupportPlan
from tests.builders import a_provision, a_pupil
from tests.support.times import london

NELL = Actor.system("test")
STARTS, ENDS, REVIEW = date(2026, 11, 23), date(2026, 12, 18), date(2027, 1, 18)
DRAWN = london("2026-11-20 15:00")


def a_case(pupil: Pupil | None = None, at: datetime = DRAWN) -> Case:
    """A support case, of a pupil with a placement at a Stepping Stones provision where none is given."""
    return open_case(pupil or a_pupil(provision=a_provision()), why="Mondays are missed", by=NELL, at=at)


def a_draft(**fields: Any) -> PlanDraft:
    """A plan with one measured target, one in words and one strategy."""
    return PlanDraft(
        **{
            "aim": "Come on Mondays again",
            "starts_on": STARTS,
            "review_on": REVIEW,
            "targets": (
                TargetDraft(TargetKind.ATTENDANCE, STARTS, ENDS, amount=80, owner="Nell"),
                TargetDraft(TargetKind.DESCRIBED, STARTS, ENDS, words="Rings when a day is hard"),
            ),
            "strategies": (StrategyDraft("transport-help", "The school", STARTS),),
        }
        | fields
    )


def yes_from(*parties: str, on: date = STARTS) -> list[Agreed]:
    return [Agreed(party, f"The {party}", "meeting", on) for party in parties]


def an_agreed_plan(case: Case | None = None, at: datetime = DRAWN, **fields: Any) -> SupportPlan:
    plan = commands.draw_plan(case or a_case(), a_draft(**fields), by=NELL, at=at)
    for said in yes_from("pupil", "provision"):
        commands.agree(plan, said, by=NELL, at=at)
    plan.refresh_from_db()
    return plan
