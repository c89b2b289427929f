"""What a pupil's page says of support: the open case, else the way to open one."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.staff import Staff
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.support.cases import access
from firstbell.support.cases.due import due_in


def case_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel:
    """Show the open case to whoever may read it, and to everybody else what they may begin from here."""
    case = access.cases(staff).filter(pupil=pupil, closed_at=None).first()
    if case is None:
        return Panel("side", 80, "support/cases/pupil_link.html", {"pupil": pupil, "may_open": access.sees_all(staff)})
    due = next(iter(due_in([case.pk]).get(case.pk, ())), None)
    return Panel("top", 28, "support/cases/pupil_panel.html", {"case": case, "due": due})
