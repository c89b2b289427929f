"""Start a roll call, tick people off, and end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.provisions.models import Site
from firstbell.registers.models import RollCall, RollPerson, RollTick
from firstbell.registers.queries import on_site_now
from firstbell.registers.queries.on_site import Person
from firstbell.units import unit_of_work


class RollEnded(Refused):
    """The roll call is over."""

    def __init__(self) -> None:
        super().__init__(
            "This roll call has ended.",
            "The tick was not saved.",
            "Start another from “On site” if people must be counted again.",
        )


class TickReused(Refused):
    """A tick's id came back with another answer."""

    def __init__(self) -> None:
        super().__init__(
            "This tick was sent before with another answer.",
            "Nothing was changed.",
            "Open the roll call again and tick as it shows now.",
        )


@dataclass(frozen=True)
class Tick:
    """One press. id: made by the device. device_at: when it was pressed, as the device says (UTC)."""

    id: UUID
    person_id: int
    is_seen: bool
    device_at: datetime | None = None


def start(site: Site, *, is_drill: bool, by: Actor, at: datetime) -> RollCall:
    """Start a roll call of everybody who may be on a site now, or return the one that is under way there.

    Whoever may have gone home is on it too: better looked for than forgotten (R-133).
    """
    with unit_of_work():
        call, made = RollCall.objects.get_or_create(
            site=site,
            ended_at=None,
            defaults={
                "provision_id": site.provision_id,
                "is_drill": is_drill,
                "started_at": at,
                "started_by": by.name,
            },
        )
        if made:
            now = on_site_now(site.provision_id, at)
            people = [each for each in (*now.here, *now.gone_home) if each.site_id == site.pk]
            RollPerson.objects.bulk_create(
                RollPerson(
                    roll_call=call,
                    pupil_id=each.pupil_id,
                    name=each.name,
                    detail=_detail(each),
                    added_by=by.name,
                    added_at=at,
                )
                for each in people
            )
            _write("roll.started", call, {"drill": is_drill, "people": len(people)}, by=by, at=at)
    return call


def add_person(call: RollCall, name: str, detail: str, *, by: Actor, at: datetime) -> RollPerson:
    """Add somebody who is not on the register: a colleague, a visitor. Raises RollEnded."""
    with unit_of_work():
        _refuse_if_ended(call)
        person = RollPerson.objects.create(roll_call=call, name=name, detail=detail, added_by=by.name, added_at=at)
        _write("roll.person-added", call, {"person": person.pk}, by=by, at=at)
    return person


def tick(call: RollCall, ticks: list[Tick], *, by: Actor, at: datetime) -> int:
    """Save ticks and return how many were new; the same id and answer again changes nothing.

    Ticks for people of another roll call are passed over. Raises RollEnded where a tick is new, TickReused.
    """
    with unit_of_work():
        people = set(call.people.values_list("pk", flat=True))
        known = {
            each.tick_id: (each.person_id, each.is_seen)
            for each in RollTick.objects.filter(tick_id__in=[each.id for each in ticks])
        }
        if any(each.id in known and known[each.id] != (each.person_id, each.is_seen) for each in ticks):
            raise TickReused
        new = {each.id: each for each in ticks if each.id not in known and each.person_id in people}
        if not new:
            return 0
        _refuse_if_ended(call)
        for each in new.values():
            RollTick.objects.create(
                person_id=each.person_id,
                tick_id=each.id,
                is_seen=each.is_seen,
                ticked_by=by.name,
                ticked_at=at,
                device_at=each.device_at,
            )
        facts = {"seen": [each.person_id for each in new.values() if each.is_seen]}
        facts["taken_back"] = [each.person_id for each in new.values() if not each.is_seen]
        _write("roll.ticked", call, facts, by=by, at=at)
    return len(new)


def end(call: RollCall, note: str, *, by: Actor, at: datetime) -> None:
    """End a roll call. Doing it twice keeps the first."""
    with unit_of_work():
        ended = RollCall.objects.filter(pk=call.pk, ended_at=None).update(ended_at=at, ended_by=by.name, note=note)
        if ended:
            _write("roll.ended", call, {"has_note": bool(note)}, by=by, at=at)


def _refuse_if_ended(call: RollCall) -> None:
    if RollCall.objects.select_for_update().get(pk=call.pk).ended_at is not None:
        raise RollEnded


def _detail(person: Person) -> str:
    words = (person.group, f"here since {person.since}", person.note)
    return ", ".join(word for word in words if word)[:200]


def _write(verb: str, call: RollCall, facts: dict[str, object], *, by: Actor, at: datetime) -> None:
    about = f"site:{call.site_id}"
    journal.write(verb, {"roll": call.pk, **facts}, by=by, at=at, provision_id=call.provision_id, about=about)
