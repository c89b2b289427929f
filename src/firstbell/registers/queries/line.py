"""One line with its whole history, and the codes that may be chosen for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from firstbell.domain.codes import Category, Code, CodeSet
from firstbell.domain.marks import PRESENT_KEYS
from firstbell.domain.school_time import Session, london_day
from firstbell.registers.cells import EXAMPLES
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, Register, RegisterLine
from firstbell.registers.queries.page import clock
from firstbell.ui.cells import Cell, cell_of

MOST_USED_DAYS = 28
GROUPS = {
    Category.ATTENDING: "Here",
    Category.APPROVED_EDUCATIONAL_ACTIVITY: "Somewhere else, learning – counts as attending",
    Category.AUTHORISED_ABSENCE: "Away, authorised",
    Category.UNAUTHORISED_ABSENCE: "Away, not authorised",
    Category.NOT_POSSIBLE: "Could not attend, or not due – not counted",
}


@dataclass(frozen=True)
class CodeRow:
    """A code at the point of choice: its letter, what it means and an example (SS-12)."""

    key: str
    symbol: str
    description: str
    example: str
    cell: Cell


@dataclass(frozen=True)
class Step:
    """One mark of a line's history. shape: done, bad or open, as the trail draws it."""

    id: int
    when: str
    on: date
    cell: Cell | None
    kind: str
    who: str
    seen_by: str
    reason: str
    shape: str


def line_history(line: RegisterLine) -> list[Step]:
    """Return every mark of a line, first to last: originals, undone ones, amendments, each with who, when and why."""
    register = line.register
    codes = codes_of(register.code_set, register.provision_id, register.on)
    return [_step(mark, line, codes) for mark in line.marks.order_by("pk")]


def _step(mark: Mark, line: RegisterLine, codes: CodeSet) -> Step:
    code = codes.get(mark.code_key) if mark.code_key else None
    late = f", {mark.minutes_late} min" if mark.minutes_late else ""
    paper = f" (on paper, {clock(mark.device_at)})" if mark.source == Mark.Source.PAPER and mark.device_at else ""
    return Step(
        id=mark.pk,
        when=clock(mark.recorded_at),
        on=london_day(mark.recorded_at),
        cell=cell_of(code) if code else None,
        kind=str(Mark.Kind(mark.kind).label) + late + paper,
        who=mark.recorded_by,
        seen_by=mark.seen_by if mark.seen_by != mark.recorded_by else "",
        reason=mark.reason,
        shape="done" if mark.pk == line.current_mark_id else "open",
    )


def code_groups(register: Register, may_enter: Callable[[Code], bool]) -> list[tuple[str, list[CodeRow]]]:
    """Return the codes that hold on a register's day and that a person may enter, by meaning, most used first."""
    codes = codes_of(register.code_set, register.provision_id, register.on)
    used = _used(register)
    other_session = {sign for session, sign in PRESENT_KEYS.items() if session != Session(register.session)}
    offered = [code for code in codes if code.valid_on(register.on) and code.national not in other_session]
    found: dict[str, list[Code]] = {title: [] for title in GROUPS.values()}
    for code in offered:
        if may_enter(code):
            found[GROUPS[code.category]].append(code)
    return [
        (title, [_row(code) for code in sorted(group, key=lambda code: -used.get(code.key, 0))])
        for title, group in found.items()
        if group
    ]


def _row(code: Code) -> CodeRow:
    return CodeRow(code.key, code.code, code.description, EXAMPLES.get(code.national, ""), cell_of(code))


def _used(register: Register) -> dict[str, int]:
    """How often each code stands on the provision's lines of the last four weeks."""
    lines = RegisterLine.objects.filter(
        register__provision_id=register.provision_id,
        register__on__gt=register.on - timedelta(days=MOST_USED_DAYS),
        register__on__lte=register.on,
        current_mark__isnull=False,
    )
    counted = lines.order_by().values_list("current_mark__code_key").annotate(times=Count("pk"))
    return dict(counted)


def is_here(line: RegisterLine) -> bool:
    """Whether the pupil is marked here, so that leaving would be news."""
    return line.current_mark is not None and not awaits_arrival(line)


def awaits_arrival(line: RegisterLine) -> bool:
    """Whether the pupil is marked away, so that turning up would be news."""
    if line.current_mark is None:
        return False
    register = line.register
    code = codes_of(register.code_set, register.provision_id, register.on).get(line.current_mark.code_key)
    return not code.is_here and not code.is_present
