"""The milestones of a child who is not seen: counted from the register, each with what would break it (R-164).

The provision supplies the evidence; the school and the council decide. Everything here is values.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from firstbell.domain.codes import Category, Code
from firstbell.domain.school_time import academic_year, monday_of

UNAUTHORISED_DAYS = 10
ILLNESS_DAYS = 15
UNAUTHORISED_SESSIONS = 10
SCHOOL_WEEKS = 10
UNSEEN_DAYS = 20
NEVER_DUE = frozenset({"#", "Z", "X"})
"""National codes that say no session was due: a closed school, a pupil not on roll, not of compulsory age."""
UNSEEN = frozenset({"G", "N", "O"})


@dataclass(frozen=True)
class MarkedDay:
    """A school day on which a pupil was expected: the code of each session due, None where nobody marked it."""

    on: date
    codes: tuple[Code | None, ...]


@dataclass(frozen=True)
class Milestone:
    """One count against its limit.

    count: days or sessions so far, never rounded. reached_on: the day that made it full, None before. since_on: the
    first day counted, None where there is none. unit: "school days" or "sessions". breaks: what would end the count.
    rule: the numbered rule it comes from. provisional: how many of the count are N and may still change.
    """

    rule: str
    title: str
    count: int
    limit: int
    unit: str
    breaks: str
    since_on: date | None = None
    reached_on: date | None = None
    provisional: int = 0

    @property
    def is_reached(self) -> bool:
        return self.count >= self.limit

    @property
    def share(self) -> float:
        """The part that is full, from 0 to 1, for a bar."""
        return min(1.0, self.count / self.limit)

    @property
    def left(self) -> int:
        """How many are still missing."""
        return max(0, self.limit - self.count)


def milestones(days: Iterable[MarkedDay], school_weeks: Sequence[date], today: date) -> tuple[Milestone, ...]:
    """Return the four milestones of a case as they stand today.

    days: in any order. school_weeks: the Mondays of the main school's weeks with a session, else the provision's; days
    after today count for nothing.
    """
    known = sorted((day for day in days if day.on <= today), key=lambda day: day.on)
    return (
        unauthorised_days(known),
        illness_days(known, today),
        unauthorised_sessions(known, school_weeks, today),
        unseen_days(known),
    )


def unauthorised_days(days: Sequence[MarkedDay]) -> Milestone:
    """Ten continuous school days, every session due G, N, O or U: the return to the council (R-063, R-064)."""
    run = _run(days, lambda code: code.category is Category.UNAUTHORISED_ABSENCE, _was_possible)
    return _of_run(
        run,
        UNAUTHORISED_DAYS,
        rule="R-063",
        title="School days in a row without leave",
        breaks="One session present or authorised.",
    )


def unseen_days(days: Sequence[MarkedDay]) -> Milestone:
    """Twenty continuous school days, every mark G, N or O (R-085). Any other code ends it: U, I, C and Y among them."""
    run = _run(days, lambda code: code.national in UNSEEN, lambda code: code.national not in NEVER_DUE)
    return _of_run(
        run,
        UNSEEN_DAYS,
        rule="R-085",
        title="School days in a row with no sign of the pupil",
        breaks="Any mark other than G, N or O.",
    )


def illness_days(days: Sequence[MarkedDay], today: date) -> Milestone:
    """Fifteen days with an I in the school year, in a row or not (R-065); half a day counts as one (R-066)."""
    year = academic_year(today)
    ill = [
        day.on
        for day in days
        if year.covers(day.on) and any(code is not None and code.national == "I" for code in day.codes)
    ]
    return Milestone(
        rule="R-065",
        title="Days of illness this school year",
        count=len(ill),
        limit=ILLNESS_DAYS,
        unit="school days",
        breaks="Nothing: it begins again with the school year.",
        since_on=ill[0] if ill else None,
        reached_on=ill[ILLNESS_DAYS - 1] if len(ill) >= ILLNESS_DAYS else None,
    )


def unauthorised_sessions(days: Sequence[MarkedDay], school_weeks: Sequence[date], today: date) -> Milestone:
    """Ten sessions G, N, O or U within the ten school weeks that end with this one (R-070). N may still change."""
    weeks = [week for week in sorted(school_weeks) if week <= monday_of(today)][-SCHOOL_WEEKS:]
    missed = [
        (day.on, code)
        for day in days
        for code in day.codes
        if monday_of(day.on) in weeks and code is not None and code.category is Category.UNAUTHORISED_ABSENCE
    ]
    on = [day for day, _ in missed]
    return Milestone(
        rule="R-070",
        title="Unauthorised sessions in ten school weeks",
        count=len(missed),
        limit=UNAUTHORISED_SESSIONS,
        unit="sessions",
        breaks=_what_falls_out(on, weeks),
        since_on=on[0] if on else None,
        reached_on=on[UNAUTHORISED_SESSIONS - 1] if len(on) >= UNAUTHORISED_SESSIONS else None,
        provisional=sum(code.awaits_reason for _, code in missed),
    )


def _run(days: Sequence[MarkedDay], counts: Callable[[Code], bool], is_due: Callable[[Code], bool]) -> list[date]:
    """Return the days of the run that stands at the end.

    A day counts when every session due counts; a single other code ends the run. A day nobody has wholly marked yet
    neither counts nor ends it, and one on which nothing was due is passed over.
    """
    run: list[date] = []
    for day in days:
        due = [code for code in day.codes if code is None or is_due(code)]
        if any(code is not None and not counts(code) for code in due):
            run = []
        elif due and None not in due:
            run.append(day.on)
    return run


def _of_run(run: list[date], limit: int, *, rule: str, title: str, breaks: str) -> Milestone:
    return Milestone(
        rule=rule,
        title=title,
        count=len(run),
        limit=limit,
        unit="school days",
        breaks=breaks,
        since_on=run[0] if run else None,
        reached_on=run[limit - 1] if len(run) >= limit else None,
    )


def _was_possible(code: Code) -> bool:
    """Whether a session was the pupil's: not possible is passed over, save D, where the pupil has another school's."""
    return code.category is not Category.NOT_POSSIBLE or code.national == "D"


def _what_falls_out(missed: list[date], weeks: list[date]) -> str:
    """Say how many sessions the next school week takes out of the count."""
    by_week = Counter(monday_of(day) for day in missed)
    falls = by_week[weeks[0]] if len(weeks) == SCHOOL_WEEKS else 0
    if not falls:
        return "An N that turns out to be authorised. The next school week takes none out of the count."
    return f"An N that turns out to be authorised. The next school week takes {falls} out of the count."
