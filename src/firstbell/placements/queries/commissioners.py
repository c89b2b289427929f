"""Schools and councils as their pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner, LinkPerson, Placement
from firstbell.placements.queries.places import in_force
from firstbell.provisions import phones


@dataclass(frozen=True)
class CommissionerRow:
    """One line of the list of schools and councils. pupils: those with a place through it, or on its roll, today."""

    id: int
    name: str
    kind: str
    notice_email: str
    phone: str
    pupils: int
    people: str


@dataclass(frozen=True)
class LinkPersonCard:
    """A person at a commissioner. account: the address they sign in with, or empty."""

    id: int
    name: str
    job: str
    email: str
    phone: str
    phone_link: str
    receives_notices: bool
    account: str


def commissioner_list(
    commissioners: QuerySet[Commissioner], today: date, *, archived: bool = False
) -> list[CommissionerRow]:
    """Return the schools and councils by name. A constant number of statements."""
    current = in_force(Placement.objects.all(), today)
    pupils: dict[int, set[int]] = defaultdict(set)
    for pupil_id, sender, school in current.filter(
        Q(commissioner__in=commissioners) | Q(main_school__in=commissioners)
    ).values_list("pupil_id", "commissioner_id", "main_school_id"):
        pupils[sender].add(pupil_id)
        pupils[school].add(pupil_id)
    people = Prefetch("link_people", LinkPerson.objects.filter(archived_at=None), to_attr="current_people")
    return [
        CommissionerRow(
            id=row.pk,
            name=row.name,
            kind=row.get_kind_display(),
            notice_email=row.notice_email,
            phone=phones.shown(row.phone),
            pupils=len(pupils.get(row.pk, ())),
            people=", ".join(person.name for person in row.current_people),
        )
        for row in commissioners.filter(archived_at__isnull=not archived).prefetch_related(people)
    ]


def link_people(commissioner: Commissioner) -> list[LinkPersonCard]:
    rows = commissioner.link_people.filter(archived_at=None).select_related("user").order_by("name", "pk")
    return [
        LinkPersonCard(
            row.pk, row.name, row.job, row.email, phones.shown(row.phone), row.phone, row.receives_notices,
            row.user.email if row.user else "",
        )
        for row in rows
    ]  # fmt: skip


def pupils_of(pupils: QuerySet[Pupil], commissioner: Commissioner, today: date) -> list[tuple[int, str]]:
    """Return those pupils with a place through a commissioner, or on its roll, today: (id, name)."""
    theirs = Q(commissioner=commissioner) | Q(main_school=commissioner)
    current = in_force(Placement.objects.all(), today).filter(theirs)
    rows = pupils.filter(pk__in=current.values("pupil_id"), archived_at=None)
    return sorted(((row.pk, row.name) for row in rows), key=lambda pair: pair[1].casefold())


@dataclass(frozen=True)
class Address:
    """Where an email to a school or council goes, and the name on it. email: empty where none is kept."""

    name: str
    email: str


def notice_address(commissioner: Commissioner) -> Address:
    """Return where absence emails go: the address kept for them, else the first person there who gets them."""
    if commissioner.notice_email:
        return Address(commissioner.name, commissioner.notice_email)
    person = next(iter(gets_copies([commissioner.pk])), None)
    return Address(person.name, person.email) if person else Address(commissioner.name, "")


def gets_copies(commissioner_ids: Collection[int]) -> list[LinkPerson]:
    """Return the people at these schools to whom absence emails go too."""
    found = LinkPerson.objects.filter(
        commissioner_id__in=commissioner_ids, receives_notices=True, archived_at=None
    ).exclude(email="")
    return list(found.order_by("commissioner_id", "pk"))
