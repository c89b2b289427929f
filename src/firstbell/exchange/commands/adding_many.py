"""New pupils with all that belongs to them, many at once: statements in batches, and an entry for every record.

A thousand pupils one by one would keep the registers waiting for a minute. The entries are those that the commands of
people and placements write for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from firstbell import journal
from firstbell.exchange.plan.steps import ContactStep, PlacementStep, PupilStep
from firstbell.journal import Actor, Entry
from firstbell.people.commands import FlagFacts, Number, UpnTaken
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.placements.commands import PlacementFacts
from firstbell.placements.models import Placement, Slot
from firstbell.placements.weeks import SESSIONS, WEEKDAYS, slot_words
from firstbell.provisions import changes, phones
from firstbell.provisions.models import Group
from firstbell.units import unit_of_work

BATCH = 500


def add_pupils(
    steps: Sequence[PupilStep],
    facts_of: Callable[[PlacementStep], PlacementFacts],
    groups: Mapping[int, Group],
    *,
    provision_id: int,
    by: Actor,
    at: datetime,
) -> None:
    """Add pupils who are new, with flags, contacts, numbers, placements and weeks. Raises UpnTaken."""
    with unit_of_work():
        _refuse_taken_upns(steps, provision_id)
        new = [Pupil(provision_id=provision_id, **changes.columns(step.facts)) for step in steps]
        pupils = Pupil.objects.bulk_create(new, batch_size=BATCH)
        together = list(zip(steps, pupils, strict=True))
        Flag.objects.bulk_create(
            (Flag(pupil=pupil, kind=flag.kind, note=flag.note) for step, pupil in together for flag in step.flags),
            batch_size=BATCH,
        )
        contacts = _contacts(together)
        placed = _placements(together, facts_of, groups)
        entries: list[Entry] = []
        for step, pupil in together:
            facts = changes.known(pupil, changes.columns(step.facts)) | _flag_words(step.flags)
            told = [("pupil.added", {"name": pupil.name, "facts": facts})]
            told += [_contact_told(step, contact) for step, contact in contacts.get(pupil.pk, ())]
            told += placed.get(pupil.pk, ())
            about = f"pupil:{pupil.pk}"
            entries += [Entry(verb, said, by=by, at=at, provision_id=provision_id, about=about) for verb, said in told]
        journal.write_many(entries)


def _refuse_taken_upns(steps: Sequence[PupilStep], provision_id: int) -> None:
    upns = [step.facts.upn for step in steps if step.facts.upn]
    for start in range(0, len(upns), BATCH):
        other = Pupil.objects.filter(provision_id=provision_id, upn__in=upns[start : start + BATCH]).first()
        if other:
            raise UpnTaken(other)


def _contacts(together: Iterable[tuple[PupilStep, Pupil]]) -> dict[int, list[tuple[ContactStep, Contact]]]:
    """Make the contacts in their order, and return them by pupil."""
    new = [
        (step, Contact(pupil=pupil, priority=priority, **step.facts.columns()))
        for each, pupil in together
        for priority, step in enumerate(each.contacts, start=1)
    ]
    Contact.objects.bulk_create((contact for _, contact in new), batch_size=BATCH)
    PhoneNumber.objects.bulk_create(
        (
            PhoneNumber(contact=contact, position=place, **changes.columns(number))
            for step, contact in new
            for place, number in enumerate(_once(step.facts.numbers), start=1)
        ),
        batch_size=BATCH,
    )
    by_pupil: dict[int, list[tuple[ContactStep, Contact]]] = {}
    for step, contact in new:
        by_pupil.setdefault(contact.pupil_id, []).append((step, contact))
    return by_pupil


def _contact_told(step: ContactStep, contact: Contact) -> tuple[str, dict[str, Any]]:
    facts = changes.known(contact, step.facts.columns()) | {"priority": str(contact.priority)}
    if numbers := _number_words(step.facts.numbers):
        facts["numbers"] = numbers
    return "contact.added", {"contact": contact.name, "facts": facts}


def _placements(
    together: Iterable[tuple[PupilStep, Pupil]],
    facts_of: Callable[[PlacementStep], PlacementFacts],
    groups: Mapping[int, Group],
) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """Make the placements with their weeks, and return what to tell of them by pupil."""
    new = [
        (step.placement, facts, Placement(pupil=pupil, **changes.columns(facts)))
        for step, pupil in together
        if step.placement is not None and (facts := facts_of(step.placement))
    ]
    Placement.objects.bulk_create((placement for _, _, placement in new), batch_size=BATCH)
    weeks = [(step, placement, _slots(step, placement, groups)) for step, _, placement in new]
    Slot.objects.bulk_create((slot for _, _, slots in weeks for slot in slots), batch_size=BATCH)
    told: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for (_, facts, placement), (step, _, slots) in zip(new, weeks, strict=True):
        named = {"placement_id": placement.pk, "commissioner": placement.commissioner.name}
        known = changes.known(placement, changes.columns(facts))
        lines = told.setdefault(placement.pupil_id, [])
        lines.append(("placement.started", named | {"facts": known}))
        if slots:
            changed = {
                f"{WEEKDAYS[slot.weekday].lower()}_{SESSIONS[slot.session]}": ["", slot_words(slot)] for slot in slots
            }
            lines.append(("timetable.changed", named | {"from_on": step.from_on, "changed": changed}))
    return told


def _slots(step: PlacementStep, placement: Placement, groups: Mapping[int, Group]) -> list[Slot]:
    return [
        Slot(
            placement=placement, weekday=slot.weekday, session=slot.session, group=groups[slot.group_id],
            from_on=step.from_on, starts_time=slot.starts_time, ends_time=slot.ends_time,
        )
        for slot in step.week or ()
    ]  # fmt: skip


def _once(numbers: Iterable[Number]) -> list[Number]:
    return list({number.number: number for number in numbers}.values())


def _number_words(numbers: Iterable[Number]) -> str:
    return ", ".join(
        f"{phones.shown(each.number)} ({each.note})" if each.note else phones.shown(each.number)
        for each in _once(numbers)
    )


def _flag_words(flags: Iterable[FlagFacts]) -> dict[str, str]:
    labels = [(str(Flag.Kind(flag.kind).label), flag.note) for flag in sorted(flags, key=lambda flag: flag.kind)]
    words = ", ".join(f"{label} ({note})" if note else label for label, note in labels)
    return {"flags": words} if words else {}
