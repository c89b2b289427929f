"""The instants of one pupil's session, from which the duties of something that happened run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from firstbell.domain.duties import Moments
from firstbell.provisions import queries as provisions
from firstbell.registers.facts import absence_facts
from firstbell.registers.models import RegisterLine
from firstbell.registers.sheets import Line, Sheet, open_sheet_of_line


def moments_of(pupil_id: int, on: date, session: str, happened_at: datetime) -> Moments | None:
    """Return the instants of something that happened to a pupil in a session, None where no register has them.

    Call it inside a unit of work.
    """
    lines = RegisterLine.objects.filter(
        pupil_id=pupil_id, register__on=on, register__session=session, dropped_at=None
    ).order_by("pk")
    line_id = lines.values_list("pk", flat=True).first()
    if line_id is None:
        return None
    sheet = open_sheet_of_line(line_id)
    return moments_on(sheet, sheet.lines[line_id], happened_at)


def moments_on(sheet: Sheet, line: Line, happened_at: datetime) -> Moments:
    """Return the instants of something that happened to the pupil of a line (UTC)."""
    calendar = provisions.calendar(sheet.provision_id, sheet.site_id)
    return replace(absence_facts(sheet, line, None, happened_at, calendar).moments, happened_at=happened_at)
