"""The page of one case: its head, the sections of every part of this room, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.support.cases import access, queries
from firstbell.support.cases.due import Due, due_in
from firstbell.support.cases.models import Action, Case, SupportEntry
from firstbell.support.cases.queries import Moved
from firstbell.support.cases.sections import Section, sections_of
from firstbell.support.cases.timeline import KINDS, Timeline, timeline_of
from firstbell.support.home import Part


@dataclass(frozen=True)
class CasePage:
    """One case as its page shows it. kinds: (key, words) of the timeline's filter."""

    case: Case
    moved: Moved
    may_change: bool
    due: tuple[Due, ...]
    sections: tuple[Section, ...]
    timeline: Timeline
    kinds: tuple[tuple[str, str], ...]
    today: date


def case_page(staff: Staff, case: Case, at: datetime, show: str = "") -> CasePage:
    """Return a case with what is due in it and everything that happened. show: one kind of the timeline."""
    today = london_day(at)
    return CasePage(
        case=case,
        moved=queries.moved_since([case], today)[case.pk],
        may_change=access.sees_all(staff),
        due=tuple(due_in([case.pk]).get(case.pk, ())) if case.is_open else (),
        sections=tuple(sections_of(staff, case, at)),
        timeline=timeline_of(case, show),
        kinds=tuple(KINDS.items()),
        today=today,
    )


def barriers_section(staff: Staff, case: Case, at: datetime) -> Section:
    standing, gone = queries.barriers_of(case)
    context = {"standing": standing, "gone": gone, "case": case, "today": london_day(at)}
    context["may_change"] = access.sees_all(staff) and case.is_open
    return Section("What stands in the way", "barriers", "support/cases/barriers.html", context)


def voices_section(staff: Staff, case: Case, at: datetime) -> Section:
    said = queries.voices_of(case)
    kinds = [(kind.value, kind.label, [each for each in said if each.kind == kind]) for kind in SupportEntry.VOICES]
    return Section("In their own words", "voices", "support/cases/voices.html", {"kinds": kinds, "case": case})


def my_part(staff: Staff, at: datetime) -> Part | None:
    """What this reader has promised to do."""
    mine = queries.my_actions(access.cases(staff), staff.user_id)
    return _actions("Yours to do", "support/cases/my_part.html", mine, at)


def overdue_part(staff: Staff, at: datetime) -> Part | None:
    """What others should have done by now, for whoever sees every case."""
    if not access.sees_all(staff):
        return None
    late = queries.overdue_actions(access.cases(staff), london_day(at))
    others = [each for each in late if each.owner_id != staff.user_id]
    return _actions("Past their day", "support/cases/overdue_part.html", others, at)


def cases_part(staff: Staff, at: datetime) -> Part:
    """The open cases with what is due in each."""
    rows = queries.case_list(access.cases(staff), at)
    context = {"rows": rows, "today": london_day(at)}
    return Part("Open cases", "support/cases/cases_part.html", context, [row.case.pupil_id for row in rows])


def _actions(title: str, template: str, actions: list[Action], at: datetime) -> Part | None:
    if not actions:
        return None
    context = {"actions": actions, "today": london_day(at)}
    return Part(title, template, context, [action.case.pupil_id for action in actions])
