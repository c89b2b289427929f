"""To whom a plan may be sent: derived from the placement and the contacts, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from firstbell.outbox.commands import Recipient
from firstbell.people.at_home import email_of, written_to
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Placement
from firstbell.placements.queries import notice_address
from firstbell.placements.queries.places import in_force


@dataclass(frozen=True)
class Copy:
    """One person or school that may have a copy. key: what the form sends. address: "" where it is printed instead.

    why_not: in words, where no email can go.
    """

    key: str
    name: str
    what: str
    address: str
    is_family: bool
    commissioner_id: int | None = None
    why_not: str = ""

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.commissioner_id, self.name, self.address)


def copies_for(pupil: Pupil, on: date) -> list[Copy]:
    """Return the schools, then the family in the order we ring them, without those who must not be written to."""
    return [*_schools(pupil, on), *_family(pupil)]


def _schools(pupil: Pupil, on: date) -> list[Copy]:
    places = in_force(Placement.objects.filter(pupil=pupil), on).select_related("main_school", "commissioner")
    schools = {school.pk: school for place in places for school in (place.main_school, place.commissioner) if school}
    found = []
    for school in schools.values():
        to = notice_address(school)
        why_not = "" if to.email else "No email address is kept for them."
        found.append(
            Copy(f"school-{school.pk}", to.name, "School or council", to.email, False, school.pk, why_not=why_not)
        )
    return found


def _family(pupil: Pupil) -> list[Copy]:
    return [
        Copy(
            f"contact-{each.pk}",
            each.name,
            each.relationship or "Family",
            email_of(each),
            True,
            why_not=_why_not(each),
        )
        for each in written_to([pupil.pk])[pupil.pk]
    ]


def _why_not(contact: Contact) -> str:
    if contact.safety != Contact.Safety.OK:
        return f"Read the warning first: {contact.warning}"
    return "" if contact.email else "No email address is kept for them."
