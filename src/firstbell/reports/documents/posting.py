"""Writing the reports that fall due, and letting them go: half an hour to look, and then they leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox.channels import Attachment
from firstbell.outbox.commands import Content, Recipient
from firstbell.outbox.models import Message
from firstbell.policy.reports import ReportTo
from firstbell.provisions import phones
from firstbell.provisions.models import Provision
from firstbell.reports.documents.document import Document
from firstbell.reports.documents.due import CATCHES_UP
from firstbell.reports.documents.files import MEDIA_TYPES, Form, checkpoint_of, file_name, file_of
from firstbell.reports.documents.making import document_of
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.recipients import NOBODY_AT_HOME, recipient_of
from firstbell.units import unit_of_work

PURPOSE = "report"
LOOK_OVER = timedelta(minutes=30)
"""How long before its time a report is written, so that somebody can read it."""
AT_LEAST = timedelta(minutes=5)
MOST_AT_ONCE = 4
"""A turn of the worker writes no more than this: a document takes a fifth of a second, and deadlines do not wait."""
NOTHING_COUNTED = "No session was counted in these days, so there is nothing to tell."
WORKER = Actor.system("worker")
NAMES = {Form.PDF: "a PDF", Form.CSV: "a table (CSV)", Form.XLSX: "a spreadsheet (Excel)"}
HOLDS = {
    ReportTo.COMMISSIONER: "It holds your own pupils only.",
    ReportTo.PARENTS: "It is about your child only.",
    ReportTo.COUNCIL: "It names no pupil.",
    ReportTo.HEAD: "It names no pupil, so it can be passed on to governors.",
}


def write_reports(at: datetime) -> bool:
    """Write the reports whose time comes within the half hour and let go those whose time has come.

    True if more are waiting to be written.
    """
    due = waiting(at)
    for run in due[:MOST_AT_ONCE]:
        write_report(run, due_at=max(run.due_at, at + AT_LEAST), by=WORKER, at=at)
    for message in ready(at):
        outbox.queue(message, by=WORKER, at=at)
    return len(due) > MOST_AT_ONCE


def ready(at: datetime) -> list[Message]:
    """Return the drafts whose time has come, of the last days: an older one waits for a person."""
    here = list(Provision.objects.filter(archived_at=None).values_list("pk", flat=True))
    found = Message.objects.filter(
        provision_id__in=here, on__gte=london_day(at) - CATCHES_UP, purpose=PURPOSE, state=Message.State.DRAFTED
    )
    return list(found.filter(due_at__lte=at).order_by("due_at", "pk"))


def waiting(at: datetime) -> list[ReportRun]:
    """Return the reports to write now, the first due first, one more than a turn writes."""
    found: QuerySet[ReportRun] = ReportRun.objects.filter(settled_at=None, due_at__lte=at + LOOK_OVER)
    related = ("provision", "commissioner__provision", "pupil__provision", "member", "placement__pupil__provision")
    places = ("placement__commissioner", "placement__main_school")
    return list(found.select_related(*related, *places).order_by("due_at", "pk")[: MOST_AT_ONCE + 1])


def write_report(run: ReportRun, *, due_at: datetime, by: Actor, at: datetime) -> Message | None:
    """Make a report's document and draft the message that carries it; None where it is left out, which the row says.

    Two workers at once write one message: its key is the report's own.
    """
    to = recipient_of(run)
    if to is None:
        return _leave_out(run, NOBODY_AT_HOME, by=by, at=at)
    try:
        document = document_of(run, london_day(at))
        if document.is_empty:
            return _leave_out(run, NOTHING_COUNTED, by=by, at=at)
        checkpoint = checkpoint_of(run.provision_id)
        files = [_attached(document, Form(form), checkpoint, at) for form in run.formats.split()]
    except Refused as refused:
        return _leave_out(run, str(refused), by=by, at=at)
    with unit_of_work():
        message = outbox.draft(
            provision_id=run.provision_id,
            key=f"{PURPOSE}:{run.pk}",
            purpose=PURPOSE,
            to=to,
            on=london_day(at),
            content=_content(run, document, to),
            due_at=due_at,
            attachments=files,
            by=by,
            at=at,
        )
        if ReportRun.objects.filter(pk=run.pk, settled_at=None).update(message=message, settled_at=at):
            _journal("report.written", run, {"message": message.pk, "pupils": len(document.pupil_ids)}, by=by, at=at)
    return message


def _attached(document: Document, form: Form, checkpoint: str, at: datetime) -> Attachment:
    content = file_of(document, form, at=at, checkpoint=checkpoint)
    return Attachment(file_name(document, form), MEDIA_TYPES[form], content)


def _content(run: ReportRun, document: Document, to: Recipient) -> Content:
    """Write the words of the message. No pupil is named: the name stands in the file alone."""
    names_nobody = run.pupil_id is None
    files = " and ".join(NAMES[Form(form)] for form in run.formats.split())
    phone = phones.shown(run.provision.phone)
    ring = f", or ring {phone}" if phone else ""
    paragraphs = [
        f"Dear {to.name},",
        f"attached as {files}: {document.title[0].lower()}{document.title[1:]}, {document.period}. "
        f"{HOLDS[ReportTo(run.to)]}",
        document.summary if names_nobody else "",
        f"If something in it is not as you know it, answer this email{ring}.",
        run.provision.name,
    ]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
    return Content(f"{document.title}, {document.period}", text, about=len(document.pupil_ids))


def _leave_out(run: ReportRun, why: str, *, by: Actor, at: datetime) -> None:
    with unit_of_work():
        if ReportRun.objects.filter(pk=run.pk, settled_at=None).update(why_not=why[:240], settled_at=at):
            _journal("report.left-out", run, {"why": why}, by=by, at=at)


def _journal(verb: str, run: ReportRun, facts: dict[str, object], *, by: Actor, at: datetime) -> None:
    about = {"rule": run.rule, "document": run.document, "to": run.to, "about": run.about, "until": run.ends_on}
    journal.write(verb, about | facts, by=by, at=at, provision_id=run.provision_id, about=f"report:{run.pk}")
