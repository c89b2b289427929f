"""What happened while a pupil came back, for the timeline of the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from firstbell.support.cases.models import Case
from firstbell.support.cases.timeline import Event
from firstbell.support.reintegration.models import CheckIn, ReintegrationPlan, StageDecision


def returns(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in ReintegrationPlan.objects.filter(case=case).order_by("-made_at", "-pk")[:most]:
        first = f"First morning back: {row.welcome_on:%A} {row.welcome_on.day} {row.welcome_on:%B}"
        yield Event(row.made_at, "case", "Return planned", first, row.made_by)
        if row.ended_at:
            yield Event(row.ended_at, "case", "Return ended", row.outcome, row.ended_by, "done")


def decisions(case: Case, since: datetime, most: int) -> Iterator[Event]:
    found = StageDecision.objects.filter(stage__plan__case=case).select_related("stage").order_by("-decided_at", "-pk")
    for row in found[:most]:
        what = f"Return, stage {row.stage.number}: {row.get_step_display().lower()}"
        yield Event(row.decided_at, "case", what, row.reason, row.decided_by, "done")


def check_ins(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in CheckIn.objects.filter(plan__case=case).order_by("-made_at", "-pk")[:most]:
        yield Event(row.made_at, "case", "Return: how it goes", row.note, row.made_by)
