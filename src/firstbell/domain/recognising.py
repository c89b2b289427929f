"""What a pupil has earned: a full week, a full half-term, a better stretch, a half-term on time, coming back (SS-28).

Only sessions that were expected and marked are looked at, so a part-time timetable earns as much as a full one. Where
the policy says so, authorised medical absence (I and M) is left out altogether: nobody loses a certificate to a
hospital appointment. Improvement is measured in percentage points, exactly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from firstbell.domain.absence_runs import is_away
from firstbell.domain.codes import Category, Code
from firstbell.domain.duty_rules import DutyRule
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import SchoolCalendar, Span, monday_of
from firstbell.domain.tallies import Tally

MEDICAL = frozenset({"I", "M"})
LEAST_SESSIONS = 5
"""On fewer possible sessions in either stretch, nobody is said to have improved."""
LEAST_ARRIVALS = 10
"""On fewer arrivals a half-term on time says little."""


class Achievement(StrEnum):
    """What can be recognised, named as the policy's facts are, in the order in which people read of it.

    Improvement and coming back stand first: they are worth as much as a full register, and are seen more rarely.
    """

    IMPROVED = "improved"
    RETURNED = "returned-after-long-absence"
    FULL_HALF_TERM = "full-half-term"
    PUNCTUAL_HALF_TERM = "punctual-half-term"
    FULL_WEEK = "full-week"

    @property
    def rank(self) -> int:
        return list(Achievement).index(self)


@dataclass(frozen=True)
class Earned:
    """One thing a pupil has earned, with its numbers.

    days: first and last day it is for. tally: the sessions it rests on. excused: sessions of medical absence left out.
    before: the stretch before, where it is an improvement. arrivals: sessions to which the pupil came. days_away:
    school days missed in a row before coming back, the first of them on away_since.
    """

    achievement: Achievement
    days: Span
    tally: Tally
    excused: int = 0
    before: Tally | None = None
    arrivals: int = 0
    days_away: int = 0
    away_since: date | None = None

    @property
    def points(self) -> Fraction:
        """Percentage points gained; 0 where nothing is compared."""
        if self.before is None or self.before.percent is None or self.tally.percent is None:
            return Fraction(0)
        return self.tally.percent - self.before.percent


def earned_in_week(
    sessions: Sequence[MarkedSession],
    week: date,
    rules: Iterable[DutyRule],
    calendar: SchoolCalendar,
    *,
    medical_counts: bool = False,
) -> list[tuple[DutyRule, Earned]]:
    """Return what a pupil earned by these rules in the school week that begins on a Monday, with the rule of each.

    sessions: as far back as the longest rule looks. A half-term is looked at in the week in which it ends.
    """
    days = school_days_of(week, calendar)
    if days is None:
        return []
    found = [(rule, _by_rule(rule, sessions, days, calendar, medical_counts=medical_counts)) for rule in rules]
    return [(rule, earned) for rule, earned in found if earned is not None]


def _by_rule(
    rule: DutyRule,
    sessions: Sequence[MarkedSession],
    week: Span,
    calendar: SchoolCalendar,
    *,
    medical_counts: bool,
) -> Earned | None:
    half_term = half_term_ending_in(monday_of(week.starts_on), calendar)
    match rule.when:
        case Achievement.FULL_WEEK:
            return full(Achievement.FULL_WEEK, sessions, week, medical_counts=medical_counts)
        case Achievement.FULL_HALF_TERM if half_term:
            return full(Achievement.FULL_HALF_TERM, sessions, half_term, medical_counts=medical_counts)
        case Achievement.PUNCTUAL_HALF_TERM if half_term:
            return punctual(sessions, half_term)
        case Achievement.IMPROVED:
            points, weeks = int(rule.figures["points"]), int(rule.figures["school_weeks"])
            return improved(
                sessions,
                monday_of(week.starts_on),
                points=points,
                school_weeks=weeks,
                calendar=calendar,
                medical_counts=medical_counts,
            )
        case Achievement.RETURNED:
            return returned(sessions, days=int(rule.figures["days"]), within=week)
    return None


def full(
    achievement: Achievement, sessions: Iterable[MarkedSession], days: Span, *, medical_counts: bool = False
) -> Earned | None:
    """Return what a pupil earned who missed nothing between these days.

    More must have been attended than was left out, so that two weeks of illness and one morning are no full half-term.
    """
    counted, excused = _counted(sessions, days, medical_counts=medical_counts)
    tally = _tally(counted)
    if tally.possible == 0 or tally.missed or tally.attended <= excused:
        return None
    return Earned(achievement, days, tally, excused, arrivals=_arrivals(counted))


def punctual(sessions: Iterable[MarkedSession], days: Span) -> Earned | None:
    """Return what a pupil earned who was on time whenever they came: no L and no U (U, though absent, did come)."""
    within = [each for each in sessions if days.covers(each.on)]
    arrivals = _arrivals(within)
    if arrivals < LEAST_ARRIVALS or any(each.is_late for each in within):
        return None
    return Earned(Achievement.PUNCTUAL_HALF_TERM, days, _tally(within), arrivals=arrivals)


def improved(
    sessions: Iterable[MarkedSession],
    week: date,
    *,
    points: int,
    school_weeks: int,
    calendar: SchoolCalendar,
    medical_counts: bool = False,
) -> Earned | None:
    """Return what a pupil earned whose attendance rose by so many points from one stretch of weeks to the next.

    week: the Monday of the last week of the later stretch. school_weeks: how long each stretch is; weeks of holiday
    lie between them uncounted.
    """
    known = [each for each in sessions if each.on < week + timedelta(days=7)]
    stretches = _stretches(known, week, school_weeks, calendar)
    if stretches is None:
        return None
    earlier, later = stretches
    before, _ = _counted(known, earlier, medical_counts=medical_counts)
    after, excused = _counted(known, later, medical_counts=medical_counts)
    found = Earned(
        Achievement.IMPROVED, later, _tally(after), excused, before=_tally(before), arrivals=_arrivals(after)
    )
    enough = min(_tally(before).possible, found.tally.possible) >= LEAST_SESSIONS
    return found if enough and found.points >= points else None


def returned(sessions: Iterable[MarkedSession], *, days: int, within: Span) -> Earned | None:
    """Return that a pupil came back within these days after at least so many school days away; None where not.

    A day away is a whole one on which the pupil was expected, whatever the reason (SS-29).
    """
    run: list[date] = []
    for on, of_day in groupby(sorted(sessions, key=lambda each: each.on), key=lambda each: each.on):
        day = list(of_day)
        away = is_away([each.code for each in day])
        if away:
            run.append(on)
        elif away is False:
            if len(run) >= days and within.covers(on):
                back = Span(on, on)
                return Earned(
                    Achievement.RETURNED,
                    back,
                    _tally(day),
                    arrivals=_arrivals(day),
                    days_away=len(run),
                    away_since=run[0],
                )
            run = []
    return None


def half_term_ending_in(week: date, calendar: SchoolCalendar) -> Span | None:
    """Return the half-term whose last day lies in the week that begins on this Monday."""
    days = Span(week, week + timedelta(days=6))
    return next((term for term in calendar.terms if days.covers(term.ends_on)), None)


def school_days_of(week: date, calendar: SchoolCalendar) -> Span | None:
    """Return the first to the last school day of the week that begins on this Monday; None where it has none."""
    days = calendar.school_days(Span(week, week + timedelta(days=6)))
    return Span(days[0], days[-1]) if days else None


def is_over(week: date, today: date, calendar: SchoolCalendar) -> bool:
    """Whether a school week's last school day lies before today; False for a week without one."""
    days = school_days_of(week, calendar)
    return days is not None and days.ends_on < today


