"""Whom a meeting can ask: derived from the pupil's contacts, placements and case, and from who works here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from firstbell.accounts.models import Membership, User
from firstbell.people.at_home import email_of, those_written_to
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import LinkPerson, Placement
from firstbell.placements.queries import notice_address
from firstbell.placements.queries.places import in_force
from firstbell.support.cases.models import Case
from firstbell.support.cases.queries import STAFF
from firstbell.support.meetings.models import Invitee, Professional

Kind = Invitee.Kind


@dataclass(frozen=True)
class Askable:
    """Somebody who can be asked. key: what a form sends; email: where it goes, empty where a letter is printed.

    hint: how they are asked, or what to read first. ids: the columns of Invitee that say who it is.
    """

    key: str
    kind: str
    name: str
    organisation: str = ""
    email: str = ""
    hint: str = ""
    contact_id: int | None = None
    commissioner_id: int | None = None
    professional_id: int | None = None
    user_id: int | None = None


def askable(pupil: Pupil, case: Case | None, today: date) -> list[Askable]:
    """Return whom a meeting about a pupil can ask: the pupil, family, schools, professionals, people here."""
    return [
        Askable("pupil", Kind.PUPIL, pupil.name, "The pupil", hint="Ask them yourself, and early."),
        *_family(pupil),
        *_schools(pupil, today),
        *(_professionals(case) if case else ()),
        *_staff(pupil.provision_id, today),
    ]


def _family(pupil: Pupil) -> Iterator[Askable]:
    """Every contact can be asked; who is not written to is asked in person or by a letter in the hand."""
    contacts = list(Contact.objects.filter(pupil=pupil, archived_at=None).exclude(safety=Contact.Safety.NEVER))
    written_to = those_written_to(contacts)
    for contact in contacts:
        is_safe = contact.safety == Contact.Safety.OK
        email = email_of(contact) if contact in written_to else ""
        yield Askable(
            key=f"contact-{contact.pk}",
            kind=Kind.PARENT,
            name=contact.name,
            organisation=contact.relationship or "Family",
            email=email,
            hint=_hint(email) if is_safe else f"Read the warning first: {contact.warning}",
            contact_id=contact.pk,
        )


def _schools(pupil: Pupil, today: date) -> Iterator[Askable]:
    places = in_force(Placement.objects.filter(pupil=pupil), today).select_related("commissioner", "main_school")
    schools = {school.pk: school for place in places for school in (place.main_school, place.commissioner) if school}
    people = LinkPerson.objects.filter(commissioner_id__in=schools, archived_at=None).exclude(email="")
    known = list(people.order_by("commissioner_id", "name", "pk"))
    for school in schools.values():
        to = notice_address(school)
        taken = {person.email for person in known if person.commissioner_id == school.pk}
        if to.email not in taken or not to.email:
            key = f"school-{school.pk}"
            whose = school.get_kind_display() if to.name == school.name else school.name
            yield Askable(key, Kind.SCHOOL, to.name, whose, to.email, _hint(to.email), commissioner_id=school.pk)
    for person in known:
        school = schools[person.commissioner_id]
        job = f"{person.job}, {school.name}" if person.job else school.name
        key, email = f"link-{person.pk}", person.email
        yield Askable(key, Kind.SCHOOL, person.name, job, email, _hint(email), commissioner_id=school.pk)


def _professionals(case: Case) -> Iterator[Askable]:
    for each in Professional.objects.filter(case=case):
        key = f"professional-{each.pk}"
        hint = _hint(each.email)
        yield Askable(key, Kind.PROFESSIONAL, each.name, each.organisation, each.email, hint, professional_id=each.pk)


def _staff(provision_id: int, today: date) -> Iterator[Askable]:
    held = Membership.objects.filter(
        provision_id=provision_id, role__in=STAFF, ended_at=None, starts_on__lte=today
    ).exclude(ends_on__lt=today)
    for user in User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name", "pk"):
        yield Askable(f"staff-{user.pk}", Kind.STAFF, user.name, "Here", user.email, _hint(user.email), user_id=user.pk)


def _hint(email: str) -> str:
    return "by email" if email else "no address: a letter is printed"
