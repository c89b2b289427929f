"""The periods that figures are asked for: from today to the academic year, and since a placement began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.domain.school_time import Span, academic_year, monday_of
from firstbell.placements.models import Placement
from firstbell.provisions.models import Term
from firstbell.provisions.queries import half_terms


@dataclass(frozen=True)
class Periods:
    """Whole periods around a day, ends in the future included. In a holiday the half-term and term are the last ones.

    half_term, last_half_term, term: None where the calendar holds none.
    """

    today: Span
    week: Span
    year: Span
    half_term: Span | None = None
    last_half_term: Span | None = None
    term: Span | None = None


def periods(provision_id: int, today: date) -> Periods:
    """Return the periods around a day by the provision's terms. One statement."""
    terms = list(Term.objects.filter(provision_id=provision_id, starts_on__lte=today).order_by("starts_on"))
    halves = [
        half
        for term in terms
        for half in half_terms(term.starts_on, term.ends_on, term.break_starts_on, term.break_ends_on)
        if half.starts_on <= today
    ]
    monday = monday_of(today)
    return Periods(
        today=Span(today, today),
        week=Span(monday, monday + timedelta(days=6)),
        year=academic_year(today),
        half_term=halves[-1] if halves else None,
        last_half_term=halves[-2] if len(halves) > 1 else None,
        term=Span(terms[-1].starts_on, terms[-1].ends_on) if terms else None,
    )


def placement_span(pupil_id: int, today: date) -> Span | None:
    """Return the days since the pupil's current placement began, up to today; of the last one where none is in force.

    None before the first. Of several in force, since the first of them began.
    """
    begun = Placement.objects.filter(pupil_id=pupil_id, archived_at=None, starts_on__lte=today)
    places = list(begun.order_by("starts_on").values_list("starts_on", "ends_on"))
    current = [Span(starts_on, today) for starts_on, ends_on in places if ends_on is None or ends_on >= today]
    if current:
        return current[0]
    return Span(*max(places, key=lambda place: place[1])) if places else None
