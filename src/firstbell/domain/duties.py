"""Duties: what must be done, by whom and by when, because of something that happened.

A policy holds rules of one shape: *when* a fact is so, a *duty* opens, *due* at an instant worked out from the
pupil's own start and the days of the school calendar. Everything here is values; opening rows and telling time belong
to the callers.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as WallTime

from firstbell.domain.codes import Code, Meaning
from firstbell.domain.duty_words import (
    Anchor,
    Discharge,
    DutyKind,
    DutyState,
    Each,
    Fact,
    Owner,
    anchors_of,
    can_meet,
    figures_of,
)
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import CalendarEnds, SchoolCalendar, starts_at, weekdays_after

__all__ = [
    "Anchor",
    "Discharge",
    "Due",
    "Duty",
    "DutyKind",
    "DutyRule",
    "DutyState",
    "Each",
    "Fact",
    "MomentUnknown",
    "Moments",
    "Owner",
    "add_months",
    "anchors_of",
    "can_meet",
    "facts_of",
    "figures_of",
    "raised_by",
    "settled_state",
    "was_late",
]


class MomentUnknown(Refused):
    """A rule counts from an instant that this fact does not have."""

    def __init__(self, rule_key: str, after: Anchor | DutyKind) -> None:
        super().__init__(
            f"The rule {rule_key!r} counts from {after.value!r}, and nothing says when that was.",
            "The duty's deadline cannot be worked out, so it was not opened.",
            "Choose another `after` for this rule in the policy, or record the missing time.",
        )


@dataclass(frozen=True)
class Moments:
    """The instants of one fact (UTC), from which duties are due.

    on: the session's date, or the date of the event. happened_at: when the fact became so: when the mark was saved,
    the call was logged. day_ends_time: the site's last session end that day, in London. calendar: the main school's,
    else the provision's, else None for plain weekdays. settled: when earlier duties were settled, by kind.
    """

    on: date
    happened_at: datetime
    pupil_starts_at: datetime | None = None
    session_starts_at: datetime | None = None
    register_closes_at: datetime | None = None
    session_ends_at: datetime | None = None
    first_session_ends_at: datetime | None = None
    day_ends_time: WallTime = WallTime(16, 0)
    calendar: SchoolCalendar | None = None
    settled: Mapping[DutyKind, datetime] = field(default_factory=dict)

    def at(self, anchor: Anchor | DutyKind) -> datetime | None:
        """Return the instant of an anchor, None where this fact has none."""
        if isinstance(anchor, DutyKind):
            return self.settled.get(anchor)
        return {
            Anchor.PUPIL_START: self.pupil_starts_at,
            Anchor.SESSION_START: self.session_starts_at,
            Anchor.REGISTER_CLOSE: self.register_closes_at,
            Anchor.SESSION_END: self.session_ends_at,
            Anchor.FIRST_SESSION_END: self._first_session_ends_at(),
            Anchor.EVENT: self.happened_at,
        }[anchor]

    def _first_session_ends_at(self) -> datetime | None:
        """Return the end of the pupil's first session; of this one where the first is over before it starts."""
        first_ends_at, starts_at = self.first_session_ends_at, self.pupil_starts_at
        if first_ends_at is not None and starts_at is not None and first_ends_at <= starts_at:
            return self.session_ends_at
        return first_ends_at


