"""What the pages of imports show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from firstbell.exchange import snapshot
from firstbell.exchange.kinds import Kind
from firstbell.exchange.models import Upload
from firstbell.exchange.plan import Plan, make_plan
from firstbell.exchange.sources import Source

RECENT = 10


@dataclass(frozen=True)
class SentFile:
    """One sent file. waiting: its content is kept and may still be brought in."""

    id: int
    file_name: str
    kind: str
    sent_at: datetime
    sent_by: str
    waiting: bool
    outcome: str


def recent_files(uploads: QuerySet[Upload]) -> list[SentFile]:
    rows = uploads.select_related("sent_by")[:RECENT]
    return [
        SentFile(
            id=row.pk,
            file_name=row.file_name,
            kind=row.get_kind_display(),
            sent_at=row.sent_at,
            sent_by=row.sent_by.name,
            waiting=bool(row.stored_as),
            outcome=_outcome(row),
        )
        for row in rows
    ]


def _outcome(row: Upload) -> str:
    if row.done_at is None:
        return "waits for you" if row.stored_as else "deleted, not brought in"
    if row.outcome.get("changed_nothing"):
        return "nothing changed"
    return ", ".join(row.outcome.get("words", []))


def plan_of(source: Source, answers: Mapping[str, str], provision_id: int, today: date) -> tuple[Plan, str]:
    """Return what a file would do now, and the seal of what is here now."""
    here = snapshot.here(provision_id, source, today)
    plan = make_plan(source.kind, source.table, source.columns.targets, here, answers, today=today)
    return plan, snapshot.seal(here)


def next_page(kind: str) -> tuple[str, str]:
    """Return (route, words) of the page where one sees what a file brought."""
    match kind:
        case Kind.COMMISSIONERS:
            return "placements:commissioners", "See schools and councils"
        case Kind.CALENDARS:
            return "exchange:start", "Bring in another file"
        case _:
            return "people:list", "See the pupils"
