"""Turns a file, what is here and a person's answers into a plan. Pure: it reads and writes no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan.calendars import plan_calendar
from firstbell.exchange.plan.cells import cells_of
from firstbell.exchange.plan.commissioners import plan_commissioners
from firstbell.exchange.plan.here import Here
from firstbell.exchange.plan.marks import plan_marks
from firstbell.exchange.plan.people import plan_people
from firstbell.exchange.plan.problems import Choice, Desk, Problem, StillOpen, Weight
from firstbell.exchange.plan.steps import Plan, SchoolStep, Step, Verb
from firstbell.exchange.reading import Table

__all__ = ["Choice", "Here", "Plan", "Problem", "StillOpen", "Verb", "Weight", "make_plan"]


def make_plan(
    kind: Kind, table: Table, mapping: Mapping[str, str], here: Here, answers: Mapping[str, str], *, today: date
) -> Plan:
    """Return what the file would do. mapping: target by column. answers: a choice's key by problem, or by code@*."""
    desk = Desk(answers)
    rows = [cells_of(row, mapping) for row in table.rows]
    steps: tuple[Step, ...]
    schools: tuple[SchoolStep, ...] = ()
    match kind:
        case Kind.COMMISSIONERS:
            steps = plan_commissioners(rows, here, desk)
        case Kind.CALENDARS:
            steps = plan_calendar(rows, here, desk, today)
        case Kind.MARKS:
            steps = plan_marks(rows, here, desk, today)
        case _:
            steps, schools = plan_people(kind, rows, here, desk, today)
    return Plan(kind, steps, schools, desk.problems, tuple(sorted(desk.left_out)))
