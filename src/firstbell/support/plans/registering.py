"""What plans add to other pages when the program starts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from firstbell.domain.duties import DutyKind, Fact
from firstbell.followup.board.links import add_link
from firstbell.followup.board.waiting import Waits
from firstbell.provisions import sections as pages
from firstbell.support import home
from firstbell.support.cases import due
from firstbell.support.cases.access import OFFICE
from firstbell.support.cases.registering import extended_absence
from firstbell.support.cases.sections import add_section
from firstbell.support.cases.timeline import add_source
from firstbell.support.plans import happenings, sections


def register() -> None:
    due.add_due(sections.reviews_due)
    for source in (happenings.plans, happenings.reviews, happenings.referrals, happenings.answers):
        add_source(source)
    add_section(50, sections.plan_section)
    add_section(60, sections.agencies_section)
    home.add_part(25, sections.reviews_part)
    pages.add_link(pages.SUPPORT, 40, "Agencies", "support:agencies", OFFICE)
    add_link(DutyKind.SUPPORT_PLAN, "Open the case", plan_address)
    add_link(DutyKind.REVIEW, "Review the plan", lambda duty: _address("support:review_of_pupil", duty))
    add_link(DutyKind.AGENCY_REFERRAL, "Ask an agency", lambda duty: _address("support:agency_of_pupil", duty))


def plan_address(duty: Waits) -> str:
    """Return where a plan that is due leads: an extended absence to the case, anything else to the plan itself."""
    if duty.fact == Fact.ABSENT_DAYS_IN_A_ROW:
        return extended_absence(duty)
    return _address("support:plan_of_pupil", duty)


def _address(route: str, duty: Waits) -> str:
    if not duty.pupil_id:
        return ""
    return f"{reverse(route, args=[duty.pupil_id])}?{urlencode({'why': duty.sentence})}"
