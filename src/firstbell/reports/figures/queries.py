"""The figures of one page: the sum, the two halves of the day, the lines, what changed, and the four denominators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from firstbell.domain.counts import NOTHING
from firstbell.domain.school_time import Session, Span, long_date
from firstbell.domain.tallies import Tally, shown
from firstbell.domain.thresholds import Operator, Period
from firstbell.placements.queries import commissioned, planned_sessions, weekly_sessions
from firstbell.policy import Policy
from firstbell.provisions.queries import calendar, policy_on
from firstbell.registers.queries import By, Periods, counts, placement_span
from firstbell.reports.figures.measures import Part
from firstbell.reports.figures.subjects import Subject
from firstbell.reports.figures.words import distance, plain, points, sessions

HALVES = {Session.AM: "Mornings", Session.PM: "Afternoons"}


@dataclass(frozen=True)
class Line:
    """A line of the policy to measure against: its number, its words, its place on the bar (0 to 1), the distance."""

    number: str
    words: str
    share: float
    distance: str


@dataclass(frozen=True)
class Change:
    """An earlier time to compare with, and the change since in words."""

    part: Part
    span: Span
    words: str


@dataclass(frozen=True)
class View:
    """One of the four denominators: its name, what it asks, the sum and the rate in words."""

    name: str
    question: str
    total: str
    rate: str


@dataclass(frozen=True)
class Figures:
    """What a page says. until: the last day that can be counted yet. halves: mornings and afternoons.

    lines: of the policy for attendance, highest first. punctuality: its target in words, empty where it has none.
    """

    span: Span
    until: date
    whole: Part
    halves: tuple[Part, ...]
    lines: tuple[Line, ...]
    outlook: str
    punctuality: str

    @property
    def dates(self) -> str:
        """The first and the last day counted."""
        first, last = long_date(self.span.starts_on), long_date(self.until)
        return first if first == last else f"{first} to {last}"


def figures_of(subject: Subject, span: Span, today: date) -> Figures:
    """Return the sum of a span and what follows from it. As many statements for three hundred pupils as for one."""
    policy = policy_on(subject.scope.provision_id, today)
    by_session = counts(subject.scope, span, by=By.SESSION)
    halves = tuple(Part(words, by_session.get(session, NOTHING)) for session, words in HALVES.items())
    whole = Part("All sessions", halves[0].counts + halves[1].counts)
    until = max(span.starts_on, min(span.ends_on, today))
    left = _left(subject, span, today)
    return Figures(
        span=span,
        until=until,
        whole=whole,
        halves=halves,
        lines=_lines(subject, whole.tally, policy, span, today, left),
        outlook=_outlook(whole.tally, left, span),
        punctuality=_punctuality(whole, policy.targets.punctuality),
    )


def _left(subject: Subject, span: Span, today: date) -> int | None:
    """The sessions a pupil still has in the span; None for many pupils, whose plans are no one sum."""
    tomorrow = today + timedelta(days=1)
    if subject.pupil is None:
        return None
    return planned_sessions(subject.pupil, Span(tomorrow, span.ends_on)) if tomorrow <= span.ends_on else 0


def _lines(
    subject: Subject, tally: Tally, policy: Policy, span: Span, today: date, left: int | None
) -> tuple[Line, ...]:
    """Return the policy's target and thresholds, highest first, each percentage once. A span that is over has none."""
    asked: dict[Fraction, tuple[str, Operator]] = {
        threshold.percent: (f"{plain(threshold.percent)} %", threshold.operator)
        for threshold in policy.thresholds
        if threshold.period is Period.YEAR
    }
    target = policy.targets.attendance
    asked[target] = (f"target {plain(target)} %", Operator.BELOW)
    goes_on = span.ends_on >= today
    scope = subject.scope
    a_week = (
        weekly_sessions(scope.placements(), today, group_id=scope.group_id, site_id=scope.site_id) if goes_on else 0
    )
    return tuple(
        Line(
            plain(percent),
            words,
            float(percent) / 100,
            distance(tally, percent, operator, left=left, until=span.ends_on, a_week=a_week) if goes_on else "",
        )
        for percent, (words, operator) in sorted(asked.items(), reverse=True)
    )


def _outlook(tally: Tally, left: int | None, span: Span) -> str:
    if not tally.possible or not left:
        return ""
    best = Tally(tally.possible + left, tally.attended + left, tally.authorised, tally.unauthorised)
    return (
        f"Coming to all {sessions(left)} still planned until {long_date(span.ends_on)} makes it {shown(best.percent)}."
    )


def _punctuality(whole: Part, target: Fraction | None) -> str:
    if target is None or whole.counts.punctuality is None:
        return ""
    reached = whole.counts.punctuality >= target
    return f"The target for punctuality is {plain(target)} %: {'reached' if reached else 'not reached'}."


def changes(subject: Subject, figures: Figures, today: date, periods: Periods) -> list[Change]:
    """Return what to compare with: the last half-term, and a pupil's first weeks here."""
    earlier = [("Last half-term", periods.last_half_term)]
    if subject.pupil is not None and (placed := placement_span(subject.pupil.pk, today)):
        earlier.append(("First six weeks of the placement", _first_weeks(placed)))
    return [_change(subject, figures.whole, span, words) for words, span in earlier if span and span != figures.span]


def _first_weeks(placed: Span) -> Span:
    return Span(placed.starts_on, min(placed.ends_on, placed.starts_on + timedelta(weeks=6, days=-1)))


def _change(subject: Subject, whole: Part, span: Span, words: str) -> Change:
    then = Part(words, counts(subject.scope, span)[None])
    return Change(then, span, points(whole.percent, then.percent))


def views(subject: Subject, figures: Figures) -> Iterator[View]:
    """Yield the four denominators, each with its own name; they are never added (stats.md, part 5)."""
    whole, own, national = figures.whole, figures.whole.tally, figures.whole.counts.national
    yield View("Placement", "Is the place here attended?", _of(own), whole.rate)
    waiting = whole.counts.undecided
    note = f"; {waiting} wait{'s' if waiting == 1 else ''} for a person to decide" if waiting else ""
    yield View(
        "National codes",
        "What the main school’s register would say of the sessions here. Its own figure may differ.",
        _of(national) + note,
        shown(national.percent),
    )
    if subject.scope.group_id is None and subject.scope.site_id is None:
        so_far = Span(figures.span.starts_on, figures.until)
        agreed = commissioned(subject.scope.placements(), so_far, calendar(subject.scope.provision_id))
        asked = sum(agreed.values())
        came = counts(replace(subject.scope, placement_ids=list(agreed)), so_far, own_only=True)[None].own.attended
        yield View(
            "Commissioned",
            "How much of what was agreed and paid for was attended?",
            f"{came} of {asked} agreed" if asked else "no number of sessions agreed",
            shown(Fraction(100 * came, asked)) if asked else "",
        )
    yield View("Whole timetable", "Is the education full-time?", "known to the main school", "")


def _of(tally: Tally) -> str:
    return f"{tally.attended} of {tally.possible} possible"
