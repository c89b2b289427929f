"""What is known about a pupil whom nobody found: their register, their family, what was tried and who answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.milestones import MarkedDay, Milestone, milestones
from firstbell.domain.school_time import Span, academic_year_start, long_date, starts_at
from firstbell.followup.home.calls import people_of
from firstbell.followup.home.ringing import Person
from firstbell.followup.missing.models import MissingCase
from firstbell.followup.models import ContactAttempt
from firstbell.notices.models import Notice
from firstbell.people.models import Flag, PhoneNumber, Pupil
from firstbell.placements.models import Placement
from firstbell.placements.queries.places import in_force
from firstbell.provisions import queries as provisions
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine

LOOKS_BACK = timedelta(days=300)
"""Longer than any milestone needs: twenty school days of a pupil who comes once a week, and the holidays between."""
WATCHED = (Flag.Kind.SOCIAL_WORKER, Flag.Kind.LOOKED_AFTER, Flag.Kind.RISK, Flag.Kind.SEND)
HALVES = {"AM": "morning", "PM": "afternoon"}


@dataclass(frozen=True)
class Deed:
    """One line of the timeline. what: the step or the call; detail: as it was said; by: who wrote it down.

    state: "done" where nothing is left of it.
    """

    at: datetime
    what: str
    detail: str
    by: str
    state: str = ""


@dataclass(frozen=True)
class Evidence:
    """Everything a case and the notification are drawn from.

    last_seen: in words, empty where the register of this time never saw the pupil. away_on: the days in a row, up to
    today, without any session present. siblings: pupils whose contacts share a number with this pupil's.
    """

    pupil: Pupil
    people: tuple[Person, ...]
    placement: Placement | None
    flags: tuple[Flag, ...]
    siblings: tuple[Pupil, ...]
    attempts: tuple[ContactAttempt, ...]
    notices: tuple[Notice, ...]
    milestones: tuple[Milestone, ...]
    last_seen: str
    last_seen_on: date | None
    away_on: tuple[date, ...]

    @property
    def contacts_tried(self) -> str:
        """Whom of the contacts somebody tried: "2 of 3 contacts tried, nobody reached"."""
        ringable = [person for person in self.people if person.may_ring]
        tried = {each.contact_id for each in self.attempts}
        reached = any(Outcome(each.outcome).reached for each in self.attempts if each.commissioner_id is None)
        count = sum(person.id in tried for person in ringable)
        return f"{count} of {len(ringable)} contacts tried, {'somebody' if reached else 'nobody'} reached"


def evidence_of(case: MissingCase, today: date) -> Evidence:
    """Return what is known. Nine statements, however long the absence."""
    pupil = case.pupil
    lines = _lines(pupil, today)
    here = [(on, session) for on, session, code in lines if code is not None and code.is_here]
    last = max(here, default=None)
    away = tuple(sorted({on for on, _, code in lines if code is not None and (last is None or on > last[0])}))
    since = min([case.opened_on, *away[:1]])
    return Evidence(
        pupil=pupil,
        people=tuple(people_of([pupil.pk]).get(pupil.pk, ())),
        placement=in_force(Placement.objects.filter(pupil=pupil), today)
        .select_related("commissioner", "main_school")
        .order_by("-starts_on", "-pk")
        .first(),
        flags=tuple(Flag.objects.filter(pupil=pupil, archived_at=None, kind__in=WATCHED)),
        siblings=_siblings(pupil),
        attempts=tuple(
            ContactAttempt.objects.filter(pupil=pupil, on__gte=since).select_related("contact", "commissioner")
        ),
        notices=tuple(Notice.objects.filter(pupil=pupil, received_at__gte=starts_at(since, time(0)))),
        milestones=milestones(_days(lines), _school_weeks(pupil.provision_id, today), today),
        last_seen=f"{long_date(last[0])}, {HALVES[last[1]]}" if last else "",
        last_seen_on=last[0] if last else None,
        away_on=away,
    )


def marked_days(pupil: Pupil, today: date) -> list[MarkedDay]:
    """Return the days on which a pupil was expected, with the code of each session due."""
    return _days(_lines(pupil, today))


def _lines(pupil: Pupil, today: date) -> list[tuple[date, str, Code | None]]:
    """Return date, session and code of each session due since long enough ago. One statement."""
    since = min(academic_year_start(today), today - LOOKS_BACK)
    rows = (
        RegisterLine.objects.filter(
            pupil=pupil,
            starts_at__gte=starts_at(since, time(0)),
            starts_at__lt=starts_at(today + timedelta(days=1), time(0)),
            expected=True,
            dropped_at=None,
        )
        .order_by("register__on", "register__session")
        .values_list("register__on", "register__session", "register__code_set", "current_mark__code_key")
    )
    return [
        (on, session, codes_of(code_set, pupil.provision_id, on).get(key) if key else None)
        for on, session, code_set, key in rows
    ]


def _days(lines: list[tuple[date, str, Code | None]]) -> list[MarkedDay]:
    found: dict[date, list[Code | None]] = defaultdict(list)
    for on, _, code in lines:
        found[on].append(code)
    return [MarkedDay(on, tuple(codes)) for on, codes in found.items()]


def _school_weeks(provision_id: int, today: date) -> list[date]:
    """Return the Mondays of the school weeks of half a year. The main school's calendar is not known to us (R-115)."""
    return provisions.calendar(provision_id).school_weeks(Span(today - timedelta(days=180), today))


def _siblings(pupil: Pupil) -> tuple[Pupil, ...]:
    """Return the provision's other pupils who share a contact's number with this one."""
    numbers = PhoneNumber.objects.filter(contact__pupil=pupil, archived_at=None).values("number")
    shared = Q(contacts__numbers__number__in=numbers, contacts__numbers__archived_at=None, contacts__archived_at=None)
    others = Pupil.objects.filter(shared, provision_id=pupil.provision_id, archived_at=None)
    return tuple(others.exclude(pk=pupil.pk).distinct())
