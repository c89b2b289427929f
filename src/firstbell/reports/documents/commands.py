"""Taking a document out: what it held is in the journal, and whose records in the log of reading."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.accounts.staff import Staff
from firstbell.journal.context import request_id
from firstbell.reports.documents.document import Document
from firstbell.units import unit_of_work

ROUTE = "reports:documents"


def note_taken(document: Document, name: str, *, reader: Staff, at: datetime) -> None:
    """Note that somebody took a document as a file."""
    facts = {"kind": document.title, "file": name, "pupils": len(document.pupil_ids), "rows": len(document.data.rows)}
    with unit_of_work():
        about = f"provision:{reader.provision_id}"
        journal.write("export.made", facts, by=reader.actor, at=at, provision_id=reader.provision_id, about=about)
        if document.pupil_ids:
            log_access(
                reader,
                document.pupil_ids,
                kind=AccessLog.Kind.EXPORTED,
                route=ROUTE,
                at=at,
                request_id=request_id(),
            )
