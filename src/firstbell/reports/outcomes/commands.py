"""Taking the strategy outcomes out."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.accounts.staff import Staff
from firstbell.units import unit_of_work


def note_export(name: str, rows: int, *, reader: Staff, at: datetime) -> None:
    """Note that somebody took the table out. It names no pupil, so no record of a pupil's was exported."""
    with unit_of_work():
        facts = {"kind": "Strategy outcomes", "file": name, "rows": rows}
        about = f"provision:{reader.provision_id}"
        journal.write("export.made", facts, by=reader.actor, at=at, provision_id=reader.provision_id, about=about)
