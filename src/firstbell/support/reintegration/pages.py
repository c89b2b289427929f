"""What a return adds to other pages: the case, the Support page of that morning, the board's row."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.followup.board.waiting import Waits
from firstbell.support.cases.access import sees_all
from firstbell.support.cases.models import Case
from firstbell.support.cases.registering import case_address
from firstbell.support.cases.sections import Section
from firstbell.support.home import Part
from firstbell.support.reintegration import queries


def return_section(staff: Staff, case: Case, at: datetime) -> Section | None:
    """The return that runs, else the last one; for the office, where to plan one."""
    plan = queries.latest_of(case.pk)
    may_plan = sees_all(staff) and case.is_open and (plan is None or plan.ended_at is not None)
    if plan is None and not may_plan:
        return None
    context = {"shown": queries.return_of(plan, at) if plan else None, "case": case, "may_plan": may_plan}
    return Section("Coming back", "return", "support/reintegration/section.html", context)


def welcomes_part(staff: Staff, at: datetime) -> Part | None:
    """Who comes back this morning, and who meets them. Every member of staff reads it."""
    plans = queries.welcomes_on(staff.provision_id, london_day(at))
    return Part("Back with us today", "support/reintegration/welcomes.html", {"plans": plans}) if plans else None


def plan_address(duty: Waits) -> str:
    """Return where a plan for a return is made: in the pupil's case."""
    return case_address(duty.pupil_id, duty.sentence) if duty.pupil_id else ""
