"""The registers of a day, each with its state in words, and the counts of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from firstbell.domain.duties import Fact
from firstbell.domain.school_time import Session
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Register, RegisterLine
from firstbell.registers.queries.page import SESSION_WORDS, choice_of, clock


@dataclass(frozen=True)
class Room:
    """One register of the day. shape: missing, later, open or done; words say the same. Times are London's."""

    register_id: int
    group_id: int
    group: str
    site: str
    session: str
    session_word: str
    starts: str
    ends: str
    pupils: int
    marked: int
    contested: int
    is_own: bool
    shape: str
    icon: str
    words: str


def todays_registers(provision_id: int, day: date, at: datetime, *, own_groups: Collection[int] = ()) -> list[Room]:
    """Return the registers of a day: the morning first, in it a person's own groups first. Two statements.

    One that nobody began is missing as soon as the policy's time to take it is over (SS-3).
    """
    policy = provisions.policy_on(provision_id, day)
    on_the_list = Q(lines__dropped_at=None)
    registers = (
        Register.objects.filter(provision_id=provision_id, on=day)
        .select_related("group", "site")
        .annotate(
            pupils=Count("lines", filter=on_the_list),
            marked=Count("lines", filter=on_the_list & Q(lines__current_mark__isnull=False)),
            contested=Count("lines", filter=on_the_list & Q(lines__contested=True)),
        )
    )
    registers = registers.filter(pupils__gt=0)
    rooms = [
        _room(register, at, _missing_after(policy, day, register.site.name), register.group_id in own_groups)
        for register in registers
    ]
    return sorted(rooms, key=lambda room: (room.session, not room.is_own, room.starts, room.group, room.register_id))


def _missing_after(policy: Policy, day: date, site: str) -> timedelta | None:
    """Return how long after its start a site's register may be taken; None where the policy gives no minutes."""
    minutes = [rule.due.minutes for rule in policy.rules_for(Fact.REGISTER_NOT_TAKEN, day, site=site)]
    return min((timedelta(minutes=each) for each in minutes if each is not None), default=None)


def _room(register: Register, at: datetime, missing_after: timedelta | None, is_own: bool) -> Room:
    shape, icon, words = _state(register, at, missing_after)
    return Room(
        register_id=register.pk,
        group_id=register.group_id,
        group=register.group.name,
        site=register.site.name,
        session=register.session,
        session_word=SESSION_WORDS[Session(register.session)],
        starts=clock(register.starts_at),
        ends=clock(register.ends_at),
        pupils=register.pupils,
        marked=register.marked,
        contested=register.contested,
        is_own=is_own,
        shape=shape,
        icon=icon,
        words=words,
    )


def _state(register: Register, at: datetime, missing_after: timedelta | None) -> tuple[str, str, str]:
    """Say where a register stands. Blank is never "all here"."""
    if register.finished_at is not None:
        return "done", "double", f"Finished at {clock(register.finished_at)} by {register.finished_by}"
    if register.contested:
        return "open", "clash", f"{register.contested} with two answers – please check"
    if register.pupils and register.marked == register.pupils:
        return "done", "tick", "All marked, not finished"
    if register.marked:
        return "open", "clock", f"{register.marked} of {register.pupils} marked"
    if at < register.starts_at:
        return "later", "hollow", f"Starts at {clock(register.starts_at)}"
    if at >= (register.closes_at if missing_after is None else register.starts_at + missing_after):
        return "missing", "alert", "Not taken"
    return "open", "clock", "Not marked yet"


@dataclass(frozen=True)
class DayCounts:
    """The expected lines of one session of a provision. expected = here + late + away + other + blank."""

    expected: int = 0
    here: int = 0
    late: int = 0
    away: int = 0
    unexplained: int = 0
    other: int = 0
    blank: int = 0
    contested: int = 0


def day_counts(provision_id: int, day: date, session: str) -> DayCounts:
    """Count a session's lines by what their current marks say. unexplained is part of away. One statement."""
    rows = (
        RegisterLine.objects.filter(
            register__provision_id=provision_id,
            register__on=day,
            register__session=session,
            expected=True,
            dropped_at=None,
        )
        .order_by()
        .values_list("register__code_set", "current_mark__code_key", "contested")
        .annotate(lines=Count("pk"))
    )
    found: Counter[str] = Counter()
    for code_set, key, contested, lines in rows:
        found["expected"] += lines
        found["contested"] += lines if contested else 0
        if not key:
            found["blank"] += lines
            continue
        code = codes_of(code_set, provision_id, day).get(key)
        found[choice_of(code) or "other"] += lines
        found["unexplained"] += lines if code.awaits_reason else 0
    return DayCounts(**found)
