"""What stages add to a pupil's page, to a case and to the Support page."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.followup.board.waiting import Waits
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.support.cases.models import Case
from firstbell.support.cases.sections import Section
from firstbell.support.crossings import queries
from firstbell.support.home import Part

OFFICE = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def pupil_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """The lines a pupil is past now, with what that made due; nothing where there is none."""
    if not staff.has(*OFFICE):
        return None
    found = queries.stages([pupil.pk], london_day(at)).get(pupil.pk, ())
    return Panel("side", 45, "support/crossings/pupil_panel.html", {"stages": found}) if found else None


def case_section(staff: Staff, case: Case, at: datetime) -> Section | None:
    """Every line this pupil crossed, with when and what followed."""
    found = queries.crossings_of(case.pupil_id, london_day(at))
    if not found:
        return None
    context = {"stages": found, "may_read": staff.has(*OFFICE)}
    return Section("Stages", "stages", "support/crossings/case_section.html", context)


def letters_part(staff: Staff, at: datetime) -> Part | None:
    """The letters that wait for a person."""
    if not staff.has(*OFFICE):
        return None
    waiting = queries.waiting_letters(staff.provision_id)
    if not waiting:
        return None
    rows = [(letter, queries.row_of(letter)) for letter in waiting]
    return Part("Letters to see to", "support/crossings/letters_part.html", {"letters": rows})


def letter_address(duty: Waits) -> str:
    """Return the page of the letter that is due because of a crossing; nothing where another cause made it due."""
    return reverse("support:letter_of_duty", args=[duty.id]) if duty.occasion.startswith("crossing:") else ""
