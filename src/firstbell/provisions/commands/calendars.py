"""Terms with their half-term breaks, and the days inside them without sessions (R-115)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date
from firstbell.journal import Actor
from firstbell.provisions import changes
from firstbell.provisions.models import ClosedDay, Site, Term
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class TermFacts:
    """A term; both half-terms follow from the two dates of its break, or there is none."""

    name: str
    starts_on: date
    ends_on: date
    break_starts_on: date | None = None
    break_ends_on: date | None = None


@dataclass(frozen=True)
class ClosedDayFacts:
    """Days without sessions at one site, or at all. kind "open": open although it is a bank holiday."""

    kind: str
    name: str
    starts_on: date
    ends_on: date
    site: Site | None = None


class TermsOverlap(Refused):
    """Two terms hold the same day."""

    def __init__(self, other: Term | TermFacts) -> None:
        super().__init__(
            f"{other.name} already runs from {long_date(other.starts_on)} to {long_date(other.ends_on)}.",
            "A day belongs to one term only.",
            "Change the dates of one of the two.",
        )


def add_term(provision_id: int, facts: TermFacts, *, by: Actor, at: datetime) -> Term:
    """Add a term. Raises TermsOverlap."""
    with unit_of_work():
        _refuse_overlap(provision_id, facts)
        term = Term.objects.create(provision_id=provision_id, **changes.columns(facts))
        known = changes.known(term, changes.columns(facts))
        _write("term.added", provision_id, {"term": term.name, "facts": known}, by=by, at=at)
    return term


def change_term(term: Term, facts: TermFacts, *, by: Actor, at: datetime) -> None:
    """Change a term. Registers already marked stay. Raises TermsOverlap."""
    with unit_of_work():
        _refuse_overlap(term.provision_id, facts, but=term)
        changed = changes.apply(term, changes.columns(facts))
        if changed:
            _write("term.changed", term.provision_id, {"term": term.name, "changed": changed}, by=by, at=at)


def remove_term(term: Term, *, by: Actor, at: datetime) -> None:
    """Take back a term that was entered by mistake. Its dates stay in the history, registers stay as they are."""
    with unit_of_work():
        kept = changes.known(term, TermFacts.__dataclass_fields__)
        if Term.objects.filter(pk=term.pk).delete()[0]:
            _write("term.removed", term.provision_id, {"term": term.name, "facts": kept}, by=by, at=at)


def add_closed_day(provision_id: int, facts: ClosedDayFacts, *, by: Actor, at: datetime) -> ClosedDay:
    """Close some days, or open on a bank holiday. Unmarked lines of those days go."""
    with unit_of_work():
        row = ClosedDay.objects.create(provision_id=provision_id, **changes.columns(facts))
        known = changes.known(row, changes.columns(facts))
        _write("closed-day.added", provision_id, {"facts": known}, by=by, at=at)
    return row


def change_closed_day(row: ClosedDay, facts: ClosedDayFacts, *, by: Actor, at: datetime) -> None:
    """Change which days are closed, or why."""
    with unit_of_work():
        changed = changes.apply(row, changes.columns(facts))
        if changed:
            about = {"closure": row.name, "changed": changed}
            _write("closed-day.changed", row.provision_id, about, by=by, at=at)


def archive_closed_day(row: ClosedDay, *, by: Actor, at: datetime) -> None:
    """Take a closure back: those days have sessions again. Twice changes nothing."""
    with unit_of_work():
        if ClosedDay.objects.filter(pk=row.pk, archived_at=None).update(archived_at=at):
            about = {"closure": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on}
            _write("closed-day.archived", row.provision_id, about, by=by, at=at)


def _refuse_overlap(provision_id: int, facts: TermFacts, but: Term | None = None) -> None:
    others = Term.objects.filter(provision_id=provision_id, starts_on__lte=facts.ends_on, ends_on__gte=facts.starts_on)
    if other := others.exclude(pk=but.pk if but else None).first():
        raise TermsOverlap(other)


def _write(verb: str, provision_id: int, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    journal.write(verb, facts, by=by, at=at, provision_id=provision_id, about=f"provision:{provision_id}")
