"""A return as pages show it: each stage with what was offered and what was taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Span, london_day
from firstbell.domain.tallies import Tally, shown
from firstbell.placements.weeks import SESSIONS, WEEKDAYS
from firstbell.registers.queries import marked_sessions
from firstbell.support.cases.due import Due
from firstbell.support.reintegration.models import CheckIn, ReintegrationPlan, ReintegrationStage, StageDecision


@dataclass(frozen=True)
class StageRow:
    """One stage. a_week: sessions offered a week. offered, attended: so far; share: from 0 to 1, for a bar."""

    id: int
    number: int
    starts_on: date
    ends_on: date
    review_on: date
    reviewed_on: date | None
    week: str
    a_week: int
    offered: int
    attended: int
    percent: str
    share: float
    is_now: bool
    is_over: bool
    is_late: bool
    decisions: tuple[StageDecision, ...]

    @property
    def may_look(self) -> bool:
        """It runs, or is over and nobody has looked at it."""
        return self.is_now or (self.is_over and self.reviewed_on is None)


@dataclass(frozen=True)
class Return:
    """A plan with its stages and check-ins. full_week: sessions of the week it leads back to."""

    plan: ReintegrationPlan
    stages: tuple[StageRow, ...]
    check_ins: tuple[CheckIn, ...]
    full_week: int
    ends_on: date
    is_after_last: bool
    today: date

    @property
    def now(self) -> StageRow | None:
        return next((stage for stage in self.stages if stage.is_now), None)

    @property
    def finding(self) -> str:
        """What the stages so far show, in a sentence with its numbers."""
        marked = [stage for stage in self.stages if stage.offered]
        if not marked:
            return "No session of this plan has been marked yet."
        offered, attended = sum(stage.offered for stage in marked), sum(stage.attended for stage in marked)
        last = marked[-1]
        return (
            f"{attended} of {offered} offered sessions taken so far; "
            f"in stage {last.number}, {last.attended} of {last.offered}."
        )


def return_of(plan: ReintegrationPlan, at: datetime) -> Return:
    """Return a plan as its page shows it. Four statements."""
    today = london_day(at)
    rows = list(plan.stages.prefetch_related("decisions").order_by("number"))
    span = Span(rows[0].starts_on, rows[-1].ends_on)
    marked = marked_sessions([plan.case.pupil_id], span).get(plan.case.pupil_id, ())
    return Return(
        plan=plan,
        stages=tuple(_row(row, marked, today, ended=plan.ended_on) for row in rows),
        check_ins=tuple(plan.check_ins.all()),
        full_week=len(plan.full_week),
        ends_on=rows[-1].ends_on,
        is_after_last=plan.ended_at is None and today > rows[-1].ends_on,
        today=today,
    )


def latest_of(case_id: int) -> ReintegrationPlan | None:
    """Return the plan of a case that runs, else its last one."""
    theirs = ReintegrationPlan.objects.filter(case_id=case_id).select_related("case__pupil", "greeter")
    return theirs.filter(ended_at=None).first() or theirs.first()


def welcomes_on(provision_id: int, day: date) -> list[ReintegrationPlan]:
    """Return the plans whose first morning back is this day."""
    theirs = ReintegrationPlan.objects.filter(case__provision_id=provision_id, welcome_on=day, ended_at=None)
    return list(theirs.select_related("case__pupil", "greeter").order_by("case__pupil__legal_first_name"))


def reviews_due(case_ids: Collection[int]) -> dict[int, list[Due]]:
    """Return the stages of these cases that are to be looked at. One statement."""
    waiting = ReintegrationStage.objects.filter(
        plan__case_id__in=case_ids, plan__ended_at=None, reviewed_on=None
    ).select_related("plan")
    found: dict[int, list[Due]] = defaultdict(list)
    for stage in waiting:
        words = f"Look at stage {stage.number} of the return"
        found[stage.plan.case_id].append(Due(stage.review_on, words, anchor="return"))
    return found


def week_words(sessions: Collection[str]) -> str:
    """Return sessions of a week in words: Monday morning, Wednesday all day."""
    by_day: dict[int, list[str]] = defaultdict(list)
    for key in sorted(sessions):
        weekday, _, session = key.partition("-")
        by_day[int(weekday)].append(session)
    parts = []
    for weekday, theirs in by_day.items():
        part = "all day" if len(theirs) == len(SESSIONS) else SESSIONS[theirs[0]]
        parts.append(f"{WEEKDAYS[weekday]} {part}")
    return ", ".join(parts)


def _row(row: ReintegrationStage, marked: Collection[MarkedSession], today: date, *, ended: date | None) -> StageRow:
    span = Span(row.starts_on, row.ends_on)
    tally = Tally.of(each.code for each in marked if span.covers(each.on) and (ended is None or each.on <= ended))
    sessions = row.sessions.split()
    return StageRow(
        id=row.pk,
        number=row.number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        review_on=row.review_on,
        reviewed_on=row.reviewed_on,
        week=week_words(sessions) + (f"; mornings from {row.starts_time:%H:%M}" if row.starts_time else ""),
        a_week=len(sessions),
        offered=tally.possible,
        attended=tally.attended,
        percent=shown(tally.percent),
        share=tally.attended / tally.possible if tally.possible else 0.0,
        is_now=ended is None and span.covers(today),
        is_over=today > row.ends_on,
        is_late=ended is None and row.reviewed_on is None and row.review_on < today,
        decisions=tuple(row.decisions.all()),
    )
