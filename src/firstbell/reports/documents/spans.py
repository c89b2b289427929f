"""The days that a document speaks of, by the provision's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.domain.school_time import Span, monday_of
from firstbell.provisions.models import Term
from firstbell.provisions.queries import calendar, half_terms


@dataclass(frozen=True)
class Terms:
    """A provision's half-terms and terms, first to last."""

    halves: tuple[Span, ...]
    terms: tuple[Span, ...]

    def before(self, span: Span) -> Span | None:
        """Return the half-term or term before one that ends with this span; None where it ends with neither."""
        for times in (self.halves, self.terms):
            for earlier, found in zip(times, times[1:], strict=False):
                if found.covers(span.starts_on) and found.ends_on == span.ends_on:
                    return earlier
        return None


def terms_of(provision_id: int) -> Terms:
    """Return a provision's half-terms and terms. One statement."""
    terms = list(Term.objects.filter(provision_id=provision_id).order_by("starts_on"))
    halves = [
        half
        for term in terms
        for half in half_terms(term.starts_on, term.ends_on, term.break_starts_on, term.break_ends_on)
    ]
    return Terms(tuple(halves), tuple(Span(term.starts_on, term.ends_on) for term in terms))


def week_of(provision_id: int, day: date) -> Span:
    """Return the week of a day from Monday to the last weekday on which the provision opens."""
    monday = monday_of(day)
    return Span(monday, monday + timedelta(days=max(calendar(provision_id).weekdays)))
