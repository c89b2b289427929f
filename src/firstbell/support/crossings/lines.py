"""The lines of a policy, and when a pupil's sessions went past each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from firstbell.domain import crossings
from firstbell.domain.crossings import Passage
from firstbell.domain.duties import Fact
from firstbell.domain.school_time import SchoolCalendar, Span, academic_year, monday_of
from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import Period, Threshold
from firstbell.policy import Policy
from firstbell.registers.looking import Sheet

WATCHED = (
    Fact.UNAUTHORISED_SESSIONS,
    Fact.UNAUTHORISED_DAYS_IN_A_ROW,
    Fact.ILLNESS_DAYS,
    Fact.LATE_SESSIONS,
)
"""Beside thresholds. What goes well, a return and a plan that did not help are found where they are dealt with."""
RUN_LOOKS_BACK = timedelta(days=120)


@dataclass(frozen=True)
class Line:
    """One line of the policy. figures: what its rules are about. words: "below 95%", "10 unauthorised sessions ..."."""

    key: str
    fact: Fact
    words: str
    figures: Mapping[str, int | str] = field(default_factory=dict)
    threshold: Threshold | None = None

    @property
    def of_one_placement(self) -> bool:
        """Attendance is a placement's own; absences and lateness are counted wherever in the provision they were."""
        return self.threshold is not None


@dataclass(frozen=True)
class Calendar:
    """The days that lines are judged by. weeks: the Mondays of the school weeks."""

    today: date
    year: Span
    half_term: Span | None
    weeks: Sequence[date]


def lines_of(policy: Policy, on: date) -> list[Line]:
    """Return the lines in force: every threshold, and each count that some rule is about."""
    found = [
        Line(each.key, Fact.ATTENDANCE_BELOW, each.line, {"threshold": each.key}, each) for each in policy.thresholds
    ]
    for rule in policy.rules:
        if rule.when in WATCHED and rule.holds_on(on):
            key = ":".join([rule.when, *(str(value) for _, value in sorted(rule.figures.items()))])
            line = Line(key, rule.when, _words(rule.when, rule.figures), dict(rule.figures))
            if line not in found:
                found.append(line)
    return found


def calendar_for(today: date, school: SchoolCalendar) -> Calendar:
    """Return the school year, the half-term and the school weeks around a day."""
    weeks = school.school_weeks(Span(today - timedelta(days=550), today))
    begun = [term for term in school.terms if term.starts_on <= today]
    return Calendar(today, academic_year(today), begun[-1] if begun else None, weeks)


def looks_back_to(lines: Sequence[Line], calendar: Calendar) -> date:
    """Return the first day that any line needs: the school year's, and twice the weeks of the longest window."""
    longest = max((_weeks_of(line) for line in lines), default=0)
    first_week = calendar.weeks[-2 * longest :][0] if longest and calendar.weeks else calendar.today
    return min(calendar.year.starts_on, first_week, calendar.today - RUN_LOOKS_BACK)


def period_of(line: Line, calendar: Calendar) -> Span | None:
    """Return the whole period that a line looks at; None where it goes along with the days."""
    if line.fact is Fact.ILLNESS_DAYS:
        return calendar.year
    if line.threshold is None or line.threshold.period is Period.WEEKS:
        return None
    return calendar.half_term or calendar.year if line.threshold.period is Period.HALF_TERM else calendar.year


def passages_of(line: Line, sheet: Sheet, placement_id: int, calendar: Calendar) -> list[Passage]:
    """Return when a pupil's sessions went past a line, first to last."""
    sessions = sheet.of_placement(placement_id) if line.of_one_placement else sheet.all
    period, figures = period_of(line, calendar), line.figures
    if period is not None:
        sessions = tuple(each for each in sessions if period.covers(each.on))
    if line.threshold is not None:
        return crossings.of_threshold(line.threshold, sessions, calendar.weeks)
    if line.fact is Fact.ILLNESS_DAYS:
        return crossings.of_illness(sessions, days=int(figures["days"]))
    if line.fact is Fact.UNAUTHORISED_DAYS_IN_A_ROW:
        return crossings.of_days_without_leave(sessions, days=int(figures["days"]), unfinished=sheet.unfinished)
    count, weeks = int(figures["sessions"]), int(figures["school_weeks"])
    of_count = crossings.of_unauthorised if line.fact is Fact.UNAUTHORISED_SESSIONS else crossings.of_lateness
    return of_count(sessions, calendar.weeks, count=count, weeks=weeks)


def can_still_tell(line: Line, crossed_on: date, looked_back_to: date, calendar: Calendar) -> bool:
    """Whether the sessions at hand reach back far enough to say that a crossing never was."""
    if line.threshold is not None and line.threshold.period is not Period.WEEKS:
        return True
    weeks = _weeks_of(line)
    before = [week for week in calendar.weeks if week <= monday_of(crossed_on)][-weeks:] if weeks else []
    return looked_back_to <= (before[0] if before else crossed_on - RUN_LOOKS_BACK / 2)


def figures_of(line: Line, passage: Passage) -> dict[str, object]:
    """Return what caused a crossing, as it is kept: sums, the exact percentage as two whole numbers, the dates."""
    tally = Tally.of(each.code for each in passage.cause)
    percent = tally.percent
    return {
        "possible": tally.possible,
        "attended": tally.attended,
        "authorised": tally.authorised,
        "unauthorised": tally.unauthorised,
        "late": tally.late,
        "percent": _pair(percent),
        "judged_by": judged_by(line),
        "line_percent": _pair(line.threshold.percent if line.threshold else None),
        "starts_on": passage.cause[0].on.isoformat(),
        "ends_on": passage.cause[-1].on.isoformat(),
        "sessions": [
            [each.on.isoformat(), each.session.value, each.code.key]
            for each in passage.cause
            if each.is_missed or each.is_late
        ],
    }


def judged_by(line: Line) -> str:
    """Return what a crossing is judged by: where a policy changed that, the register was not what was wrong."""
    each = line.threshold
    if each is None:
        return line.key
    return f"{each.line}, from {each.at_least_sessions} sessions, again after {each.rearm_after_sessions}"


def _pair(percent: Fraction | None) -> list[int] | None:
    return [percent.numerator, percent.denominator] if percent is not None else None


def _weeks_of(line: Line) -> int:
    if line.threshold is not None:
        return line.threshold.weeks
    return int(line.figures.get("school_weeks", 0))


def _words(fact: Fact, figures: Mapping[str, int | str]) -> str:
    match fact:
        case Fact.UNAUTHORISED_SESSIONS:
            return f"{figures['sessions']} unauthorised sessions in {figures['school_weeks']} school weeks"
        case Fact.LATE_SESSIONS:
            return f"{figures['sessions']} late sessions in {figures['school_weeks']} school weeks"
        case Fact.ILLNESS_DAYS:
            return f"{figures['days']} days of illness in the school year"
        case _:
            return f"{figures['days']} school days in a row without leave"
