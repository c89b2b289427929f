"""A line's mark stays, and what is known about it changed: somebody told us, or took it back."""

from __future__ import annotations

from datetime import datetime

from firstbell.duties import commands as duties
from firstbell.journal import Actor
from firstbell.provisions import queries as provisions
from firstbell.registers.facts import absence_facts, code_that_drives
from firstbell.registers.sheets import open_sheet_of_line
from firstbell.units import unit_of_work


def look_again(line_id: int, *, by: Actor, at: datetime, provision_id: int | None = None) -> None:
    """Bring a line's duties into line with its mark and with what we were told by now. Twice changes nothing."""
    with unit_of_work():
        sheet = open_sheet_of_line(line_id, provision_id=provision_id)
        line = sheet.lines[line_id]
        code = code_that_drives(sheet, line)
        if code is None or not sheet.opens_duties:
            return
        calendar = provisions.calendar(sheet.provision_id, sheet.site_id)
        facts = absence_facts(sheet, line, code, at, calendar)
        duties.open_for([facts], sheet.policy, provision_id=sheet.provision_id, at=at, by=by)
