"""What meetings add to other pages when the program starts."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode

from firstbell.accounts.staff import Staff
from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import london_day
from firstbell.followup.board.links import add_link
from firstbell.followup.board.waiting import Waits
from firstbell.support import home
from firstbell.support.cases import access
from firstbell.support.cases.due import add_due
from firstbell.support.cases.models import Case
from firstbell.support.cases.sections import Section, add_section
from firstbell.support.meetings import queries


def register() -> None:
    add_link(DutyKind.MEETING, "Arrange the meeting", meeting_address)
    add_due(queries.meetings_due)
    add_section(40, meetings_section)
    home.add_part(25, meetings_part)


def meeting_address(duty: Waits) -> str:
    """Return where a meeting that is due is arranged, with its reason filled in; holding it meets the duty."""
    if not duty.pupil_id:
        return ""
    where = reverse("support:arrange_meeting_for", args=[duty.pupil_id])
    return f"{where}?{urlencode({'why': duty.sentence})}"


def meetings_section(staff: Staff, case: Case, at: datetime) -> Section:
    """The meetings of a case."""
    rows = [(meeting, queries.came_count(meeting)) for meeting in queries.meetings_of(case)]
    may_change = access.sees_all(staff) and case.is_open
    context = {"rows": rows, "case": case, "may_change": may_change, "today": london_day(at)}
    return Section("Meetings", "meetings", "support/meetings/section.html", context)


def meetings_part(staff: Staff, at: datetime) -> home.Part | None:
    """The meetings of the next fortnight, and those of which nobody wrote down who came."""
    ahead, past = queries.meetings_ahead(access.cases(staff), london_day(at))
    if not ahead and not past:
        return None
    pupil_ids = [meeting.case.pupil_id for meeting in (*past, *ahead)]
    return home.Part("Meetings", "support/meetings/part.html", {"ahead": ahead, "past": past}, pupil_ids)
