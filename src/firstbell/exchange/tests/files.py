"""Files for tests: the four rosters, and small ones written on the spot."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

from firstbell.domain.school_time import london_day
from firstbell.exchange import commands, snapshot
from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan import Plan, Problem, make_plan
from firstbell.exchange.plan.here import Clock, GroupHere, Here
from firstbell.exchange.sources import Source, remembered, source_of
from firstbell.journal import Actor
from tests.support.times import london

ROSTERS = Path(__file__).parents[4] / "tests" / "data" / "rosters"
TODAY = date(2026, 11, 23)
NOW: datetime = london("2026-11-23 08:30")
OFFICE = Actor.system("Office")
SIMS, ARBOR, BROMCOM, HANDMADE = (
    "roster-sims.csv",
    "roster-arbor.csv",
    "contacts-bromcom.csv",
    "roster-handmade.xlsx",
)
KINDS = {SIMS: Kind.PUPILS, ARBOR: Kind.PUPILS, BROMCOM: Kind.CONTACTS, HANDMADE: Kind.PUPILS}


def a_clock(starts: str, ends: str) -> Clock:
    return Clock(time.fromisoformat(starts), time.fromisoformat(ends))


FORGE = GroupHere(7, "Forge", 1, {"AM": a_clock("09:00", "12:00"), "PM": a_clock("13:00", "15:00")})

# What the office answers to the four rosters.
SETTLED: dict[str, dict[str, str]] = {
    SIMS: {
        "birth-date@*": "leave-out",
        "upn-check-letter@*": "keep",
        "upn-shared@E380400121107": "row-9",
        "priority@11": "first-2",
        "phone@*": "mend",
        "match@*": "same",
    },
    ARBOR: {"no-school@*": "none", "contact-warning@*": "never", "email@*": "mend"},
    BROMCOM: {"pupil-not-here@*": "add", "priority@*": "first-1"},
    HANDMADE: {
        "school-spelling@*": "join",
        "school-new@netherfold academy": "school",
        "school-new@tollgate park": "school",
        "school-new@ravensmoor council (eotas)": "council",
        "start-without-year@*": "as-read",
        "end-date@*": "note",
        "pattern@*": "confirm",
        "pattern-unread@*": "note",
        "who-to-ring@*": "confirm",
        "contact-warning@*": "add-never",
        "travel@*": "taxi",
        "match@*": "same",
    },
}


def roster(name: str) -> bytes:
    return (ROSTERS / name).read_bytes()


def source(name: str, content: bytes | None = None, kind: Kind | None = None, provision_id: int = 0) -> Source:
    """A roster, or a file of this content, whose unknown columns are left out."""
    kind = kind or KINDS[name]
    content = roster(name) if content is None else content
    known = remembered(provision_id, kind) if provision_id else {}
    first = source_of(kind, name, content, known)
    from firstbell.exchange.columns import plain

    return source_of(kind, name, content, known | {plain(column): "" for column in first.columns.unknown})


def csv_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def xlsx_of(*rows: tuple[object, ...]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def planned(
    name: str,
    answers: Mapping[str, str] | None = None,
    *,
    content: bytes | None = None,
    kind: Kind | None = None,
    here: Here | None = None,
    today: date = TODAY,
) -> Plan:
    """The plan of a file against a provision that has one group and nothing else."""
    read = source(name, content, kind)
    known = here if here is not None else Here(groups=(FORGE,))
    return make_plan(read.kind, read.table, read.columns.targets, known, answers or {}, today=today)


def problem(plan: Plan, code: str, row: int | None = None) -> Problem:
    """The one problem of a sort, in a row if given."""
    found = [each for each in plan.problems if each.code == code and (row is None or row in each.rows)]
    assert len(found) == 1, f"{code} in row {row}: {[str(each) for each in plan.problems]}"
    return found[0]


def bring_in(
    provision_id: int,
    name: str,
    answers: Mapping[str, str] | None = None,
    *,
    content: bytes | None = None,
    kind: Kind | None = None,
    at: datetime = NOW,
) -> commands.BroughtIn:
    """Bring a roster in as the office would."""
    read = source(name, content, kind, provision_id)
    settled = SETTLED.get(name, {}) if answers is None else answers
    if answers is None and name == HANDMADE:
        group = snapshot.here(provision_id, read, london_day(at)).groups[0]
        settled = settled | {"group@*": f"is-{group.id}"}
    return commands.bring_in(read, settled, provision_id=provision_id, by=OFFICE, at=at)
