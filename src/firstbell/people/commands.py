"""Adding, changing and archiving pupils and the people to contact about them. Every act is in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.provisions import changes, phones
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class PupilFacts:
    """What is known of a pupil. Empty text or None where nobody has said.

    upn: capitals, "" for none. upn_unchecked: kept as typed although its check letter is wrong.
    """

    legal_first_name: str
    legal_last_name: str
    preferred_first_name: str = ""
    preferred_last_name: str = ""
    born_on: date | None = None
    sex: str = ""
    ethnicity: str = ""
    year_group: int | None = None
    upn: str = ""
    upn_unchecked: bool = False
    language: str = ""
    travel: str = ""
    travel_note: str = ""
    adjustments: str = ""


@dataclass(frozen=True)
class FlagFacts:
    """A discreet fact to see beside a name. kind: one of Flag.Kind."""

    kind: str
    note: str = ""


@dataclass(frozen=True)
class Number:
    """A telephone number in E.164, with when to use it."""

    number: str
    kind: str = PhoneNumber.Kind.MOBILE
    note: str = ""


@dataclass(frozen=True)
class ContactFacts:
    """What is known of a contact. A safety other than "ok" needs a warning that says why."""

    name: str
    relationship: str = ""
    parental_responsibility: bool | None = None
    lives_with: bool = False
    safety: str = Contact.Safety.OK
    warning: str = ""
    language: str = ""
    channel: str = Contact.Channel.CALL
    email: str = ""
    note: str = ""
    numbers: tuple[Number, ...] = ()

    def columns(self) -> dict[str, Any]:
        return {name: value for name, value in changes.columns(self).items() if name != "numbers"}


class UpnTaken(Refused):
    """Another pupil of the provision has this UPN."""

    def __init__(self, other: Pupil) -> None:
        gone = " (archived)" if other.archived_at else ""
        super().__init__(
            f"{other.name}{gone} already has this UPN.",
            "A UPN belongs to one pupil only.",
            "Check which of the two is right. If this is the same child, open that pupil and change it there.",
        )
        self.other = other


class WarningMissing(Refused):
    """A contact is marked unsafe and nobody wrote why."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nothing says why {name} needs care.",
            "The person who rings must see the reason at that moment.",
            "Write the warning in a few words, such as “Court order, 3 May: never ring”.",
        )


def add_pupil(
    facts: PupilFacts, flags: Iterable[FlagFacts] = (), *, provision_id: int, by: Actor, at: datetime
) -> Pupil:
    """Add a pupil to a provision. Raises UpnTaken."""
    with unit_of_work():
        _refuse_taken_upn(facts.upn, provision_id)
        pupil = Pupil.objects.create(provision_id=provision_id, **changes.columns(facts))
        kept = _set_flags(pupil, flags, at)
        known = changes.known(pupil, changes.columns(facts))
        _write("pupil.added", pupil, {"name": pupil.name, "facts": known | kept}, by=by, at=at)
    return pupil


def change_pupil(
    pupil: Pupil, facts: PupilFacts, flags: Iterable[FlagFacts] | None = None, *, by: Actor, at: datetime
) -> Pupil:
    """Change what is known of a pupil; flags stay as they are unless given. Raises UpnTaken."""
    with unit_of_work():
        _refuse_taken_upn(facts.upn, pupil.provision_id, but=pupil)
        changed = changes.apply(pupil, changes.columns(facts))
        if flags is not None:
            before = _flag_words(pupil)
            changed |= changes.differences({"flags": before}, {"flags": _set_flags(pupil, flags, at).get("flags", "")})
        if changed:
            _write("pupil.changed", pupil, {"name": pupil.name, "changed": changed}, by=by, at=at)
    return pupil


