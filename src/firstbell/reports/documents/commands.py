"""Taking a document out, and sending one by hand: the journal says what, the log of reading whose records."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.accounts.staff import Staff
from firstbell.domain.errors import Refused
from firstbell.journal.context import request_id
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.reports.documents.document import Document
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.posting import LOOK_OVER, write_report
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


class NotSent(Refused):
    """A report that was asked for by hand and could not be written to anybody."""

    def __init__(self, why: str) -> None:
        super().__init__("No message was written.", why, "Take the PDF instead.")


def send_now(run: ReportRun, *, reader: Staff, at: datetime) -> Message:
    """Write a report that somebody asked for, and hold it until they have seen it and let it go. Raises NotSent.

    run: what it is of and for whom, not yet kept.
    """
    by = reader.actor
    with unit_of_work():
        run.due_at, run.made_at, run.made_by = at, at, by.name
        run.save(force_insert=True)
        message = write_report(run, due_at=at + LOOK_OVER, by=by, at=at)
        if message is not None and message.state == Message.State.DRAFTED:
            outbox.hold(message, by=by, at=at)
    if message is None:
        run.refresh_from_db(fields=["why_not"])
        raise NotSent(run.why_not)
    return message
