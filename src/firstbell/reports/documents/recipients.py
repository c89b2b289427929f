"""To whom each report goes: derived from placements, contacts and roles, never typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from firstbell.accounts.models import Membership, Role
from firstbell.domain.school_time import Span
from firstbell.outbox.commands import Recipient
from firstbell.people.at_home import email_of, written_to
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Commissioner, Placement
from firstbell.placements.queries import notice_address
from firstbell.policy.reports import ReportDocument, ReportTo
from firstbell.reports.documents.models import ReportRun

NOBODY_AT_HOME = (
    "No parent or carer can be written to by email: none has an address here, or a warning stands. Print it instead."
)


@dataclass(frozen=True)
class Subject:
    """Of whom a report is, and who gets it: ids of rows, None for what it is not about."""

    commissioner_id: int | None = None
    pupil_id: int | None = None
    placement_id: int | None = None
    member_id: int | None = None

    @property
    def about(self) -> str:
        parts = {
            "pupil": self.pupil_id,
            "placement": self.placement_id,
            "commissioner": self.commissioner_id,
            "member": self.member_id,
        }
        return " ".join(f"{name}:{pk}" for name, pk in parts.items() if pk is not None) or "provision"


def subjects(provision_id: int, document: ReportDocument, to: ReportTo, span: Span, ended_on: date) -> list[Subject]:
    """Return everybody a scheduled report is of and for. ended_on: the last day of the placements that ended."""
    placed = Placement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=span.starts_on),
        pupil__provision_id=provision_id,
        pupil__archived_at=None,
        archived_at=None,
        starts_on__lte=span.ends_on,
    )
    match document, to:
        case ReportDocument.COMMISSIONER, _:
            return [Subject(commissioner_id=pk) for pk in sorted(_senders(placed))]
        case ReportDocument.PUPIL, ReportTo.PARENTS:
            return [Subject(pupil_id=pk) for pk in sorted(set(placed.values_list("pupil_id", flat=True)))]
        case ReportDocument.PUPIL, _:
            return sorted({Subject(each, pupil) for pupil, each in _pairs(placed)}, key=lambda one: one.about)
        case ReportDocument.TERM, ReportTo.COUNCIL:
            councils = Commissioner.objects.filter(pk__in=_senders(placed), kind=Commissioner.Kind.COUNCIL)
            return [Subject(commissioner_id=pk) for pk in councils.order_by("pk").values_list("pk", flat=True)]
        case ReportDocument.TERM, _:
            return [Subject(member_id=pk) for pk in heads(provision_id, ended_on)]
    ended = placed.filter(ends_on=ended_on).select_related("pupil")
    return [
        Subject(commissioner_id, place.pupil_id, place.pk)
        for place in ended.order_by("pk")
        for commissioner_id in sorted({place.commissioner_id, place.main_school_id or place.commissioner_id})
    ]


def heads(provision_id: int, today: date) -> list[int]:
    """Return the ids of the heads of a provision on a day."""
    held = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        provision_id=provision_id,
        role=Role.HEAD,
        ended_at=None,
        starts_on__lte=today,
        user__is_active=True,
    )
    return sorted(set(held.values_list("user_id", flat=True)))


def recipient_of(run: ReportRun) -> Recipient | None:
    """Return to whom a report goes, None for a family that nobody may write to. No address: as the outbox says."""
    if run.to == ReportTo.PARENTS:
        contact = parent_to_write_to(run.pupil) if run.pupil else None
        return Recipient(None, contact.name, contact.email) if contact else None
    if run.member:
        return Recipient(None, run.member.name, run.member.email)
    assert run.commissioner
    to = notice_address(run.commissioner)
    return Recipient(run.commissioner.pk, to.name, to.email)


def parent_to_write_to(pupil: Pupil) -> Contact | None:
    """Return the first who is written to and has an address for it; None where there is nobody."""
    return next((contact for contact in written_to([pupil.pk])[pupil.pk] if email_of(contact)), None)


def _pairs(placed: QuerySet[Placement]) -> Iterator[tuple[int, int]]:
    for pupil_id, sender, school in placed.values_list("pupil_id", "commissioner_id", "main_school_id"):
        yield pupil_id, sender
        if school is not None:
            yield pupil_id, school


def _senders(placed: QuerySet[Placement]) -> set[int]:
    return {each for _, each in _pairs(placed)}
