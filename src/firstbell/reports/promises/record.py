"""The promise record as its page and its file show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from firstbell.domain.school_time import london_day, london_time
from firstbell.duties.models import Duty
from firstbell.reports.promises.forms import RecordForm
from firstbell.reports.promises.proof import Piece, Proved, proved
from firstbell.reports.promises.shares import Promise, Sum, promises, total
from firstbell.ui.csv_files import Value

PER_PAGE = 50
COLUMNS = (
    *("Day", "Session", "About", "School or council", "Clause", "Promise", "Owner", "Opened", "Due", "Done", "Done by"),
    *("Ended", "In time", "Why it was late", "Proof"),
)


@dataclass(frozen=True)
class Record:
    """The page: each promise with its share, what was not done in time, and what proves each row."""

    promises: tuple[Promise, ...]
    whole: Sum
    months: tuple[date, ...]
    shown_months: tuple[date, ...]
    rows: tuple[Proved, ...]
    page: Page[Duty]

    @property
    def matrix(self) -> list[tuple[Promise, list[Sum]]]:
        """Each promise with its sums month by month."""
        return [(promise, promise.cells(self.shown_months)) for promise in self.promises]

    @property
    def pupil_ids(self) -> list[int]:
        """Whose records the page shows."""
        return sorted({row.duty.pupil_id for row in self.rows if row.duty.pupil_id})


def record(duties: QuerySet[Duty], form: RecordForm, page: str | None) -> Record:
    """Return the page. Eleven statements at most, however many duties."""
    found = promises(form.narrowed(duties), form.chosen_months)
    listed = form.listed(duties).select_related("pupil", "commissioner")
    numbered = Paginator(listed, PER_PAGE).get_page(page)
    rows = list(numbered.object_list)
    return Record(
        promises=tuple(promise for promise in found if promise.whole.counted or promise.whole.withdrawn),
        whole=total(found),
        months=tuple(form.chosen_months),
        shown_months=tuple(form.months[-6:]),
        rows=tuple(proved(rows, Duty.objects.filter(pk__in=[duty.pk for duty in rows]))),
        page=numbered,
    )


def table(duties: QuerySet[Duty], form: RecordForm) -> tuple[list[tuple[Value, ...]], list[int]]:
    """Return every listed row for a file, and whose records they are. Seven statements, however many rows."""
    listed = form.listed(duties).select_related("pupil", "commissioner")
    rows = proved(list(listed), listed.order_by())
    return [_row(each) for each in rows], sorted({each.duty.pupil_id for each in rows if each.duty.pupil_id})


def _row(each: Proved) -> tuple[Value, ...]:
    duty = each.duty
    return (
        duty.on,
        duty.session,
        each.who,
        duty.commissioner.name if duty.commissioner else "",
        duty.clause,
        duty.sentence,
        duty.owner_role.replace("_", " "),
        _instant(duty.opened_at),
        _instant(duty.due_at),
        _instant(duty.closed_at) if each.is_done else "",
        each.by if each.is_done else "",
        each.ending,
        "no" if each.failed else "yes",
        duty.late_reason,
        "; ".join(_words(each.pieces)),
    )


def _words(pieces: Sequence[Piece]) -> list[str]:
    return [f"{_instant(piece.at)} {piece.what}{f' ({piece.detail})' if piece.detail else ''}" for piece in pieces]


def _instant(at: datetime | None) -> str:
    """London's day and time to the second, so that two rows can be told apart."""
    return f"{london_day(at).isoformat()} {london_time(at):%H:%M:%S}" if at else ""
