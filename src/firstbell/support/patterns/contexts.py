"""Everything that patterns are looked for in, for all pupils of a provision at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from firstbell import journal
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.patterns import Context, Sibling
from firstbell.domain.school_time import SchoolCalendar, Session, Span, london_day
from firstbell.notices.models import Notice
from firstbell.people.models import PhoneNumber, Pupil
from firstbell.placements.models import Placement
from firstbell.placements.queries.places import in_force
from firstbell.provisions import queries as provisions
from firstbell.registers import queries as registers

HOW_SIBLINGS_ARE_KNOWN = "the same number of a parent or carer"
LARGEST_HOME = 6
"""Pupils with one number: more are a home or a service that looks after many, and no siblings."""
TRAVEL_WORDS = {
    Pupil.Travel.INDEPENDENT: "on their own",
    Pupil.Travel.PUBLIC: "by public transport",
    Pupil.Travel.TAXI: "by taxi",
    Pupil.Travel.PARENT: "with a parent or carer",
    Pupil.Travel.MINIBUS: "by our minibus",
}
_BY_LABEL = {str(travel.label): words for travel, words in TRAVEL_WORDS.items()}


@dataclass(frozen=True)
class Material:
    """sessions, contexts: of each pupil, by id. window: the days that patterns are told of; sessions go back further,
    for holidays."""

    calendar: SchoolCalendar
    window: Span
    sessions: Mapping[int, tuple[MarkedSession, ...]]
    contexts: Mapping[int, Context]


def material(provision_id: int, today: date) -> Material:
    """Return what patterns are looked for in: pupils with a place today. Eight statements, however many pupils."""
    periods = registers.periods(provision_id, today)
    # This half-term and the last; the academic year where the calendar holds none.
    window = Span((periods.last_half_term or periods.half_term or periods.year).starts_on, today)
    placed = in_force(Placement.objects.filter(pupil__provision_id=provision_id), today).select_related("pupil")
    pupils = {place.pupil_id: place.pupil for place in placed.order_by("pupil_id")}
    sessions = registers.marked_sessions(pupils, Span(min(periods.year.starts_on, window.starts_on), today))
    siblings, travel, told = _siblings(pupils), _travel(pupils, provision_id, window), _told(pupils, window)
    contexts = {
        pupil_id: Context(
            siblings=tuple(
                Sibling(str(other), pupils[other].name, sessions.get(other, ()), HOW_SIBLINGS_ARE_KNOWN)
                for other in sorted(siblings[pupil_id])
            ),
            travel=travel.get(pupil_id, {}),
            told=frozenset(told[pupil_id]),
        )
        for pupil_id in pupils
    }
    return Material(provisions.calendar(provision_id), window, sessions, contexts)


def _siblings(pupils: Collection[int]) -> dict[int, set[int]]:
    """Return by pupil those who have a number of a parent or carer in common."""
    kept = PhoneNumber.objects.filter(archived_at=None, contact__archived_at=None, contact__pupil_id__in=pupils)
    homes: dict[str, set[int]] = defaultdict(set)
    for number, pupil_id, lives_with, is_parent in kept.values_list(
        "number", "contact__pupil_id", "contact__lives_with", "contact__parental_responsibility"
    ):
        if lives_with or is_parent:
            homes[number].add(pupil_id)
    found: dict[int, set[int]] = defaultdict(set)
    for home in homes.values():
        for pupil_id in home if len(home) <= LARGEST_HOME else ():
            found[pupil_id] |= home - {pupil_id}
    return found


def _travel(pupils: Mapping[int, Pupil], provision_id: int, window: Span) -> dict[int, dict[date, str]]:
    """Return how each pupil whose travel changed came, by day: read back from now through the changes."""
    changes = journal.histories(
        [f"pupil:{pupil_id}" for pupil_id in pupils],
        provision_id=provision_id,
        verbs=["pupil.changed"],
        since=window.starts_on,
    )
    found: dict[int, dict[date, str]] = {}
    for pupil_id, pupil in pupils.items():
        told = [each for each in changes.get(f"pupil:{pupil_id}", ()) if "travel" in each.facts["changed"]]
        days: dict[date, str] = {}
        until, words = window.ends_on, TRAVEL_WORDS.get(pupil.travel, "")
        for change in reversed(told):
            changed_on = max(london_day(change.at), window.starts_on)
            if changed_on <= until:
                days |= dict.fromkeys(Span(changed_on, until).days(), words)
                until = changed_on - timedelta(days=1)
            words = _BY_LABEL.get(change.facts["changed"]["travel"][0], "")
        if days and until >= window.starts_on:
            days |= dict.fromkeys(Span(window.starts_on, until).days(), words)
        found[pupil_id] = {day: way for day, way in days.items() if way}
    return found


def _told(pupils: Collection[int], window: Span) -> dict[int, set[tuple[date, Session]]]:
    """Return the sessions of which home told us by that day."""
    rows = Notice.objects.filter(
        pupil_id__in=pupils,
        kind__in=Notice.TELLS_OF_ABSENCE,
        told_by__in=Notice.FROM_HOME,
        withdrawn_at=None,
        starts_on__lte=window.ends_on,
        ends_on__gte=window.starts_on,
    )
    found: dict[int, set[tuple[date, Session]]] = defaultdict(set)
    for notice in rows:
        first = max(notice.starts_on, window.starts_on, london_day(notice.received_at))
        last = min(notice.ends_on, window.ends_on)
        if first <= last:
            days = Span(first, last).days()
            found[notice.pupil_id] |= {(day, half) for day in days for half in Session if notice.covers(day, half)}
    return found
