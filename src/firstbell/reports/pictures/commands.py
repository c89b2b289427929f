"""Taking the table of a picture out: what it held is in the journal, and whose records in the log of reading."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from firstbell import journal
from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.accounts.staff import Staff
from firstbell.journal.context import request_id
from firstbell.units import unit_of_work


def note_export(name: str, rows: int, pupil_ids: Collection[int], *, route: str, reader: Staff, at: datetime) -> None:
    """Note that somebody took the numbers of a picture out."""
    with unit_of_work():
        facts = {"kind": "Picture", "file": name, "rows": rows, "pupils": len(pupil_ids)}
        about = f"provision:{reader.provision_id}"
        journal.write("export.made", facts, by=reader.actor, at=at, provision_id=reader.provision_id, about=about)
        if pupil_ids:
            log_access(reader, pupil_ids, kind=AccessLog.Kind.EXPORTED, route=route, at=at, request_id=request_id())
