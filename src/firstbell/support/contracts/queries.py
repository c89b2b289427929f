"""Who knows the policy, and who has yet to be asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from firstbell.people.at_home import those_written_to
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Placement
from firstbell.provisions.models import PolicyVersion
from firstbell.support.contracts.models import Acknowledgement, PolicyReview

Paper = Acknowledgement.Paper


@dataclass(frozen=True)
class FamilyRow:
    """One parent or carer of one pupil. policy, contract: when, for the version in force; None where not yet.

    earlier: they had acknowledged an earlier version.
    """

    contact_id: int
    contact: str
    relationship: str
    pupil_id: int
    pupil: str
    policy: Acknowledgement | None
    contract: Acknowledgement | None
    earlier: bool

    @property
    def is_done(self) -> bool:
        return self.policy is not None and self.contract is not None


@dataclass(frozen=True)
class Families:
    """The parents and carers to be asked about a version: those who have yet to answer first."""

    version: PolicyVersion
    rows: tuple[FamilyRow, ...]

    @property
    def waiting(self) -> int:
        return sum(not row.is_done for row in self.rows)


def families(pupils: QuerySet[Pupil], version: PolicyVersion, today: date) -> Families:
    """Return one row for each contact with parental responsibility, else for the first, of pupils placed today.

    Somebody who must never be written to is not asked. Three statements, however many families.
    """
    placed = Placement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today, archived_at=None)
    theirs = Contact.objects.filter(
        pupil__in=pupils.filter(archived_at=None, pk__in=placed.values("pupil_id")), archived_at=None
    ).exclude(safety=Contact.Safety.NEVER)
    by_pupil: dict[int, list[Contact]] = defaultdict(list)
    for contact in theirs.select_related("pupil").order_by("priority"):
        by_pupil[contact.pupil_id].append(contact)
    asked = [contact for contacts in by_pupil.values() for contact in those_written_to(contacts)]
    known: dict[int, list[Acknowledgement]] = defaultdict(list)
    for each in Acknowledgement.objects.filter(contact__in=[contact.pk for contact in asked]):
        known[each.contact_id].append(each)
    rows = [_row(contact, known[contact.pk], version) for contact in asked]
    rows.sort(key=lambda row: (row.is_done, row.pupil.casefold(), row.contact.casefold()))
    return Families(version, tuple(rows))


def version_on(provision_id: int, today: date) -> PolicyVersion | None:
    """Return the version in force on a day."""
    begun = PolicyVersion.objects.filter(provision_id=provision_id, starts_on__lte=today)
    return begun.order_by("-starts_on", "-pk").first()


def successors(version: PolicyVersion) -> list[PolicyVersion]:
    """Return the versions that were made after one."""
    later = PolicyVersion.objects.filter(provision_id=version.provision_id, pk__gt=version.pk)
    return list(later.order_by("starts_on", "pk"))


def reviews(provision_id: int) -> list[PolicyReview]:
    return list(PolicyReview.objects.filter(version__provision_id=provision_id).select_related("version", "successor"))


def _row(contact: Contact, known: list[Acknowledgement], version: PolicyVersion) -> FamilyRow:
    now = {each.paper: each for each in known if each.version_id == version.pk}
    return FamilyRow(
        contact_id=contact.pk,
        contact=contact.name,
        relationship=contact.relationship,
        pupil_id=contact.pupil_id,
        pupil=contact.pupil.name,
        policy=now.get(Paper.POLICY),
        contract=now.get(Paper.CONTRACT),
        earlier=any(each.version_id != version.pk for each in known),
    )
