"""A main school's own terms and closures, by which its days are counted (R-015, R-115)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.placements.models import Commissioner, SchoolClosure, SchoolTerm
from firstbell.provisions import changes
from firstbell.provisions.commands import TermFacts, TermsOverlap
from firstbell.provisions.models import ClosedDay, Term
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class SchoolClosureFacts:
    """Days inside a term on which the school is closed, both included."""

    name: str
    starts_on: date
    ends_on: date


class NothingToCopy(Refused):
    """The provision has no term that the school has not."""

    def __init__(self, school: str) -> None:
        super().__init__(
            f"Our calendar has no term that {school} does not have already.",
            "Nothing was copied.",
            "Put our own terms into the calendar first, or add the school’s terms one by one.",
        )


def add_school_term(school: Commissioner, facts: TermFacts, *, by: Actor, at: datetime) -> SchoolTerm:
    """Add a term. Raises TermsOverlap."""
    with unit_of_work():
        school = _locked(school.pk)
        _refuse_overlap(school, facts)
        term = SchoolTerm.objects.create(commissioner=school, **changes.columns(facts))
        known = changes.known(term, changes.columns(facts))
        _changed("school-term.added", school, {"term": term.name, "facts": known}, by=by, at=at)
    return term


def change_school_term(term: SchoolTerm, facts: TermFacts, *, by: Actor, at: datetime) -> None:
    """Change a term. Decisions that wait already keep their last day. Raises TermsOverlap."""
    with unit_of_work():
        school = _locked(term.commissioner_id)
        _refuse_overlap(school, facts, but=term)
        changed = changes.apply(term, changes.columns(facts))
        if changed:
            _changed("school-term.changed", school, {"term": term.name, "changed": changed}, by=by, at=at)


def remove_school_term(term: SchoolTerm, *, by: Actor, at: datetime) -> None:
    """Take a term out of the school's calendar. Its dates stay in the history. Twice changes nothing."""
    with unit_of_work():
        school = _locked(term.commissioner_id)
        kept = changes.known(term, TermFacts.__dataclass_fields__)
        if SchoolTerm.objects.filter(pk=term.pk).delete()[0]:
            _changed("school-term.removed", school, {"term": term.name, "facts": kept}, by=by, at=at)


def add_school_closure(school: Commissioner, facts: SchoolClosureFacts, *, by: Actor, at: datetime) -> SchoolClosure:
    """Close the school on some days: staff training, an election, a burst pipe."""
    with unit_of_work():
        school = _locked(school.pk)
        row = SchoolClosure.objects.create(commissioner=school, **changes.columns(facts))
        known = changes.known(row, changes.columns(facts))
        _changed("school-closure.added", school, {"facts": known}, by=by, at=at)
    return row


def remove_school_closure(row: SchoolClosure, *, by: Actor, at: datetime) -> None:
    """Take a closure back: those days are school days again. Twice changes nothing."""
    with unit_of_work():
        school = _locked(row.commissioner_id)
        kept = changes.known(row, SchoolClosureFacts.__dataclass_fields__)
        if SchoolClosure.objects.filter(pk=row.pk).delete()[0]:
            _changed("school-closure.removed", school, {"facts": kept}, by=by, at=at)


def copy_from_provision(school: Commissioner, *, by: Actor, at: datetime) -> int:
    """Give a school the provision's own terms, and the closures inside them; return how many terms were new.

    A term that overlaps one of the school's is left out, and so are closures of one site and days on which we alone
    are open. What changes in our calendar later does not change the school's. Raises NothingToCopy.
    """
    with unit_of_work():
        school = _locked(school.pk)
        theirs = list(school.school_terms.all())
        ours = [
            term
            for term in Term.objects.filter(provision_id=school.provision_id)
            if not any(term.starts_on <= other.ends_on and other.starts_on <= term.ends_on for other in theirs)
        ]
        if not ours:
            raise NothingToCopy(school.name)
        SchoolTerm.objects.bulk_create(
            SchoolTerm(commissioner=school, **{name: getattr(term, name) for name in TermFacts.__dataclass_fields__})
            for term in ours
        )
        closures = _closures_in(ours, school)
        SchoolClosure.objects.bulk_create(closures)
        facts = {"terms": [term.name for term in ours], "closures": [row.name for row in closures]}
        _changed("school-calendar.copied", school, facts, by=by, at=at)
    return len(ours)


def _closures_in(terms: list[Term], school: Commissioner) -> list[SchoolClosure]:
    """Return the provision's closures in these terms as the school's, without those that it has already."""
    ours = ClosedDay.objects.filter(provision_id=school.provision_id, site=None, archived_at=None)
    known = set(school.school_closures.values_list("starts_on", "ends_on"))
    return [
        SchoolClosure(commissioner=school, name=row.name, starts_on=row.starts_on, ends_on=row.ends_on)
        for row in ours.exclude(kind=ClosedDay.Kind.OPEN)
        if (row.starts_on, row.ends_on) not in known
        and any(term.starts_on <= row.ends_on and row.starts_on <= term.ends_on for term in terms)
    ]


def _locked(commissioner_id: int) -> Commissioner:
    """Return the school, kept from others who change its calendar."""
    return Commissioner.objects.select_for_update(no_key=True).get(pk=commissioner_id)


def _refuse_overlap(school: Commissioner, facts: TermFacts, but: SchoolTerm | None = None) -> None:
    others = SchoolTerm.objects.filter(commissioner=school, starts_on__lte=facts.ends_on, ends_on__gte=facts.starts_on)
    if other := others.exclude(pk=but.pk if but else None).first():
        raise TermsOverlap(TermFacts(other.name, other.starts_on, other.ends_on))


def _changed(verb: str, school: Commissioner, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Note that the calendar is another. The instant always moves on, so that it names one state of the calendar."""
    before = school.calendar_changed_at
    school.calendar_changed_at = at if before is None or at > before else before + timedelta(microseconds=1)
    school.save(update_fields=["calendar_changed_at"])
    journal.write(verb, facts, by=by, at=at, provision_id=school.provision_id, about=f"commissioner:{school.pk}")
