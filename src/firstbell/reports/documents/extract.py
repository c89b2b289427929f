"""A certified extract of the register: every mark of a pupil with who, when and why, the amended ones too (SS-21)."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell import journal
from firstbell.domain.school_time import Span, london_day, london_time
from firstbell.people.models import Pupil
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark
from firstbell.reports.documents.document import Cell, Document, Section, Table, in_words
from firstbell.ui.cells import SHORT_WORDS

KIND = "register-extract"
COLUMNS = ("Day", "Session", "Mark", "What it means", "How", "By", "Written at", "Reason")
STANDS = "stands"


def register_extract(pupil: Pupil, span: Span) -> Document:
    """Return a pupil's register of some days, mark by mark. Two statements; a code set is read once for each day."""
    marks = Mark.objects.filter(
        line__pupil=pupil, line__register__on__gte=span.starts_on, line__register__on__lte=span.ends_on
    ).select_related("line__register")
    rows = list(marks.order_by("line__register__on", "line__register__session", "pk"))
    head = journal.head(pupil.provision_id)
    amended = sum(mark.replaces_id is not None for mark in rows)
    table = Table("Register", COLUMNS, tuple(_row(mark) for mark in rows), wide=(4, 5, 7))
    return Document(
        kind=KIND,
        title="Extract from the attendance register",
        provision=pupil.provision.name,
        whom=f"{pupil.legal_first_name} {pupil.legal_last_name}",
        span=span,
        summary=_summary(rows, amended, span),
        figures=(),
        sections=(
            Section(
                "Every mark, as it was written",
                table=table if rows else None,
                note="A mark is never changed. An amendment is a mark of its own that names its reason; the earlier "
                "one stays. Times are London's, as this system's own clock had them.",
            ),
            Section(
                "How this can be checked",
                facts=(
                    ("Entries in the journal", str(head.count) if head else "0"),
                    ("Code", head.text if head else "none"),
                ),
                words=(
                    "Everything in the register is also in a journal whose entries are chained: each holds a code made "
                    "from the one before. Whoever runs the system proves with “firstbell verify” that no entry was "
                    "altered, removed or put in, and that the chain still holds the code below.",
                ),
            ),
        ),
        data=table,
        pupil_ids=(pupil.pk,),
        signed_by=(f"Certified for {pupil.provision.name}",),
    )


def _summary(rows: Sequence[Mark], amended: int, span: Span) -> str:
    if not rows:
        return f"Nothing was marked from {in_words(span)}."
    sessions = len({mark.line_id for mark in rows})
    return f"{len(rows)} marks of {sessions} sessions from {in_words(span)}; {amended} of them replace an earlier one."


def _row(mark: Mark) -> tuple[Cell, ...]:
    register = mark.line.register
    code = codes_of(register.code_set, register.provision_id, register.on).get(mark.code_key) if mark.code_key else None
    how = str(Mark.Kind(mark.kind).label) + (f", {STANDS}" if mark.pk == mark.line.current_mark_id else "")
    late = f", {mark.minutes_late} min" if mark.minutes_late else ""
    day = london_day(mark.recorded_at)
    written = f"{day.day} {day:%b %Y}, {london_time(mark.recorded_at):%H:%M:%S}"
    seen = f"{mark.recorded_by} ({mark.recorded_by_role.replace('_', ' ')})"
    by = seen if mark.seen_by in ("", mark.recorded_by) else f"{seen}, seen by {mark.seen_by}"
    return (
        register.on,
        register.session,
        code.code if code else "–",
        (SHORT_WORDS.get(code.national, code.description) if code else "undone") + late,
        how,
        by,
        written,
        mark.reason,
    )
