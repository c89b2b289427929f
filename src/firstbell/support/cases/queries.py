"""What the pages of support cases show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from firstbell.accounts.models import Membership, Role, User
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Span, london_day, long_date
from firstbell.domain.tallies import SMALL_BASE_SESSIONS, Tally, shown
from firstbell.registers.queries import marked_sessions
from firstbell.support.cases.due import Due, due_in
from firstbell.support.cases.models import Action, Barrier, Case, SupportEntry

STAFF = (Role.HEAD, Role.SAFEGUARDING_LEAD, Role.ATTENDANCE_LEAD, Role.TUTOR)
LOOKS_BACK = timedelta(days=180)


@dataclass(frozen=True)
class Moved:
    """How attendance moved since a case opened: as many sessions before it as since, at least twenty.

    before, since: empty where no session counted.
    """

    before: Tally
    since: Tally

    @property
    def words(self) -> str:
        """For example "61.9% before it was opened, 80.0% since (24 of 30)"."""
        if not self.since.possible:
            return "No session since it was opened"
        counted = f"({self.since.attended} of {self.since.possible})"
        since = shown(self.since.percent)
        if not self.before.possible:
            return f"{since} since it was opened {counted}"
        return f"{shown(self.before.percent)} before it was opened, {since} since {counted}"

    @property
    def is_small(self) -> bool:
        return 0 < self.since.possible < SMALL_BASE_SESSIONS


@dataclass(frozen=True)
class CaseRow:
    """One case on the list. next_due: the soonest thing due; overdue: how many are past their day."""

    case: Case
    barriers: tuple[str, ...]
    moved: Moved
    next_due: Due | None
    overdue: int


def case_list(cases: QuerySet[Case], at: datetime) -> list[CaseRow]:
    """Return open cases: those with something overdue first, then by what is due soonest."""
    today = london_day(at)
    waiting = list(cases.filter(closed_at=None))
    dues, moves = due_in([case.pk for case in waiting]), moved_since(waiting, today)
    barriers: dict[int, list[str]] = defaultdict(list)
    for barrier in Barrier.objects.filter(case__in=waiting, ended_at=None):
        barriers[barrier.case_id].append(barrier.words)
    rows = [
        CaseRow(
            case=case,
            barriers=tuple(barriers[case.pk]),
            moved=moves[case.pk],
            next_due=next(iter(dues.get(case.pk, ())), None),
            overdue=sum(due.on < today for due in dues.get(case.pk, ())),
        )
        for case in waiting
    ]
    return sorted(rows, key=lambda row: (row.next_due.on if row.next_due else date.max, row.case.pupil.name))


def closed_cases(cases: QuerySet[Case], limit: int = 100) -> list[Case]:
    """Return closed cases, the last one first."""
    return list(cases.exclude(closed_at=None).order_by("-closed_at", "-pk")[:limit])


def open_case_of(pupil_id: int) -> Case | None:
    """Return the case that is open for a pupil."""
    return Case.objects.filter(pupil_id=pupil_id, closed_at=None).select_related("pupil", "owner").first()


def moved_since(cases: Collection[Case], today: date) -> dict[int, Moved]:
    """Return how each pupil's attendance moved since their case opened. One statement, however many cases."""
    if not cases:
        return {}
    first = min(case.opened_on for case in cases)
    found = marked_sessions([case.pupil_id for case in cases], Span(first - LOOKS_BACK, today))
    return {case.pk: moved(found.get(case.pupil_id, ()), case.opened_on, case.closed_on) for case in cases}


def moved(sessions: Sequence[MarkedSession], opened_on: date, closed_on: date | None = None) -> Moved:
    """Return the sessions from the day a case opened to the day it closed, and as many before it."""
    before = [each for each in sessions if each.is_possible and each.on < opened_on]
    since = [
        each
        for each in sessions
        if each.is_possible and each.on >= opened_on and (closed_on is None or each.on <= closed_on)
    ]
    as_many = before[-max(len(since), SMALL_BASE_SESSIONS) :]
    return Moved(Tally.of(each.code for each in as_many), Tally.of(each.code for each in since))


def barriers_of(case: Case) -> tuple[list[Barrier], list[Barrier]]:
    """Return what stands in the way and what no longer does, each with its actions. Two statements."""
    every = list(Barrier.objects.filter(case=case).select_related("owner").prefetch_related("actions"))
    return [each for each in every if each.ended_at is None], [each for each in every if each.ended_at is not None]


def voices_of(case: Case) -> list[SupportEntry]:
    """Return what pupil, family and school said, newest first."""
    said = SupportEntry.objects.filter(case=case, kind__in=SupportEntry.VOICES)
    return list(said.order_by("-said_on", "-pk"))


def owners(provision_id: int, today: date) -> list[tuple[int, str]]:
    """Return the people here who can look after something, by name."""
    held = Membership.objects.filter(
        provision_id=provision_id, role__in=STAFF, ended_at=None, starts_on__lte=today, user__is_active=True
    ).exclude(ends_on__lt=today)
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("name", "pk").values_list("pk", "name"))


def my_actions(cases: QuerySet[Case], user_id: int) -> list[Action]:
    """Return what a person still has to do in open cases, soonest first."""
    mine = Action.objects.filter(case__in=cases, case__closed_at=None, owner_id=user_id, done_at=None)
    return sorted(mine.select_related("case__pupil"), key=lambda action: (action.due_on or date.max, action.pk))


def overdue_actions(cases: QuerySet[Case], today: date) -> list[Action]:
    """Return what anybody should have done by now in open cases, oldest first."""
    late = Action.objects.filter(case__in=cases, case__closed_at=None, done_at=None, due_on__lt=today)
    return list(late.select_related("case__pupil").order_by("due_on", "pk"))


def left_to_do(case: Case) -> list[str]:
    """Return what would be left if a case were closed now. Three statements."""
    actions = Action.objects.filter(case=case, done_at=None).values_list("words", flat=True)
    barriers = Barrier.objects.filter(case=case, ended_at=None).values_list("words", flat=True)
    meetings = case.meetings.filter(held_at=None, cancelled_at=None).values_list("on", "purpose")
    return [
        *(f"Not done: {words}" for words in actions),
        *(f"Still in the way: {words}" for words in barriers),
        *(f"Meeting on {long_date(on)}: {purpose}" for on, purpose in meetings),
    ]
