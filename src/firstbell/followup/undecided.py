"""Every N that still waits for a reason, by its age in school days (R-014, R-015)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import OuterRef, Subquery

from firstbell.accounts.models import Role
from firstbell.domain.duties import DutyKind, Hand
from firstbell.domain.school_time import SchoolCalendar, Span, london_day
from firstbell.duties.models import Duty
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.registers.models import RegisterLine

HALVES = {"AM": "morning", "PM": "afternoon"}


@dataclass(frozen=True)
class OpenN:
    """One session without a reason. age, limit: school days since the session, and on which the decision is due.

    hand: who writes O when nobody knows by then; decided_by: the role that decides before.
    """

    pupil_id: int
    name: str
    on: date
    half: str
    register_id: int
    line_id: int
    age: int
    limit: int
    due_at: datetime
    decided_by: str
    hand: str
    is_late: bool

    @property
    def is_last_day(self) -> bool:
        return self.age >= self.limit


@dataclass(frozen=True)
class AgeGroup:
    """The sessions with as many school days to go. words: "The last day: decide today"; tone: of that state."""

    words: str
    tone: str
    rows: tuple[OpenN, ...]


def undecided(provision_id: int, at: datetime) -> list[AgeGroup]:
    """Return every N that waits, oldest first, in groups of one age. Three statements, and one for each day with an N.

    School days are the provision's own: the main school's calendar is not known here (R-015).
    """
    today = london_day(at)
    line = RegisterLine.objects.filter(
        pupil=OuterRef("pupil"), register__on=OuterRef("on"), register__session=OuterRef("session"), dropped_at=None
    ).order_by("pk")
    waiting = (
        Duty.objects.filter(provision_id=provision_id, kind=DutyKind.DECIDE_N, closed_at=None, pupil__isnull=False)
        .annotate(line_id=Subquery(line.values("pk")[:1]), register_id=Subquery(line.values("register_id")[:1]))
        .select_related("pupil")
        .order_by("on", "session", "pupil__legal_first_name", "pk")
    )
    calendar = provisions.calendar(provision_id)
    policies: dict[date, Policy] = {}
    rows = [_row(duty, today, calendar, policies) for duty in waiting if duty.line_id]
    rows.sort(key=lambda row: (row.age - row.limit, row.age), reverse=True)
    return [
        AgeGroup(*_words(left), tuple(together))
        for left, together in groupby(rows, key=lambda row: min(0, row.age - row.limit))
    ]


def _row(duty: Duty, today: date, calendar: SchoolCalendar, policies: dict[date, Policy]) -> OpenN:
    if duty.on not in policies:
        policies[duty.on] = provisions.policy_on(duty.provision_id, duty.on)
    rule = policies[duty.on].rule(duty.rule, duty.on)
    return OpenN(
        pupil_id=duty.pupil_id,
        name=duty.pupil.name,
        on=duty.on,
        half=HALVES.get(duty.session, ""),
        register_id=duty.register_id,
        line_id=duty.line_id,
        age=_school_days(calendar, duty.on, today),
        limit=_school_days(calendar, duty.on, london_day(duty.due_at)),
        due_at=duty.due_at,
        decided_by=str(Role(duty.owner_role).label).lower(),
        hand="a person" if rule is not None and rule.hand is Hand.PERSON else "the policy",
        is_late=duty.was_late,
    )


def _school_days(calendar: SchoolCalendar, after: date, until: date) -> int:
    """Return the school days after a day, up to another; weekdays where the calendar does not reach so far."""
    if until <= after:
        return 0
    span = Span(after, until)
    days = calendar.school_days(span) if calendar.terms else [day for day in span.days() if day.weekday() < 5]
    return sum(day > after for day in days)


def _words(left: int) -> tuple[str, str]:
    """Return what stands above the sessions with so many school days to go, as a number below nought, and its tone."""
    if left == 0:
        return "The last day: decide today", "bad"
    if left == -1:
        return "One school day left", "wait"
    return f"{-left} school days left", ""
