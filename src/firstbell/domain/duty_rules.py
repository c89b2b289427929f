"""The rules of a policy: when a fact is so, a duty opens, due at an instant, met by something, followed by others."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as WallTime

from firstbell.domain.contact import ContactStep
from firstbell.domain.duty_words import Anchor, Discharge, DutyKind, Each, Fact, Hand, Owner
from firstbell.domain.moments import Moments, MomentUnknown
from firstbell.domain.school_time import (
    CalendarEnds,
    SchoolCalendar,
    london_day,
    london_time,
    starts_at,
    weekdays_after,
)


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
class Escalation:
    """A duty that nobody has claimed goes to another role this many minutes before its time."""

    minutes_before: int
    to: Owner


@dataclass(frozen=True)
class Repeat:
    """A duty falls due again, minutes or school days after it ended, until one of these meets it."""

    until: frozenset[Discharge]
    minutes: int | None = None
    school_days: int | None = None


@dataclass(frozen=True)
class MessageTimes:
    """When the message of a duty goes by itself, in minutes after the instant from which the duty is due.

    A letter that is due in days counts its minutes from what made it due.

    goes_minutes: sent unless a person holds it. retries_end_minutes: the last try; the phone takes over. hold_minutes:
    what a late register leaves to hold it, at least. retry_minutes: and to try again once it has gone.
    """

    goes_minutes: int
    retries_end_minutes: int
    hold_minutes: int = 1
    retry_minutes: int = 7

    def goes_at(self, anchor_at: datetime, drafted_at: datetime) -> datetime:
        """Return when a message drafted at an instant goes by itself (UTC)."""
        return max(anchor_at + timedelta(minutes=self.goes_minutes), drafted_at + timedelta(minutes=self.hold_minutes))

    def retries_end_at(self, anchor_at: datetime, goes_at: datetime) -> datetime:
        """Return when trying to send it ends (UTC)."""
        return max(
            anchor_at + timedelta(minutes=self.retries_end_minutes), goes_at + timedelta(minutes=self.retry_minutes)
        )

    def words(self) -> dict[str, str]:
        """Return the placeholders a sentence may use, filled in."""
        return {
            "goes_minutes": str(self.goes_minutes),
            "retries_end_minutes": str(self.retries_end_minutes),
            "hold_minutes": str(self.hold_minutes),
            "retry_minutes": str(self.retry_minutes),
        }


@dataclass(frozen=True)
class DutyRule:
    """One rule of a policy: when a fact is so, a duty opens.

    figures: the numbers of a fact that has some, such as percent or days. sentence: what people read, with
    placeholders filled from due, figures and message. clause: the clause of the policy it carries out. from_on,
    until_on: the days it holds, both included. if_met, if_missed: the keys of rules that open when this duty is met or
    missed. hand: who writes what a decision comes to. to: whom a letter is for. sites, commissioners: the names where
    it takes the place of the general rule of its key; none is everywhere.
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
    escalates: Escalation | None = None
    if_met: tuple[str, ...] = ()
    if_missed: tuple[str, ...] = ()
    repeat: Repeat | None = None
    message: MessageTimes | None = None
    hand: Hand = Hand.POLICY
    to: ContactStep = ContactStep.HOME
    sites: tuple[str, ...] = ()
    commissioners: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)

    def has(self, figures: Iterable[tuple[str, int | str]]) -> bool:
        """Whether the rule is about a fact with just these figures; the fact may have others too."""
        return all(self.figures.get(name) == value for name, value in figures)

    def escalates_at(self, due_at: datetime) -> datetime | None:
        """Return when the duty goes to the next role if nobody has claimed it; None where it never does."""
        return due_at - timedelta(minutes=self.escalates.minutes_before) if self.escalates else None

    def again_at(self, due_at: datetime, met_at: datetime, met_by: str, moments: Moments) -> datetime | None:
        """Return when the duty is due again after it was met (UTC), None where it is not.

        due_at: when the last one was due. School days count from London's day of the meeting, at the last one's time.
        """
        if self.repeat is None or met_by in set(self.repeat.until):
            return None
        if self.repeat.school_days is None:
            return met_at + timedelta(minutes=self.repeat.minutes or 0)
        day = _school_days_on(max(moments.on, london_day(met_at)), self.repeat.school_days, moments.calendar)
        return starts_at(day, london_time(due_at))

    def opens_in_run(self, days: int) -> bool:
        """Whether a run of absence of so many school days opens this duty on its last day.

        Once a run where the rule says each crossing: a run first seen when it is longer counts too. Otherwise on the
        day the policy names and every so many days after it (AL-10).
        """
        first, every = int(self.figures["days"]), int(self.figures["every_days"])
        if self.each is Each.CROSSING:
            return days >= first
        return days >= first and (days - first) % every == 0

    def applies_at(self, site: str, commissioners: Collection[str]) -> bool:
        """Whether it holds at a site for a pupil of these commissioners; names are compared without regard to case."""
        theirs = {name.casefold() for name in commissioners}
        at_site = not self.sites or site.casefold() in {name.casefold() for name in self.sites}
        return at_site and (not self.commissioners or any(name.casefold() in theirs for name in self.commissioners))

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
            day = _school_days_on(day, self.due.school_days, self._calendar(moments))
        return starts_at(day, self.due.time or moments.day_ends_time)

    def _calendar(self, moments: Moments) -> SchoolCalendar | None:
        """Return the calendar its school days are counted on: for N it is the main school's (R-015)."""
        if self.when is Fact.N_UNRESOLVED and moments.main_school_calendar is not None:
            return moments.main_school_calendar
        return moments.calendar

    def words(self) -> dict[str, str]:
        """Return the placeholders the sentence may use, filled in."""
        told = self.message.words() if self.message else {}
        return {**{name: str(value) for name, value in self.figures.items()}, **self.due.words(), **told}

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
