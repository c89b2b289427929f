"""A span of days as the whole weeks in it and the days that its two ends cut off."""

from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.domain.school_time import ONE_DAY, Span, academic_year, academic_year_start, monday_of

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Cut:
    """mondays: the first and the last whole week; None where there is none. edges: the days outside whole weeks.

    years: when each academic year of the span began. A week in which an academic year ends is two weeks, one of each
    year, and each is whole by itself.
    """

    mondays: tuple[date, date] | None
    years: tuple[date, ...]
    edges: tuple[Span, ...] = ()


def cut_into_weeks(span: Span) -> Cut:
    """Return the whole weeks of a span, Monday to Sunday, and what is left of it before and after them."""
    starts_on, ends_on = span.starts_on, span.ends_on
    first_year = academic_year_start(starts_on)
    years = tuple(date(year, 9, 1) for year in range(first_year.year, academic_year_start(ends_on).year + 1))
    first, last = monday_of(starts_on), monday_of(ends_on)
    starts_whole = starts_on in (first, years[0])
    ends_whole = ends_on in (last + WEEK - ONE_DAY, academic_year(ends_on).ends_on)
    if not starts_whole:
        first += WEEK
    if not ends_whole:
        last -= WEEK
    if last < first:
        return Cut(None, years, (span,))
    edges = []
    if not starts_whole:
        edges.append(Span(starts_on, first - ONE_DAY))
    if not ends_whole:
        edges.append(Span(last + WEEK, ends_on))
    return Cut((first, last), years, tuple(edges))
