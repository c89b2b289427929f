"""A roll call as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstbell.domain.school_time import london_time
from firstbell.registers.models import RollCall, RollPerson, RollTick


@dataclass(frozen=True)
class Called:
    """One person of a roll call. said: who saw them, and when."""

    id: int
    name: str
    detail: str
    is_seen: bool
    said: str


@dataclass(frozen=True)
class Roll:
    """A roll call. digest: changes with every tick and every person. all_safe: how long it took, in words."""

    call: RollCall
    missing: tuple[Called, ...]
    safe: tuple[Called, ...]
    digest: str
    all_safe: str


def roll(call: RollCall) -> Roll:
    """Return a roll call, those not yet seen first. Two statements."""
    people = list(RollPerson.objects.filter(roll_call=call))
    ticks = list(RollTick.objects.filter(person__roll_call=call).order_by("pk"))
    last = {tick.person_id: tick for tick in ticks}
    called = [_called(person, last.get(person.pk)) for person in people]
    missing = tuple(each for each in called if not each.is_seen)
    return Roll(
        call=call,
        missing=missing,
        safe=tuple(each for each in called if each.is_seen),
        digest=f"{len(people)}.{ticks[-1].pk if ticks else 0}.{int(call.ended_at is not None)}",
        all_safe="" if missing or not ticks else _after(call.started_at, max(tick.ticked_at for tick in last.values())),
    )


def under_way(provision_id: int) -> list[RollCall]:
    """Return the roll calls of a provision that have not ended."""
    return list(RollCall.objects.filter(provision_id=provision_id, ended_at=None).select_related("site"))


def past(provision_id: int) -> list[RollCall]:
    """Return the last twenty roll calls that have ended, newest first."""
    ended = RollCall.objects.filter(provision_id=provision_id, ended_at__isnull=False)
    return list(ended.select_related("site")[:20])


def _called(person: RollPerson, tick: RollTick | None) -> Called:
    seen = tick is not None and tick.is_seen
    said = f"seen {london_time(tick.device_at or tick.ticked_at):%H:%M} by {tick.ticked_by}" if tick and seen else ""
    return Called(person.pk, person.name, person.detail, seen, said)


def _after(started_at: datetime, ended_at: datetime) -> str:
    minutes, seconds = divmod(int((ended_at - started_at).total_seconds()), 60)
    if not minutes:
        return f"{seconds} seconds"
    return f"{minutes} minute{'' if minutes == 1 else 's'} {seconds} seconds"
