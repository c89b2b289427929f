"""What is written down when the figures by group are taken out. They name nobody."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.accounts.staff import Staff
from firstbell.units import unit_of_work


def note_export(name: str, rows: int, *, reader: Staff, at: datetime) -> None:
    """Note that somebody took the figures out."""
    with unit_of_work():
        facts = {"kind": "Attendance by group", "file": name, "rows": rows}
        about = f"provision:{reader.provision_id}"
        journal.write("export.made", facts, by=reader.actor, at=at, provision_id=reader.provision_id, about=about)
