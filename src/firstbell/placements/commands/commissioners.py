"""Schools and councils that send pupils, and the people at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from firstbell import journal
from firstbell.accounts.models import Invitation, Role, User
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.placements.models import Commissioner, LinkPerson, Placement
from firstbell.provisions import changes
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class CommissionerFacts:
    """What is known of a school or council, and what was agreed with it about absences (R-153).

    phone: E.164. notice_email: where absence e-mails go. tell_within_minutes: after the pupil's start; None is as the
    policy says. wants_late: told of late arrivals as well.
    """

    name: str
    kind: str = Commissioner.Kind.SCHOOL
    urn: str = ""
    phone: str = ""
    notice_email: str = ""
    tell_within_minutes: int | None = None
    notice_format: str = Commissioner.NoticeFormat.BODY
    asks_receipt: str = Commissioner.AsksReceipt.POLICY
    wants_late: bool = False


@dataclass(frozen=True)
class LinkPersonFacts:
    """What is known of a person at a commissioner. phone: E.164."""

    name: str
    job: str = ""
    email: str = ""
    phone: str = ""
    receives_notices: bool = False


class CommissionerNameTaken(Refused):
    """The provision has a school or council of this name."""

    def __init__(self, other: Commissioner) -> None:
        gone = (
            " It is archived: bring it back." if other.archived_at else " Use that one, or write what tells them apart."
        )
        super().__init__(
            f"There is already a {other.get_kind_display().lower()} called {other.name}.", "", gone.strip()
        )


class CommissionerInUse(Refused):
    """Pupils are still placed by it or registered at it."""

    def __init__(self, commissioner: Commissioner, pupils: int) -> None:
        count = "1 pupil has" if pupils == 1 else f"{pupils} pupils have"
        super().__init__(
            f"{count} a place through {commissioner.name} or {'is' if pupils == 1 else 'are'} registered there.",
            "Their absences are told to it.",
            "End or change those placements first.",
        )


def add_commissioner(facts: CommissionerFacts, *, provision_id: int, by: Actor, at: datetime) -> Commissioner:
    """Add a school or council to a provision. Raises CommissionerNameTaken."""
    with unit_of_work():
        _refuse_taken_name(facts.name, provision_id)
        made = Commissioner.objects.create(provision_id=provision_id, **changes.columns(facts))
        known = changes.known(made, changes.columns(facts))
        _write("commissioner.added", made, {"commissioner": made.name, "facts": known}, by=by, at=at)
    return made


def change_commissioner(commissioner: Commissioner, facts: CommissionerFacts, *, by: Actor, at: datetime) -> None:
    """Change what is known of a school or council. Raises CommissionerNameTaken."""
    with unit_of_work():
        _refuse_taken_name(facts.name, commissioner.provision_id, but=commissioner)
        changed = changes.apply(commissioner, changes.columns(facts))
        if changed:
            about = {"commissioner": commissioner.name, "changed": changed}
            _write("commissioner.changed", commissioner, about, by=by, at=at)


def archive_commissioner(commissioner: Commissioner, *, reason: str, today: date, by: Actor, at: datetime) -> None:
    """Take a school or council out of the lists. Raises CommissionerInUse while a pupil has a place through it."""
    with unit_of_work():
        current = Placement.objects.filter(
            Q(commissioner=commissioner) | Q(main_school=commissioner),
            Q(ends_on=None) | Q(ends_on__gte=today),
            archived_at=None,
        )
        if pupils := current.values("pupil_id").distinct().count():
            raise CommissionerInUse(commissioner, pupils)
        if Commissioner.objects.filter(pk=commissioner.pk, archived_at=None).update(archived_at=at):
            commissioner.archived_at = at
            about = {"commissioner": commissioner.name, "reason": reason}
            _write("commissioner.archived", commissioner, about, by=by, at=at)


def restore_commissioner(commissioner: Commissioner, *, by: Actor, at: datetime) -> None:
    """Bring an archived school or council back."""
    with unit_of_work():
        if Commissioner.objects.filter(pk=commissioner.pk, archived_at__isnull=False).update(archived_at=None):
            commissioner.archived_at = None
            _write("commissioner.restored", commissioner, {"commissioner": commissioner.name}, by=by, at=at)


def add_link_person(commissioner: Commissioner, facts: LinkPersonFacts, *, by: Actor, at: datetime) -> LinkPerson:
    """Add a named person at a commissioner. An account is given by inviting them, not here."""
    with unit_of_work():
        person = LinkPerson.objects.create(commissioner=commissioner, **changes.columns(facts))
        known = changes.known(person, changes.columns(facts))
        _write("link-person.added", commissioner, {"link_person": person.name, "facts": known}, by=by, at=at)
    return person


def change_link_person(person: LinkPerson, facts: LinkPersonFacts, *, by: Actor, at: datetime) -> None:
    """Change what is known of a person at a commissioner."""
    with unit_of_work():
        changed = changes.apply(person, changes.columns(facts))
        if changed:
            about = {"link_person": person.name, "changed": changed}
            _write("link-person.changed", person.commissioner, about, by=by, at=at)


def link_account(user: User, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Let a commissioner's contact who accepted an invitation see the pupils of whom they are a link person.

    Found by the address: of each school or council, the one person who has it and no account yet.
    """
    if invitation.role != Role.COMMISSIONER_CONTACT:
        return
    people = LinkPerson.objects.filter(
        commissioner__provision_id=invitation.provision_id, email__iexact=user.email, user=None, archived_at=None
    ).select_related("commissioner")
    linked = set(LinkPerson.objects.filter(user=user, archived_at=None).values_list("commissioner_id", flat=True))
    for person in people.order_by("pk"):
        if person.commissioner_id in linked:
            continue
        linked.add(person.commissioner_id)
        with unit_of_work():
            if LinkPerson.objects.filter(pk=person.pk, user=None).update(user=user):
                about = {"link_person": person.name, "email": user.email}
                _write("link-person.joined", person.commissioner, about, by=by, at=at)


def archive_link_person(person: LinkPerson, *, reason: str, by: Actor, at: datetime) -> None:
    """Stop writing to a person at a commissioner. They see no pupils here from now on."""
    with unit_of_work():
        if LinkPerson.objects.filter(pk=person.pk, archived_at=None).update(archived_at=at):
            person.archived_at = at
            about = {"link_person": person.name, "reason": reason}
            _write("link-person.archived", person.commissioner, about, by=by, at=at)


def _refuse_taken_name(name: str, provision_id: int, but: Commissioner | None = None) -> None:
    others = Commissioner.objects.filter(provision_id=provision_id, name__iexact=name)
    other = others.exclude(pk=but.pk if but else None).first()
    if other:
        raise CommissionerNameTaken(other)


def _write(verb: str, commissioner: Commissioner, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    about = f"commissioner:{commissioner.pk}"
    journal.write(verb, facts, by=by, at=at, provision_id=commissioner.provision_id, about=about)
