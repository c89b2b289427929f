"""The day opens: a register for each group and session, a line for each pupil expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from firstbell import journal
from firstbell.domain.school_time import starts_at
from firstbell.duties import commands as duties
from firstbell.duties.facts import RegisterFacts, register_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor, Entry
from firstbell.placements import queries as placements
from firstbell.placements.queries import Expected
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Provision, Site
from firstbell.registers.models import Register, RegisterLine
from firstbell.units import unit_of_work

WORKER = Actor.system("worker")
LINE_FIELDS = ("placement_id", "starts_at", "closes_at", "venue", "one_to_one", "trip", "expected", "dropped_at")

Key = tuple[int, int, str]
"""Site, group and session: a day's register."""


@dataclass(frozen=True)
class Opened:
    """What opening a day changed: how many registers and lines were made, altered and dropped."""

    registers: int = 0
    lines: int = 0
    altered: int = 0
    dropped: int = 0

    def __bool__(self) -> bool:
        return any((self.registers, self.lines, self.altered, self.dropped))


def open_day(provision_id: int, day: date, *, at: datetime, by: Actor = WORKER) -> Opened:
    """Make the registers and lines of a day, and bring unmarked lines into line with the timetable as it is now.

    A marked line is never touched; an unmarked one that is no longer expected is dropped. A day before the provision's
    go-live day has no registers. The policy's "take the register" falls due for each new one (SS-3).
    """
    with unit_of_work():
        # Two who open a day at once: the second waits here, and then finds it open.
        provision = Provision.objects.select_for_update(no_key=True).get(pk=provision_id)
        if day < provision.go_live_on:
            return Opened()
        expected = {(row.pupil_id, row.session): row for row in placements.expected(provision_id, day)}
        policy = provisions.policy_on(provision_id, day)
        registers = {
            (r.site_id, r.group_id, r.session): r for r in Register.objects.filter(provision_id=provision_id, on=day)
        }
        made = _missing_registers(provision_id, day, expected.values(), registers, policy)
        for register in Register.objects.bulk_create(made):
            registers[register.site_id, register.group_id, register.session] = register
        opened = _bring_lines_up_to_date(provision_id, day, expected, registers, len(made), at)
        if opened.dropped:
            _let_go_of_empty_registers(registers.values(), by=by, at=at)
        if opened:
            _tell(provision_id, day, opened, made, policy, by=by, at=at)
        return opened


def _missing_registers(
    provision_id: int, day: date, expected: Iterable[Expected], known: dict[Key, Register], policy: Policy
) -> list[Register]:
    missing: dict[Key, Register] = {}
    for row in expected:
        key = (row.site_id, row.group_id, row.session)
        if key in known or key in missing:
            continue
        begins = starts_at(day, row.session_starts_time)
        missing[key] = Register(
            provision_id=provision_id,
            site_id=row.site_id,
            group_id=row.group_id,
            on=day,
            session=row.session,
            starts_at=begins,
            closes_at=begins + timedelta(minutes=row.open_minutes),
            ends_at=starts_at(day, row.session_ends_time),
            code_set=policy.own_code_set(day).name,
        )
    return list(missing.values())


def _bring_lines_up_to_date(
    provision_id: int,
    day: date,
    expected: dict[tuple[int, str], Expected],
    registers: dict[Key, Register],
    made: int,
    at: datetime,
) -> Opened:
    lines = list(
        RegisterLine.objects.filter(register__provision_id=provision_id, register__on=day).select_related("register")
    )
    marked = {(line.pupil_id, line.register.session) for line in lines if line.current_mark_id}
    known = {(line.pupil_id, line.register_id): line for line in lines}
    new: list[RegisterLine] = []
    altered: list[RegisterLine] = []
    wanted: set[int] = set()
    for (pupil_id, session), row in expected.items():
        register = registers[row.site_id, row.group_id, session]
        line = known.get((pupil_id, register.pk))
        if line is not None:
            wanted.add(line.pk)
            if not line.current_mark_id and _alter(line, row, day):
                altered.append(line)
        elif (pupil_id, session) not in marked:
            new.append(_line(register, row, day))
    gone = [n for n in lines if n.pk not in wanted and n.expected and not n.current_mark_id and n.dropped_at is None]
    for line in gone:
        line.dropped_at = at
    RegisterLine.objects.bulk_create(new)
    if altered or gone:
        RegisterLine.objects.bulk_update([*altered, *gone], LINE_FIELDS)
    return Opened(made, len(new), len(altered), len(gone))


def _line(register: Register, row: Expected, day: date) -> RegisterLine:
    line = RegisterLine(register=register, pupil_id=row.pupil_id)
    _alter(line, row, day)
    return line


def _alter(line: RegisterLine, row: Expected, day: date) -> bool:
    """Give a line what the timetable says; return whether anything was different."""
    begins = starts_at(day, row.starts_time)
    said = {
        "placement_id": row.placement_id,
        "starts_at": begins,
        "closes_at": begins + timedelta(minutes=row.open_minutes),
        "venue": row.venue,
        "one_to_one": row.one_to_one,
        "trip": row.trip,
        "expected": True,
        "dropped_at": None,
    }
    different = {name: value for name, value in said.items() if getattr(line, name) != value}
    for name, value in different.items():
        setattr(line, name, value)
    return bool(different)


def _let_go_of_empty_registers(registers: Iterable[Register], *, by: Actor, at: datetime) -> None:
    """A register on which nobody is left is not to be taken."""
    ids = {register.pk for register in registers if register.finished_at is None}
    ids -= set(RegisterLine.objects.filter(register__in=ids, dropped_at=None).values_list("register_id", flat=True))
    subjects = [register_subject(pk) for pk in ids]
    waiting = Duty.objects.filter(subject__in=subjects, state__in=Duty.WAITING)
    duties.withdraw(waiting, reason="nobody is expected", by=by, at=at)


def _tell(
    provision_id: int, day: date, opened: Opened, made: list[Register], policy: Policy, *, by: Actor, at: datetime
) -> None:
    facts = {
        "on": day,
        "registers": [register.pk for register in made],
        "lines": opened.lines,
        "altered": opened.altered,
        "dropped": opened.dropped,
    }
    about = f"provision:{provision_id}"
    journal.write_many([Entry("day.opened", facts, by=by, at=at, provision_id=provision_id, about=about)])
    sites = dict(Site.objects.filter(provision_id=provision_id).values_list("pk", "name")) if made else {}
    facts_of_made = [_facts(register, sites[register.site_id]) for register in made]
    duties.open_register_duties(facts_of_made, policy, provision_id=provision_id, at=at)


def _facts(register: Register, site: str) -> RegisterFacts:
    return RegisterFacts(
        register_id=register.pk,
        name=register.group.name,
        on=register.on,
        session=register.session,
        starts_at=register.starts_at,
        closes_at=register.closes_at,
        ends_at=register.ends_at,
        site=site,
    )
