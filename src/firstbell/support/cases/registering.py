"""What cases add to other pages when the program starts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from firstbell.domain.duties import DutyKind, Fact
from firstbell.followup.board.links import add_link
from firstbell.followup.board.waiting import Waits
from firstbell.people.panels import add_panel
from firstbell.provisions import sections as pages
from firstbell.support import home
from firstbell.support.cases import due
from firstbell.support.cases import pages as case_pages
from firstbell.support.cases.access import OFFICE
from firstbell.support.cases.pupil_panel import case_panel
from firstbell.support.cases.queries import STAFF
from firstbell.support.cases.sections import add_section


def register() -> None:
    add_panel(case_panel)
    due.add_due(due.actions_due)
    due.add_due(due.reviews_due)
    add_section(20, case_pages.barriers_section)
    add_section(30, case_pages.voices_section)
    home.add_part(10, case_pages.my_part)
    home.add_part(20, case_pages.overdue_part)
    home.add_part(30, case_pages.cases_part)
    pages.add_link(pages.SUPPORT, 10, "Support", "support:home", STAFF)
    pages.add_link(pages.SUPPORT, 20, "Cases", "support:cases", STAFF)
    pages.add_link(pages.SUPPORT, 90, "Lists", "support:lists", OFFICE)
    add_link(DutyKind.SUPPORT_PLAN, "Open the case", extended_absence)


def extended_absence(duty: Waits) -> str:
    """Return where an extended absence leads: to the pupil's case, with the reason filled in (AL-12)."""
    if duty.fact != Fact.ABSENT_DAYS_IN_A_ROW or not duty.pupil_id:
        return ""
    return case_address(duty.pupil_id, duty.sentence)


def case_address(pupil_id: int, why: str) -> str:
    """Return the page that opens a pupil's case, or leads to the open one. why: filled in, to be read first."""
    return f"{reverse('support:open_case', args=[pupil_id])}?{urlencode({'why': why})}"