@dataclass(frozen=True)
class Due:
    """When a duty is due.

    Either minutes after an anchor; or at a clock time of the day; or school days, weeks or months on from the fact's
    date, at the clock time, else at the day's end. or_later_minutes: but never sooner than this many minutes after
    the fact, so that a late mark leaves time to act.
    """

    minutes: int | None = None
    after: Anchor | DutyKind = Anchor.EVENT
    time: WallTime | None = None
    school_days: int = 0
    weeks: int = 0
    months: int = 0
    or_later_minutes: int | None = None

    @property
    def counts_days(self) -> bool:
        return self.minutes is None

    def words(self) -> dict[str, str]:
        """Return the placeholders a sentence may use, filled in."""
        values = {
            "minutes": self.minutes,
            "time": f"{self.time:%H:%M}" if self.time else None,
            "school_days": self.school_days or None,
            "weeks": self.weeks or None,
            "months": self.months or None,
        }
        return {name: str(value) for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class DutyRule:
    """One rule of a policy: when a fact is so, a duty opens.

    figures: the numbers of a fact that has some, such as percent or days. sentence: what people read, with
    placeholders filled from due and figures. clause: the clause of the policy it carries out. from_on, until_on: the
    days it holds, both included.
    """

    key: str
    when: Fact
    duty: DutyKind
    due: Due
    owner: Owner
    met_by: frozenset[Discharge]
    sentence: str
    clause: str
    from_on: date | None = None
    until_on: date | None = None
    each: Each = Each.SESSION
    figures: Mapping[str, int | str] = field(default_factory=dict)

    def holds_on(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)

    def due_at(self, moments: Moments) -> datetime:
        """Return the instant (UTC) this duty is due. A late register does not move it, so it may already be past.

        School days come from the calendar; where it is unknown or ends too soon, from plain weekdays, which may be
        early and is never late. Raises MomentUnknown.
        """
        due_at = self._due_on_day(moments) if self.due.counts_days else self._due_after_anchor(moments)
        if self.due.or_later_minutes is not None:
            due_at = max(due_at, moments.happened_at + timedelta(minutes=self.due.or_later_minutes))
        return due_at

    def _due_after_anchor(self, moments: Moments) -> datetime:
        anchor = moments.at(self.due.after)
        if anchor is None:
            raise MomentUnknown(self.key, self.due.after)
        return anchor + timedelta(minutes=self.due.minutes or 0)

    def _due_on_day(self, moments: Moments) -> datetime:
        day = add_months(moments.on, self.due.months) + timedelta(weeks=self.due.weeks)
        if self.due.school_days:
            day = _school_days_on(day, self.due.school_days, moments.calendar)
        return starts_at(day, self.due.time or moments.day_ends_time)

    def words(self) -> dict[str, str]:
        """Return the placeholders the sentence may use, filled in."""
        return {**{name: str(value) for name, value in self.figures.items()}, **self.due.words()}

    def sentence_for(self) -> str:
        """Return the sentence people read, with its numbers filled in."""
        return self.sentence.format_map(self.words())


def add_months(day: date, months: int) -> date:
    """Return the same day some months on, or the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    _, last = monthrange(day.year + years, month + 1)
    return date(day.year + years, month + 1, min(day.day, last))


def _school_days_on(day: date, count: int, calendar: SchoolCalendar | None) -> date:
    if calendar is None:
        return weekdays_after(day, count)
    try:
        return calendar.add_school_days(day, count)
    except CalendarEnds:
        return weekdays_after(day, count)


@dataclass(frozen=True)
class Duty:
    """One duty that a fact opens."""

    rule: DutyRule
    due_at: datetime
    is_born_late: bool
    """It was already past its time when it opened: the register came late, the duty did not move."""

    @property
    def kind(self) -> DutyKind:
        return self.rule.duty

    @property
    def owner(self) -> Owner:
        return self.rule.owner

    @property
    def sentence(self) -> str:
        return self.rule.sentence_for()


def facts_of(code: Code) -> frozenset[Fact]:
    """Return the facts that a mark of this code makes so.

    U counts as an absence in the figures, but the pupil is here, so nobody is rung. A pupil who is unable to attend
    was expected and is not here: the school is told. A session that is not the pupil's makes nothing so.
    """
    if code.is_late:
        return frozenset({Fact.LATE, Fact.ARRIVED})
    if code.is_present or code.meaning is Meaning.NOT_COUNTED:
        return frozenset()
    if code.awaits_reason:
        return frozenset({Fact.ABSENCE, Fact.UNEXPLAINED_ABSENCE, Fact.N_UNRESOLVED})
    return frozenset({Fact.ABSENCE})


def raised_by(
    facts: Iterable[Fact], moments: Moments, rules: Iterable[DutyRule], *, continues_run: bool = False
) -> list[Duty]:
    """Return the duties that facts open under the rules that hold on the day, soonest first.

    continues_run: this session continues an unexplained absence of the same day, whose call has already been opened.
    Raises MomentUnknown.
    """
    so = frozenset(facts)
    duties = []
    for rule in rules:
        if rule.when not in so or not rule.holds_on(moments.on):
            continue
        if rule.each is Each.RUN and continues_run:
            continue
        due_at = rule.due_at(moments)
        duties.append(Duty(rule, due_at, is_born_late=due_at < moments.happened_at))
    return sorted(duties, key=lambda duty: duty.due_at)


def settled_state(due_at: datetime, *, met_at: datetime | None = None, moot_at: datetime | None = None) -> DutyState:
    """Return how a duty ends.

    Met when it was done, on time or late (`was_late` says which). No longer needed: withdrawn before its time, missed
    after. Raises ValueError unless it was done or became moot.
    """
    if met_at is not None:
        return DutyState.MET
    if moot_at is None:
        raise ValueError("a duty ends by being met or by becoming moot")
    return DutyState.WITHDRAWN if moot_at <= due_at else DutyState.MISSED


def was_late(due_at: datetime, met_at: datetime) -> bool:
    """Whether a duty was met after its time; a late call stays visible as late (SS-14)."""
    return met_at > due_at