def is_medical(code: Code) -> bool:
    """Illness or a medical appointment that was authorised."""
    return code.national in MEDICAL and code.category is Category.AUTHORISED_ABSENCE


def in_order(earned: Iterable[tuple[Earned, str]]) -> list[tuple[Earned, str]]:
    """Return what was earned in the order in which it is read: by achievement, the larger gain first, then by name."""
    return sorted(earned, key=lambda each: (each[0].achievement.rank, -each[0].points, each[1].casefold()))


def _stretches(
    sessions: Sequence[MarkedSession], week: date, school_weeks: int, calendar: SchoolCalendar
) -> tuple[Span, Span] | None:
    """Return the earlier and the later stretch, None where the pupil's marks do not reach back so far."""
    if not sessions:
        return None
    weeks = calendar.school_weeks(Span(min(each.on for each in sessions), week + timedelta(days=6)))
    if len(weeks) < 2 * school_weeks or weeks[-1] != monday_of(week):
        return None
    earlier, later = weeks[-2 * school_weeks : -school_weeks], weeks[-school_weeks:]
    return _school_days(earlier, calendar), _school_days(later, calendar)


def _school_days(mondays: Sequence[date], calendar: SchoolCalendar) -> Span:
    days = calendar.school_days(Span(mondays[0], mondays[-1] + timedelta(days=6)))
    return Span(days[0], days[-1])


def _counted(sessions: Iterable[MarkedSession], days: Span, *, medical_counts: bool) -> tuple[list[MarkedSession], int]:
    """Return the possible sessions between these days that count, and how many were left out as medical."""
    possible = [each for each in sessions if each.is_possible and days.covers(each.on)]
    if medical_counts:
        return possible, 0
    counted = [each for each in possible if not is_medical(each.code)]
    return counted, len(possible) - len(counted)


def _tally(sessions: Iterable[MarkedSession]) -> Tally:
    return Tally.of(each.code for each in sessions)


def _arrivals(sessions: Iterable[MarkedSession]) -> int:
    """Return to how many sessions the pupil came, in time or not."""
    return sum(1 for each in sessions if each.is_attended or each.is_late)
