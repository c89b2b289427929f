"""Patterns where a pupil is looked at: on the pupil's page, in the case, and counted on the Support page."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.staff import Staff
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.support.cases.access import sees_all
from firstbell.support.cases.models import Case
from firstbell.support.cases.sections import Section
from firstbell.support.home import Part
from firstbell.support.patterns.queries import pattern_list, patterns_of

SHOWN_ON_SUPPORT = 5


def patterns_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """Show nothing where nothing was found."""
    cards = patterns_of(pupil.pk)
    context = {"cards": cards, "pupil_id": pupil.pk, "may_act": sees_all(staff)}
    return Panel("top", 20, "support/patterns/pupil_panel.html", context) if cards else None


def patterns_section(staff: Staff, case: Case, at: datetime) -> Section | None:
    """The patterns of the case's pupil, from which a meeting is one step."""
    cards = patterns_of(case.pupil_id)
    context = {"cards": cards, "pupil_id": case.pupil_id, "may_act": sees_all(staff), "in_case": True}
    return Section("Patterns", "patterns", "support/patterns/case_section.html", context) if cards else None


def patterns_part(staff: Staff, at: datetime) -> Part | None:
    """The most unusual patterns of pupils without a case; the others are a page away."""
    if not sees_all(staff):
        return None
    found = pattern_list(staff.provision_id)
    without = [pupil for pupil in found.pupils if pupil.case_id is None]
    if not found.pupils:
        return None
    context = {"pupils": without[:SHOWN_ON_SUPPORT], "found": found}
    return Part("Patterns in the register", "support/patterns/patterns_part.html", context)
