"""Past registers brought in from another system: marks that open no duty and send nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db.models import OuterRef, Subquery

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import starts_at
from firstbell.journal import Actor
from firstbell.provisions import queries as provisions
from firstbell.provisions.queries import SessionClock
from firstbell.registers import tallies
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, Register, RegisterLine
from firstbell.registers.tallies import Counted, Moved
from firstbell.units import unit_of_work

# What a site without session times is taken to have had: only the order of morning and afternoon matters then.
USUAL = {
    "AM": SessionClock(time(9, 0), time(12, 0), 30),
    "PM": SessionClock(time(13, 0), time(15, 0), 30),
}
BATCH = 500


class MarksDiffer(Refused):
    """The file says something else than a mark that is already here."""

    def __init__(self, count: int, first: str) -> None:
        super().__init__(
            f"{count} of these sessions already have another mark here, the first on {first}.",
            "A mark that stands is changed only by an amendment with a reason. Nothing was brought in.",
            "Leave those rows out, or amend the marks one by one.",
        )


@dataclass(frozen=True)
class PastMark:
    """One mark of the past. code_key: of the code set that the import names."""

    pupil_id: int
    placement_id: int | None
    group_id: int
    on: date
    session: str
    code_key: str
    minutes_late: int | None = None


@dataclass(frozen=True)
class BroughtIn:
    """How many marks came in, and how many were here already."""

    new: int
    same: int


def import_marks(
    provision_id: int,
    marks: Sequence[PastMark],
    *,
    code_set: str,
    site_of_group: dict[int, int],
    by: Actor,
    at: datetime,
    file_name: str = "",
) -> BroughtIn:
    """Bring past marks in, all or none; a mark that is here already with the same code stays as it is.

    No duty opens, whatever the date. Raises MarksDiffer where another mark stands, UnknownCode and CodeNotValidOn.
    """
    with unit_of_work():
        registers = _registers(provision_id, marks, code_set, site_of_group)
        lines = _lines(marks, registers)
        fresh = _not_here_yet(marks, lines, registers)
        Mark.objects.bulk_create((_mark(past, lines, registers, by, at) for past in fresh), batch_size=BATCH)
        _point_lines_at_their_marks(lines, fresh, registers)
        tallies.keep(_moved(provision_id, fresh, code_set), at)
        if fresh:
            facts = {"marks": len(fresh), "from": min(m.on for m in fresh), "to": max(m.on for m in fresh),
                     "code_set": code_set, "file": file_name}  # fmt: skip
            journal.write(
                "mark.imported", facts, by=by, at=at, provision_id=provision_id, about=f"provision:{provision_id}"
            )
        return BroughtIn(len(fresh), len(marks) - len(fresh))


Key = tuple[int, date, str]
"""Group, date and session: one register."""


def _registers(
    provision_id: int, marks: Sequence[PastMark], code_set: str, site_of_group: dict[int, int]
) -> dict[Key, Register]:
    days = {past.on for past in marks}
    known = {
        (r.group_id, r.on, r.session): r
        for r in Register.objects.filter(provision_id=provision_id, on__gte=min(days), on__lte=max(days))
    } if days else {}  # fmt: skip
    clocks = {day: provisions.session_clocks(set(site_of_group.values()), day) for day in days}
    missing: dict[Key, Register] = {}
    for past in marks:
        key = (past.group_id, past.on, past.session)
        if key in known or key in missing:
            continue
        site = site_of_group[past.group_id]
        clock = clocks[past.on].get((site, past.session), USUAL[past.session])
        begins, ends = starts_at(past.on, clock.starts_time), starts_at(past.on, clock.ends_time)
        missing[key] = Register(
            provision_id=provision_id, site_id=site, group_id=past.group_id, on=past.on, session=past.session,
            starts_at=begins, closes_at=begins + timedelta(minutes=clock.open_minutes), ends_at=ends,
            code_set=code_set, imported=True, finished_at=ends, finished_by="Brought in",
        )  # fmt: skip
    for register in Register.objects.bulk_create(missing.values(), batch_size=BATCH):
        known[register.group_id, register.on, register.session] = register
    return known


def _lines(marks: Sequence[PastMark], registers: dict[Key, Register]) -> dict[tuple[int, int], RegisterLine]:
    """By register and pupil."""
    ids = {registers[past.group_id, past.on, past.session].pk for past in marks}
    known = {
        (line.register_id, line.pupil_id): line
        for line in RegisterLine.objects.filter(register_id__in=ids).select_related("current_mark")
    }
    missing = {}
    for past in marks:
        register = registers[past.group_id, past.on, past.session]
        if (register.pk, past.pupil_id) not in known:
            missing[register.pk, past.pupil_id] = RegisterLine(
                register=register, pupil_id=past.pupil_id, placement_id=past.placement_id,
                starts_at=register.starts_at, closes_at=register.closes_at,
            )  # fmt: skip
    RegisterLine.objects.bulk_create(missing.values(), batch_size=BATCH)
    return known | missing


def _not_here_yet(
    marks: Sequence[PastMark], lines: dict[tuple[int, int], RegisterLine], registers: dict[Key, Register]
) -> list[PastMark]:
    fresh, differing = [], []
    for past in marks:
        line = lines[registers[past.group_id, past.on, past.session].pk, past.pupil_id]
        if line.current_mark is None:
            fresh.append(past)
        elif line.current_mark.code_key != past.code_key:
            differing.append(past)
    if differing:
        first = min(differing, key=lambda past: (past.on, past.session))
        raise MarksDiffer(len(differing), f"{first.on:%d/%m/%Y} {first.session}")
    return fresh


def _mark(
    past: PastMark, lines: dict[tuple[int, int], RegisterLine], registers: dict[Key, Register], by: Actor, at: datetime
) -> Mark:
    register = registers[past.group_id, past.on, past.session]
    return Mark(
        line=lines[register.pk, past.pupil_id], kind=Mark.Kind.IMPORTED, source=Mark.Source.IMPORT,
        code_key=past.code_key, minutes_late=past.minutes_late,
        tap_id=uuid5(NAMESPACE_URL, f"firstbell:import:{register.pk}:{past.pupil_id}"),
        seen_by="Not known", recorded_by=by.name, recorded_by_role=by.role, recorded_at=at,
    )  # fmt: skip


def _point_lines_at_their_marks(
    lines: dict[tuple[int, int], RegisterLine], fresh: Sequence[PastMark], registers: dict[Key, Register]
) -> None:
    ids = [lines[registers[past.group_id, past.on, past.session].pk, past.pupil_id].pk for past in fresh]
    newest = Mark.objects.filter(line=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    for start in range(0, len(ids), BATCH):
        RegisterLine.objects.filter(pk__in=ids[start : start + BATCH]).update(current_mark=Subquery(newest))


def _moved(provision_id: int, fresh: Sequence[PastMark], code_set: str) -> list[Moved]:
    days = {past.on: codes_of(code_set, provision_id, past.on) for past in fresh}
    return [
        Moved(
            past.placement_id,
            past.group_id,
            past.on,
            past.session,
            None,
            Counted(days[past.on].get(past.code_key), past.minutes_late),
        )  # fmt: skip
        for past in fresh
        if past.placement_id is not None
    ]
