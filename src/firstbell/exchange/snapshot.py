"""Reads what a provision already has into the plain values that planning compares a file with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Model, Prefetch

from firstbell.exchange.kinds import HOLDS_NO_PUPIL, Kind
from firstbell.exchange.plan.here import (
    Clock,
    ClosedHere,
    CommissionerHere,
    ContactHere,
    GroupHere,
    Here,
    LinkPersonHere,
    PlacementHere,
    PupilHere,
    TermHere,
    WeekSlot,
)
from firstbell.exchange.sources import Source
from firstbell.exchange.values import read_date
from firstbell.people.commands import ContactFacts, FlagFacts, Number, PupilFacts
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.placements.commands import CommissionerFacts, LinkPersonFacts
from firstbell.placements.models import Commissioner, LinkPerson, Placement
from firstbell.provisions.models import ClosedDay, Group, Site, Term
from firstbell.provisions.queries import policy_on, session_clocks
from firstbell.registers.models import RegisterLine


def here(provision_id: int, source: Source, today: date) -> Here:
    """Return what the import of a file has to know. A constant number of statements."""
    kind = source.kind
    about_pupils = kind not in HOLDS_NO_PUPIL
    policy = policy_on(provision_id, today) if kind is Kind.MARKS else None
    return Here(
        pupils=_pupils(provision_id, today) if about_pupils else (),
        commissioners=_commissioners(provision_id) if kind is not Kind.CALENDARS else (),
        groups=_groups(provision_id, today),
        sites=tuple(Site.objects.filter(provision_id=provision_id, archived_at=None).values_list("pk", "name")),
        terms=_terms(provision_id),
        closed=_closed(provision_id),
        own_code_set=str(policy.code_set_name) if policy else "",
        own_codes=policy.own_codes if policy else None,
        marks=_marks(source, provision_id) if kind is Kind.MARKS else {},
    )


def seal(known: Here) -> str:
    """Return a short text that differs as soon as what is here does: what a preview has seen."""
    return sha256(repr(known).encode()).hexdigest()[:16]


def _facts(row: Model, shape: type[Any], **given: Any) -> Any:
    return shape(**{each.name: getattr(row, each.name) for each in fields(shape) if each.name not in given}, **given)


def _pupils(provision_id: int, today: date) -> tuple[PupilHere, ...]:
    current: dict[str, Any] = {"archived_at": None}
    rows = Pupil.objects.filter(provision_id=provision_id).prefetch_related(
        Prefetch("flags", Flag.objects.filter(**current).order_by("kind", "pk")),
        Prefetch("contacts", Contact.objects.filter(**current).order_by("priority", "pk")),
        Prefetch("contacts__numbers", PhoneNumber.objects.filter(**current).order_by("position", "pk")),
        Prefetch("placements", Placement.objects.filter(**current).order_by("-starts_on", "pk")),
        "placements__slots",
    )
    return tuple(
        PupilHere(
            id=row.pk,
            facts=_facts(row, PupilFacts),
            flags=tuple(FlagFacts(flag.kind, flag.note) for flag in row.flags.all()),
            contacts=tuple(_contact(contact) for contact in row.contacts.all()),
            placements=tuple(_placement(placement, today) for placement in row.placements.all()),
            archived=row.archived_at is not None,
        )
        for row in rows.order_by("pk")
    )


def _contact(row: Contact) -> ContactHere:
    numbers = tuple(Number(each.number, each.kind, each.note) for each in row.numbers.all())
    return ContactHere(row.pk, _facts(row, ContactFacts, numbers=numbers))


def _placement(row: Placement, today: date) -> PlacementHere:
    day = max(row.starts_on, today)
    slots = [
        slot for slot in row.slots.all() if slot.from_on <= day and (slot.until_on is None or slot.until_on >= day)
    ]
    week = tuple(WeekSlot(s.weekday, s.session, s.group_id, s.starts_time, s.ends_time) for s in slots)
    return PlacementHere(row.pk, row.commissioner_id, row.starts_on, row.ends_on, row.note, week)


def _commissioners(provision_id: int) -> tuple[CommissionerHere, ...]:
    people = Prefetch("link_people", LinkPerson.objects.filter(archived_at=None).order_by("pk"))
    rows = Commissioner.objects.filter(provision_id=provision_id).prefetch_related(people)
    return tuple(
        CommissionerHere(
            row.pk,
            _facts(row, CommissionerFacts),
            tuple(LinkPersonHere(each.pk, _facts(each, LinkPersonFacts)) for each in row.link_people.all()),
            row.archived_at is not None,
        )
        for row in rows.order_by("name")
    )


def _groups(provision_id: int, today: date) -> tuple[GroupHere, ...]:
    rows = list(
        Group.objects.filter(
            site__provision_id=provision_id, archived_at=None, site__archived_at=None
        ).order_by("name", "pk")
    )  # fmt: skip
    clocks = session_clocks({row.site_id for row in rows}, today) if rows else {}
    return tuple(GroupHere(row.pk, row.name, row.site_id, _clocks(clocks, row.site_id)) for row in rows)


def _clocks(clocks: dict[tuple[int, str], Any], site_id: int) -> dict[str, Clock]:
    return {
        session: Clock(clock.starts_time, clock.ends_time)
        for (site, session), clock in sorted(clocks.items())
        if site == site_id
    }


def _terms(provision_id: int) -> tuple[TermHere, ...]:
    return tuple(_facts_by_id(Term.objects.filter(provision_id=provision_id), TermHere))


def _closed(provision_id: int) -> tuple[ClosedHere, ...]:
    return tuple(_facts_by_id(ClosedDay.objects.filter(provision_id=provision_id, archived_at=None), ClosedHere))


def _facts_by_id(rows: Iterable[Model], shape: type[Any]) -> Iterable[Any]:
    return (_facts(row, shape, id=row.pk) for row in rows)


def _marks(source: Source, provision_id: int) -> dict[tuple[int, date, str], str]:
    """The marks that stand on the days of the file."""
    column = next((name for name, target in source.columns.targets.items() if target == "on"), "")
    days = [day for row in source.table.rows if (day := read_date(row[column]).value)]
    if not days:
        return {}
    lines = RegisterLine.objects.filter(
        register__provision_id=provision_id,
        register__on__gte=min(days),
        register__on__lte=max(days),
        current_mark__isnull=False,
    ).values_list("pupil_id", "register__on", "register__session", "current_mark__code_key")
    return {(pupil, on, session): key for pupil, on, session, key in lines.order_by("pk")}