def archive_pupil(pupil: Pupil, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a pupil out of the lists. Nothing is deleted. Archiving twice changes nothing."""
    with unit_of_work():
        if Pupil.objects.filter(pk=pupil.pk, archived_at=None).update(archived_at=at):
            pupil.archived_at = at
            _write("pupil.archived", pupil, {"name": pupil.name, "reason": reason}, by=by, at=at)


def restore_pupil(pupil: Pupil, *, by: Actor, at: datetime) -> None:
    """Bring an archived pupil back into the lists."""
    with unit_of_work():
        if Pupil.objects.filter(pk=pupil.pk, archived_at__isnull=False).update(archived_at=None):
            pupil.archived_at = None
            _write("pupil.restored", pupil, {"name": pupil.name}, by=by, at=at)


def add_contact(pupil: Pupil, facts: ContactFacts, *, by: Actor, at: datetime) -> Contact:
    """Add a contact, last in the order of ringing. Raises WarningMissing."""
    _refuse_silent_warning(facts)
    with unit_of_work():
        last = _current(pupil).aggregate(last=Max("priority"))["last"] or 0
        contact = Contact.objects.create(pupil=pupil, priority=last + 1, **facts.columns())
        kept = _set_numbers(contact, facts.numbers, at)
        known = changes.known(contact, facts.columns())
        about = {"contact": contact.name, "facts": known | {"priority": str(contact.priority)} | kept}
        _write("contact.added", pupil, about, by=by, at=at)
    return contact


def change_contact(contact: Contact, facts: ContactFacts, *, by: Actor, at: datetime) -> Contact:
    """Change what is known of a contact. A number that is no longer given is archived. Raises WarningMissing."""
    _refuse_silent_warning(facts)
    with unit_of_work():
        before = {"numbers": _number_words(contact)}
        changed = changes.apply(contact, facts.columns())
        changed |= changes.differences(before, {"numbers": _set_numbers(contact, facts.numbers, at).get("numbers", "")})
        if changed:
            _write("contact.changed", contact.pupil, {"contact": contact.name, "changed": changed}, by=by, at=at)
    return contact


def move_contact(contact: Contact, *, up: bool, by: Actor, at: datetime) -> None:
    """Change places with the contact rung before (up) or after; those never rung are passed over.

    At the end of the list nothing happens.
    """
    with unit_of_work():
        order = list(_current(contact.pupil).order_by("priority", "pk"))
        rung = [n for n, other in enumerate(order) if other.safety != Contact.Safety.NEVER]
        place = next((n for n in rung if order[n].pk == contact.pk), None)
        beyond = [n for n in rung if place is not None and (n < place if up else n > place)]
        if place is None or not beyond:
            return
        other_place = beyond[-1 if up else 0]
        order[place], order[other_place] = order[other_place], order[place]
        _renumber(order)
        facts = {"contact": contact.name, "order": [each.name for each in order]}
        _write("contact.moved", contact.pupil, facts, by=by, at=at)


def archive_contact(contact: Contact, *, reason: str, by: Actor, at: datetime) -> None:
    """Stop ringing a contact. The others move up. Archiving twice changes nothing."""
    with unit_of_work():
        if Contact.objects.filter(pk=contact.pk, archived_at=None).update(archived_at=at):
            contact.archived_at = at
            _renumber(list(_current(contact.pupil).order_by("priority", "pk")))
            _write("contact.archived", contact.pupil, {"contact": contact.name, "reason": reason}, by=by, at=at)


def restore_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Ring an archived contact again, last in the order. Twice changes nothing."""
    with unit_of_work():
        last = _current(contact.pupil).aggregate(last=Max("priority"))["last"] or 0
        gone = Contact.objects.filter(pk=contact.pk, archived_at__isnull=False)
        if gone.update(archived_at=None, priority=last + 1):
            contact.archived_at, contact.priority = None, last + 1
            _write("contact.restored", contact.pupil, {"contact": contact.name}, by=by, at=at)


def _current(pupil: Pupil) -> Any:
    return Contact.objects.filter(pupil=pupil, archived_at=None)


def _renumber(order: list[Contact]) -> None:
    """Number contacts from 1 in this order. First all out of the way, as no two may ever share a number."""
    _current(order[0].pupil).update(priority=F("priority") + 1000) if order else None
    for number, contact in enumerate(order, start=1):
        contact.priority = number
        contact.save(update_fields=["priority"])


def _set_flags(pupil: Pupil, flags: Iterable[FlagFacts], at: datetime) -> dict[str, str]:
    """Make these the pupil's flags, one of each kind, and return them as the journal keeps them."""
    wanted = {flag.kind: flag for flag in flags}
    for row in Flag.objects.filter(pupil=pupil, archived_at=None):
        flag = wanted.get(row.kind)
        if flag is None or flag.note != row.note:
            row.archived_at = at
            row.save(update_fields=["archived_at"])
        else:
            wanted.pop(row.kind)
    Flag.objects.bulk_create(Flag(pupil=pupil, kind=flag.kind, note=flag.note) for flag in wanted.values())
    words = _flag_words(pupil)
    return {"flags": words} if words else {}


def _flag_words(pupil: Pupil) -> str:
    rows = Flag.objects.filter(pupil=pupil, archived_at=None).order_by("kind", "pk")
    return ", ".join(f"{row.get_kind_display()} ({row.note})" if row.note else row.get_kind_display() for row in rows)


def _set_numbers(contact: Contact, numbers: Iterable[Number], at: datetime) -> dict[str, str]:
    """Make these the contact's numbers in this order, and return them as the journal keeps them."""
    kept = {row.number: row for row in PhoneNumber.objects.filter(contact=contact, archived_at=None)}
    for place, wanted in enumerate({each.number: each for each in numbers}.values(), start=1):
        row = kept.pop(wanted.number, None)
        if row is None:
            PhoneNumber.objects.create(contact=contact, position=place, **changes.columns(wanted))
        else:
            changes.apply(row, {"kind": wanted.kind, "note": wanted.note, "position": place})
    for row in kept.values():
        row.archived_at = at
        row.save(update_fields=["archived_at"])
    words = _number_words(contact)
    return {"numbers": words} if words else {}


def _number_words(contact: Contact) -> str:
    rows = PhoneNumber.objects.filter(contact=contact, archived_at=None).order_by("position", "pk")
    return ", ".join(
        f"{phones.shown(row.number)} ({row.note})" if row.note else phones.shown(row.number) for row in rows
    )


def _refuse_taken_upn(upn: str, provision_id: int, but: Pupil | None = None) -> None:
    if upn:
        other = Pupil.objects.filter(provision_id=provision_id, upn=upn).exclude(pk=but.pk if but else None).first()
        if other:
            raise UpnTaken(other)


def _refuse_silent_warning(facts: ContactFacts) -> None:
    if facts.safety != Contact.Safety.OK and not facts.warning.strip():
        raise WarningMissing(facts.name)


def _write(verb: str, pupil: Pupil, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    journal.write(verb, facts, by=by, at=at, provision_id=pupil.provision_id, about=f"pupil:{pupil.pk}")
