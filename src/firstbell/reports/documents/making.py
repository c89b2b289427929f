"""The document that a report is of, made when it is written."""

from __future__ import annotations

from datetime import date

from firstbell.domain.school_time import Span
from firstbell.policy.reports import ReportDocument
from firstbell.reports.documents.commissioner import commissioner_report
from firstbell.reports.documents.document import Document
from firstbell.reports.documents.handover import handover
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.pupil import pupil_report
from firstbell.reports.documents.spans import terms_of
from firstbell.reports.documents.term import term_report


def document_of(run: ReportRun, today: date) -> Document:
    """Return what a report holds: only what its recipient may have."""
    span = Span(run.starts_on, run.ends_on)
    before = terms_of(run.provision_id).before(span)
    match ReportDocument(run.document):
        case ReportDocument.COMMISSIONER:
            assert run.commissioner
            return commissioner_report(run.commissioner, span, before=before)
        case ReportDocument.PUPIL:
            assert run.pupil
            return pupil_report(run.pupil, span, before=before, commissioner_id=run.commissioner_id)
        case ReportDocument.TERM:
            whom = run.commissioner.name if run.commissioner else "Governors"
            return term_report(run.provision, span, before=before, whom=whom)
        case ReportDocument.HANDOVER:
            assert run.placement
            return handover(run.placement, today)
