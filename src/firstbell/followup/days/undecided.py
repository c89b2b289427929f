"""Every N that still waits for a reason, by its age in the main school's days (R-014, R-015)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Subquery

from firstbell.accounts.models import Role
from firstbell.domain.duties import DutyKind, DutyRule, Hand
from firstbell.domain.school_time import CalendarEnds, SchoolCalendar, Span, london_day, weekdays_after
from firstbell.duties.models import Duty
from firstbell.placements.queries import school_calendar
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.registers.models import RegisterLine

HALVES = {"AM": "morning", "PM": "afternoon"}


@dataclass(frozen=True)
class OpenN:
    """One session without a reason. age, limit: school days since the session, and on which the decision is due.

    counted_in: the calendar they are counted by. stayed: where another one would be taken now, that the last day stays.
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
    is_today: bool
    counted_in: str
    stayed: str
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


@dataclass(frozen=True)
class _Days:
    """School days in which an N was counted. calendar: None is Monday to Friday."""

    words: str
    calendar: SchoolCalendar | None

    def last_day(self, on: date, count: int) -> date | None:
        """Return the count-th school day after a day, None where the calendar does not reach so far."""
        try:
            return self.calendar.add_school_days(on, count) if self.calendar else weekdays_after(on, count)
        except CalendarEnds:
            return None

    def between(self, after: date, until: date) -> int:
        """Return how many school days lie after a day, up to another."""
        if until <= after:
            return 0
        span = Span(after, until)
        days = self.calendar.school_days(span) if self.calendar else [day for day in span.days() if day.weekday() < 5]
        return sum(day > after for day in days)


OURS = "our own calendar"
WEEKDAYS = "weekdays, as no calendar reaches so far"


def undecided(provision_id: int, at: datetime) -> list[AgeGroup]:
    """Return every N that waits, oldest first, in groups of one age.

    Two statements, and one for each site and each day with an N; a school's calendar is read once in a process's life.
    """
    line = RegisterLine.objects.filter(
        pupil=OuterRef("pupil"), register__on=OuterRef("on"), register__session=OuterRef("session"), dropped_at=None
    ).order_by("pk")
    waiting = list(
        Duty.objects.filter(provision_id=provision_id, kind=DutyKind.DECIDE_N, closed_at=None, pupil__isnull=False)
        .annotate(line_id=Subquery(line.values("pk")[:1]))
        .select_related("pupil")
        .order_by("on", "session", "pupil__legal_first_name", "pk")
    )
    lines = _lines([duty.line_id for duty in waiting])
    reader = _Reader(provision_id, london_day(at))
    rows = [reader.row(duty, lines[duty.line_id]) for duty in waiting if duty.line_id]
    rows.sort(key=lambda row: (row.age - row.limit, row.age), reverse=True)
    return [
        AgeGroup(*_words(left), tuple(together))
        for left, together in groupby(rows, key=lambda row: min(0, row.age - row.limit))
    ]


def _lines(ids: list[int | None]) -> dict[int, Any]:
    """Return of each line where it was, and who the pupil's main school and commissioner are."""
    found = RegisterLine.objects.filter(pk__in=[pk for pk in ids if pk]).values_list(
        *("pk", "register_id", "register__site_id", "register__site__name"),
        *("placement__main_school_id", "placement__main_school__name"),
        *("placement__main_school__calendar_changed_at", "placement__commissioner__name"),
        named=True,
    )
    return {line.pk: line for line in found}


class _Reader:
    """Reads the rows of one day, and each calendar and policy once."""

    def __init__(self, provision_id: int, today: date) -> None:
        self.provision_id, self.today = provision_id, today
        self.policies: dict[date, Policy] = {}
        self.sites: dict[int, SchoolCalendar] = {}

    def row(self, duty: Duty, line: Any) -> OpenN:
        rule = self._rule(duty, line)
        due_on = london_day(duty.due_at)
        days, stayed = self._counted_in(duty.on, due_on, rule, line)
        return OpenN(
            pupil_id=duty.pupil_id,
            name=duty.pupil.name,
            on=duty.on,
            half=HALVES.get(duty.session, ""),
            register_id=line.register_id,
            line_id=line.pk,
            age=days.between(duty.on, self.today),
            limit=days.between(duty.on, due_on),
            is_today=duty.on == self.today,
            counted_in=days.words,
            stayed=stayed,
            due_at=duty.due_at,
            decided_by=str(Role(duty.owner_role).label).lower(),
            hand="a person" if rule is not None and rule.hand is Hand.PERSON else "the policy",
            is_late=duty.was_late,
        )

    def _rule(self, duty: Duty, line: Any) -> DutyRule | None:
        if duty.on not in self.policies:
            self.policies[duty.on] = provisions.policy_on(self.provision_id, duty.on)
        told = tuple(name for name in (line.placement__main_school__name, line.placement__commissioner__name) if name)
        return self.policies[duty.on].rule(duty.rule, duty.on, site=line.register__site__name, commissioners=told)

    def _counted_in(self, on: date, due_on: date, rule: DutyRule | None, line: Any) -> tuple[_Days, str]:
        """Return the days in which the last day was counted when the duty opened, and what changed since, in words.

        Found by the last day itself: where the calendar that a duty would take now does not come to it, another did.
        """
        choices = self._choices(line)
        first, weekdays = choices[0], choices[-1]
        count = rule.due.school_days if rule is not None else 0
        now = first if first.last_day(on, count or 1) else weekdays
        if not count or now.last_day(on, count) == due_on:
            return now, ""
        used = next((days for days in choices if days.last_day(on, count) == due_on), now)
        return used, f"Counted before {first.words} was changed here. The last day stays."

    def _choices(self, line: Any) -> list[_Days]:
        """Return the calendars a duty may count in: the main school's where it is known, else ours; last weekdays."""
        known = school_calendar(line.placement__main_school_id, line.placement__main_school__calendar_changed_at)
        if line.register__site_id not in self.sites:
            self.sites[line.register__site_id] = provisions.calendar(self.provision_id, line.register__site_id)
        ours = _Days(OURS, self.sites[line.register__site_id])
        school = [_Days(f"the calendar of {line.placement__main_school__name}", known)] if known else []
        return [*school, ours, _Days(WEEKDAYS, None)]


def _words(left: int) -> tuple[str, str]:
    """Return what stands above the sessions with so many school days to go, as a number below nought, and its tone."""
    if left == 0:
        return "The last day: decide today", "bad"
    if left == -1:
        return "One school day left", "wait"
    return f"{-left} school days left", ""
