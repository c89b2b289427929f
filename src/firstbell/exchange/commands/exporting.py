"""Taking a file out: what it held is in the journal, and whose records in the log of reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell import journal
from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import academic_year_start, london_day
from firstbell.exchange.exports import as_csv, as_xlsx, sheet_of
from firstbell.exchange.kinds import Kind
from firstbell.journal import Actor
from firstbell.journal.context import request_id
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class Exported:
    """A file on its way out."""

    file_name: str
    content: bytes
    rows: int


def export(
    kind: Kind,
    form: str,
    *,
    provision_id: int,
    by: Actor,
    at: datetime,
    reader: Staff | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Exported:
    """Return a kind's rows as a file. form: csv or xlsx. reader: who gets it on a page, for the log of reading.

    since, until: the days of marks; the academic year to date if they are not given.
    """
    today = london_day(at)
    sheet = sheet_of(kind, provision_id, today, since=since or academic_year_start(today), until=until or today)
    content = as_csv(sheet.columns, sheet.rows) if form == "csv" else as_xlsx(sheet.title, sheet.columns, sheet.rows)
    name = f"{kind.value}-{today:%Y-%m-%d}.{form}"
    with unit_of_work():
        facts = {"kind": str(kind.label), "file": name, "rows": len(sheet.rows), "pupils": len(sheet.pupil_ids)}
        about = f"provision:{provision_id}"
        journal.write("export.made", facts, by=by, at=at, provision_id=provision_id, about=about)
        if reader is not None and sheet.pupil_ids:
            log_access(
                reader,
                sorted(sheet.pupil_ids),
                kind=AccessLog.Kind.EXPORTED,
                route="exchange:export",
                at=at,
                request_id=request_id(),
            )
    return Exported(name, content, len(sheet.rows))
