"""All comparisons of one pupil, corrected together; what is found is said once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import chain

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.patterns import comparing, courses
from firstbell.domain.patterns.chance import corrected
from firstbell.domain.patterns.comparing import Comparison
from firstbell.domain.patterns.context import Context
from firstbell.domain.patterns.days import Known, known
from firstbell.domain.patterns.values import Pattern, PatternKind
from firstbell.domain.school_time import SchoolCalendar, Span
from firstbell.domain.tallies import SMALL_BASE_SESSIONS

ALARM = Fraction(5, 100)
"""Of pupils without any pattern, the share that may be told of one."""

SAID_ONCE = frozenset({PatternKind.WEEKDAY, PatternKind.HALF_DAY, PatternKind.WEEKEND, PatternKind.HOLIDAY})
"""Kinds that may be the same days by another name: Mondays, days after a weekend, mornings."""


def find(
    sessions: Iterable[MarkedSession], calendar: SchoolCalendar, window: Span, context: Context | None = None
) -> tuple[Pattern, ...]:
    """Return one pupil's patterns, the most unusual first.

    sessions: of one pupil, in any order; those before the window serve only for holidays, which are too few in any
    half-term. Later ones than the window are passed over. Same facts, same patterns. Raises SessionCountedTwice.
    """
    facts = known(sessions, window, context or Context())
    if sum(len(day.sessions) for day in facts.lately) < SMALL_BASE_SESSIONS:
        return ()
    comparisons = list(_comparisons(facts, calendar))
    chances = corrected([each.chance for each in comparisons])
    found = [
        (each.chance, replace(each.pattern, chance=chance))
        for each, chance in zip(comparisons, chances, strict=True)
        if each.pattern and chance <= ALARM
    ]
    return _said_once([pattern for _, pattern in sorted(found, key=lambda pair: (pair[0], pair[1].is_in_part))])


def _comparisons(facts: Known, calendar: SchoolCalendar) -> Iterable[Comparison]:
    return chain(
        comparing.weekdays_and_weekends(facts, calendar),
        comparing.half_days(facts),
        comparing.holidays(facts, calendar),
        comparing.siblings(facts),
        comparing.travel(facts),
        comparing.late_weekdays(facts),
        courses.runs(facts),
        courses.relapse(facts),
        courses.lateness_drift(facts),
    )


def _said_once(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Leave out a pattern most of whose days a stronger one of its sort has told already."""
    kept: list[Pattern] = []
    told: set[date] = set()
    for pattern in patterns:
        if pattern.kind in SAID_ONCE:
            if 2 * len(told & set(pattern.dates)) > len(pattern.dates):
                continue
            told |= set(pattern.dates)
        kept.append(pattern)
    return tuple(kept)
