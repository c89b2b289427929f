"""A pupil's attendance on their page: the sum of the year, the way to the policy's lines, what was done lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from firstbell.domain.school_time import Span, academic_year, long_date
from firstbell.domain.tallies import Tally, shown
from firstbell.domain.thresholds import Operator, can_still_miss
from firstbell.followup.models import ContactAttempt
from firstbell.notices.models import Notice
from firstbell.people.models import Pupil
from firstbell.placements.queries import planned_sessions
from firstbell.policy import Policy
from firstbell.provisions.queries import policy_on
from firstbell.registers.models import Mark
from firstbell.registers.queries import Scope, counts

LATELY = timedelta(days=14)
MOST_DEEDS = 12
# Nobody is helped by hearing of the next 250 sessions; the outlook for the year says more.
LONGEST_RUN = 50


@dataclass(frozen=True)
class Line:
    """A line of the policy to measure against: its number, its words, its place on the bar (0 to 1), the distance."""

    number: str
    words: str
    share: float
    distance: str


@dataclass(frozen=True)
class Figures:
    """A pupil's sessions here in an academic year. national: the rate by the national codes, in words."""

    tally: Tally
    percent: str
    share: float
    period: str
    lines: tuple[Line, ...]
    outlook: str
    national: str
    note: str
    minutes_late: int


@dataclass(frozen=True)
class Deed:
    """Something done or told lately. state: done, bad or plain."""

    at: datetime
    what: str
    detail: str
    state: str


def figures(pupil: Pupil, today: date) -> Figures:
    """Return a pupil's figures for the academic year of a day, from the running tallies."""
    year = academic_year(today)
    tomorrow = today + timedelta(days=1)
    left = planned_sessions(pupil, Span(tomorrow, year.ends_on)) if tomorrow <= year.ends_on else 0
    found = counts(Scope(pupil.provision_id, pupil_ids=[pupil.pk]), year)[None]
    own = found.own
    return Figures(
        tally=own,
        percent=shown(own.percent),
        share=float(own.percent or 0) / 100,
        period=f"{long_date(year.starts_on)} to {long_date(today)}",
        lines=_lines(own, left, policy_on(pupil.provision_id, today)),
        outlook=_outlook(own, left),
        national=_national_words(found.national, found.undecided),
        note="Fewer than 20 sessions: too few to lean on." if own.possible and own.is_small_base else "",
        minutes_late=found.minutes_late,
    )


def _national_words(tally: Tally, undecided: int) -> str:
    words = f"By the national codes {shown(tally.percent)}, {tally.attended} of {tally.possible}"
    waiting = f"; {undecided} wait{'s' if undecided == 1 else ''} for a person to decide" if undecided else ""
    return f"{words}{waiting}. From sessions here alone: the main school's own figure may differ."


def _lines(tally: Tally, left: int, policy: Policy) -> tuple[Line, ...]:
    """Return the policy's target and thresholds, highest first, each percentage once."""
    asked: dict[Fraction, tuple[str, Operator]] = {
        threshold.percent: (f"{_plain(threshold.percent)} %", threshold.operator) for threshold in policy.thresholds
    }
    asked[policy.targets.attendance] = (f"target {_plain(policy.targets.attendance)} %", Operator.BELOW)
    return tuple(
        Line(_plain(percent), words, float(percent) / 100, distance(tally, left, percent, operator))
        for percent, (words, operator) in sorted(asked.items(), reverse=True)
    )


def distance(tally: Tally, left: int, percent: Fraction, operator: Operator) -> str:
    """Return how far a rate is from a percentage: sessions that may still be missed, or must be attended in a row.

    left: sessions still planned this year.
    """
    line = f"{_plain(percent)} %"
    if not tally.possible:
        return ""
    reached = 100 * tally.attended - percent * tally.possible
    is_below = reached < 0 or (reached == 0 and operator is Operator.AT_OR_BELOW)
    if not is_below:
        spare = can_still_miss(tally.attended, tally.possible, percent, operator)
        if not spare:
            return f"The next session missed goes below {line}."
        return f"Can miss {spare} more session{'' if spare == 1 else 's'} before going below {line}."
    needed = -reached / (100 - percent) if percent < 100 else Fraction(left + 1)
    count = ceil(needed) if operator is Operator.BELOW else floor(needed) + 1
    if count > left:
        return f"{line} is out of reach this year."
    if count > LONGEST_RUN:
        return f"Below {line}."
    run = "the next session" if count == 1 else f"the next {count} sessions in a row"
    return f"Below {line}: coming to {run} brings it back."


def _outlook(tally: Tally, left: int) -> str:
    if not tally.possible or not left:
        return ""
    best = Tally(tally.possible + left, tally.attended + left, tally.authorised, tally.unauthorised)
    return f"Coming to all {_sessions(left)} still planned this year makes it {shown(best.percent)}."


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def _plain(percent: Fraction) -> str:
    return f"{float(percent):g}"


def lately(pupil: Pupil, at: datetime) -> tuple[Deed, ...]:
    """Return what was marked as absent or late, told, tried and amended in the last fortnight, newest first."""
    since = at - LATELY
    marks = Mark.objects.filter(line__pupil=pupil, recorded_at__gte=since, recorded_at__lte=at).exclude(
        kind__in=[Mark.Kind.MARK, Mark.Kind.IMPORTED], code_key__in=["/", "\\"]
    )
    deeds = [
        *(_of_mark(mark) for mark in marks.select_related("line__register")),
        *(_of_attempt(row) for row in ContactAttempt.objects.filter(pupil=pupil, made_at__gte=since, made_at__lte=at)),
        *(_of_notice(row) for row in Notice.objects.filter(pupil=pupil, received_at__gte=since, received_at__lte=at)),
    ]
    return tuple(sorted(deeds, key=lambda deed: deed.at, reverse=True)[:MOST_DEEDS])


def _of_mark(mark: Mark) -> Deed:
    register = mark.line.register
    session = f"{register.on:%A} {register.on.day} {register.on:%B}, {register.get_session_display()}"
    letter = mark.code_key.partition("#")[0]
    if mark.kind == Mark.Kind.RETRACTION:
        return Deed(mark.recorded_at, f"Undone: {session}", mark.recorded_by, "plain")
    if mark.replaces_id:
        return Deed(mark.recorded_at, f"{session} became {letter}", f"{mark.reason}. {mark.recorded_by}", "done")
    return Deed(mark.recorded_at, f"Marked {letter}, {session}", mark.recorded_by, "plain")


def _of_attempt(row: ContactAttempt) -> Deed:
    said = f"“{row.reason}” " if row.reason else ""
    return Deed(row.made_at, f"{row.spoke_to}: {row.outcome_words}", f"{said}{row.made_by}", "done")


def _of_notice(row: Notice) -> Deed:
    told = f"{row.get_told_by_display()} {row.get_how_display().lower()}, taken by {row.taken_by}"
    state = "plain" if row.withdrawn_at else "done"
    return Deed(
        row.received_at, f"Told: {row.reason}", f"{told}{', withdrawn since' if row.withdrawn_at else ''}", state
    )


def tally_items(tally: Tally) -> Sequence[tuple[str, int, str | None]]:
    """Return the counts as the strip of figures shows them, in the order in which they add up."""
    return (
        ("Possible", tally.possible, None),
        ("Attended", tally.attended, "here"),
        ("Authorised", tally.authorised, "told"),
        ("Unauthorised", tally.unauthorised, "away"),
        ("Not counted", tally.not_counted, None),
        ("Late", tally.late, None),
    )
