"""What law and contract count of a pupil. Each informs: nothing here decides, and nothing drafts a penalty (R-075)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from firstbell.domain.codes import Category
from firstbell.domain.counts import Counts
from firstbell.domain.hours import WeekOfHours, by_week, commissioned_hours
from firstbell.domain.milestones import Milestone, illness_days, unauthorised_days, unauthorised_sessions
from firstbell.domain.school_time import Span, academic_year, long_date, monday_of
from firstbell.domain.tallies import Tally, shown
from firstbell.domain.thresholds import (
    PERSISTENT_MISSED_PERCENT,
    SEVERE_MISSED_PERCENT,
    Operator,
    can_still_miss,
    is_at_or_below,
    most_in_weeks,
)
from firstbell.followup.missing.evidence import marked_days
from firstbell.people.models import Pupil
from firstbell.placements.models import Placement
from firstbell.placements.queries import school_calendar
from firstbell.placements.queries.places import in_force
from firstbell.policy.benchmarks import Marker, full_time_markers
from firstbell.provisions.queries import calendar
from firstbell.registers.queries import Scope, counts, held_sessions
from firstbell.reports.figures.words import sessions

HALF_A_YEAR = timedelta(days=180)
WEEKS_OF_HOURS = 6


@dataclass(frozen=True)
class Tracker:
    """One count against its limit, in words. share: the part that is full, from 0 to 1; reached: the limit is."""

    title: str
    words: str
    detail: str
    share: float
    is_reached: bool


@dataclass(frozen=True)
class HoursTracker:
    """Hours a week, the last weeks with a session. commissioned: None where nothing was agreed or held.

    markers: each with whether the hours planned a week reach it.
    """

    weeks: tuple[WeekOfHours, ...]
    planned: Fraction
    received: Fraction
    commissioned: Fraction | None
    markers: tuple[tuple[Marker, bool], ...]


def trackers(pupil: Pupil, today: date) -> list[Tracker]:
    """Return persistent and severe absence, unauthorised sessions and days, and days of illness, as they stand today.

    Seven statements at most, two more where the main school's calendar is read for the first time.
    """
    year = counts(Scope(pupil.provision_id, pupil_ids=[pupil.pk]), academic_year(today))[None]
    days = sorted((day for day in marked_days(pupil, today) if day.on <= today), key=lambda day: day.on)
    weeks = _school_weeks(pupil, today)
    missed = unauthorised_sessions(days, weeks, today)
    most = most_in_weeks(
        (day.on for day in days for code in day.codes if code and code.category is Category.UNAUTHORISED_ABSENCE), weeks
    )
    return [
        _rate("Persistent absence, national definition", year, PERSISTENT_MISSED_PERCENT),
        _rate("Severe absence, national definition", year, SEVERE_MISSED_PERCENT),
        _milestone(missed, f"{_provisional(missed)} Most in any ten school weeks of half a year: {most}."),
        _milestone(unauthorised_days(days)),
        _milestone(illness_days(days, today)),
    ]


def _school_weeks(pupil: Pupil, today: date) -> list[date]:
    """The Mondays of the main school's weeks with a school day, where its calendar is known; else of ours (R-070)."""
    place = (
        in_force(Placement.objects.filter(pupil=pupil, main_school__isnull=False), today)
        .order_by("-starts_on", "-pk")
        .values_list("main_school_id", "main_school__calendar_changed_at")
        .first()
    )
    theirs = school_calendar(*place) if place else None
    return (theirs or calendar(pupil.provision_id)).school_weeks(Span(today - HALF_A_YEAR, today))


def _rate(title: str, year: Counts, missed_percent: int) -> Tracker:
    """The national share of possible sessions missed, by the sessions here alone."""
    tally = year.national
    reached = bool(is_at_or_below(tally.attended, tally.possible, 100 - missed_percent))
    spare = can_still_miss(tally.attended, tally.possible, 100 - missed_percent, Operator.AT_OR_BELOW)
    if not tally.possible:
        words = "No session was possible yet."
    elif reached:
        words = f"{_missed(tally)}, {shown(tally.absence_percent)}. The line is {missed_percent} % missed."
    else:
        words = f"Not reached: {_missed(tally)}, {shown(tally.absence_percent)}. Can miss {sessions(spare)} more."
    small = "A small base: a few sessions move it far. " if tally.possible and tally.is_small_base else ""
    detail = f"{small}This school year, from sessions here alone: the main school’s own figure may differ."
    share = float(Fraction(tally.missed, tally.possible) * 100 / missed_percent) if tally.possible else 0.0
    return Tracker(title, words, detail, min(1.0, share), reached)


def _missed(tally: Tally) -> str:
    return f"{tally.missed} of {tally.possible} missed"


def _milestone(each: Milestone, more: str = "") -> Tracker:
    since = f" since {long_date(each.since_on)}" if each.since_on else ""
    reached = f" Reached on {long_date(each.reached_on)}." if each.reached_on else ""
    words = f"{each.count} of {each.limit} {each.unit}{since}.{reached}"
    return Tracker(each.title, words, f"{more} What ends the count: {each.breaks}".strip(), each.share, each.is_reached)


def _provisional(missed: Milestone) -> str:
    """N is counted and may still change (R-071)."""
    if not missed.provisional:
        return "None of them is still without a reason."
    without = missed.count - missed.provisional
    return f"{missed.provisional} of them N, which may still change: {without} without those."


def hours_of(pupil: Pupil, today: date) -> HoursTracker | None:
    """Return the hours of the last weeks before this one; None where no session was held. Two statements."""
    ends_on = monday_of(today) - timedelta(days=1)
    span = Span(ends_on - timedelta(weeks=13), ends_on)
    weeks = by_week(held_sessions(pupil.pk, span))[-WEEKS_OF_HOURS:]
    if not weeks:
        return None
    agreed = in_force(Placement.objects.filter(pupil=pupil, commissioned_sessions__isnull=False), today)
    a_week = sum(agreed.values_list("commissioned_sessions", flat=True))
    planned = sum(week.planned_hours for week in weeks) / len(weeks)
    return HoursTracker(
        weeks=weeks,
        planned=planned,
        received=sum(week.received_hours for week in weeks) / len(weeks),
        commissioned=commissioned_hours(a_week, weeks) if a_week else None,
        markers=tuple((marker, planned >= marker.hours) for marker in full_time_markers(today)),
    )
