"""What happens in a provision's days, as values: marks, calls, notices, arrivals, messages, and what people record.

From these and a policy, `firstbell.domain.following` works out every duty. Nothing here tells the time.
"""

from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.contact import Outcome
from firstbell.domain.duties import Discharge, DutyRule, Fact, Moments
from firstbell.domain.school_time import SchoolCalendar, Session, starts_at


class Kind(StrEnum):
    """What sort of thing happened."""

    REGISTER_TAKEN = "register-taken"
    MARK = "mark"
    ATTEMPT = "attempt"
    NOTICE = "notice"
    ARRIVAL = "arrival"
    LEFT = "left"
    MESSAGE = "message"
    CLAIM = "claim"
    RECORD = "record"
    FACT = "fact"


class News(StrEnum):
    """What became of a message."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    BOUNCED = "bounced"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class Happening:
    """One thing that happened. at: when it was known (UTC). on, session: which line it is about.

    to: the person tried, or the school written to; "" is all. when_at: the time that was given: expected, arrived, left
    (UTC). code: of a mark, a reason or a notice. rest_of_day: the later session too. in_writing: a notice that needs no
    further confirmation. rule: the duty a person claims or records, by its rule's key; "" is every one it can meet.
    figures: of a fact, such as which threshold; only rules with just these open, all of them where none are given.
    """

    kind: Kind
    at: datetime
    on: date
    session: Session | None = None
    pupil: str = ""
    code: str = ""
    outcome: Outcome | None = None
    to: str = ""
    when_at: datetime | None = None
    rest_of_day: bool = False
    in_writing: bool = False
    news: News | None = None
    rule: str = ""
    met_by: Discharge | None = None
    fact: Fact | None = None
    figures: tuple[tuple[str, int | str], ...] = ()

    def order(self) -> tuple[str, ...]:
        """Return what sorts happenings: by time, and at one instant always the same way."""
        return (self.at.isoformat(), f"{list(Kind).index(self.kind):02}", *(str(value) for value in astuple(self)))


@dataclass(frozen=True)
class PupilHere:
    """A pupil as a policy sees one.

    starts: the pupil's own start by session, where it is not the register's; sessions it does not name are the pupil's
    too unless sessions says otherwise. contacts: how many people there are to ring. commissioners: whom to tell.
    main_school_calendar: None where it is unknown.
    """

    name: str
    starts: Mapping[Session, time] = field(default_factory=dict)
    sessions: tuple[Session, ...] = (Session.AM, Session.PM)
    contacts: int = 1
    at_risk: bool = False
    site: str = ""
    commissioners: tuple[str, ...] = ()
    main_school_calendar: SchoolCalendar | None = None


class Rules(Protocol):
    """What is asked of a policy."""

    def rules_for(
        self, fact: Fact, on: date, *, site: str = "", commissioners: Collection[str] = ()
    ) -> list[DutyRule]: ...

    def own_code(self, national: str, day: date) -> Code: ...

    def own_code_set(self, day: date) -> CodeSet: ...


@dataclass(frozen=True)
class Setting:
    """Where it happens: the policy, the codes, the session's wall-clock times, the pupils, the calendar.

    hours: start and end of each session. open_minutes: how long a register stays open from a pupil's own start.
    """

    policy: Rules
    hours: Mapping[Session, tuple[time, time]]
    open_minutes: int
    pupils: Mapping[str, PupilHere] = field(default_factory=dict)
    calendar: SchoolCalendar | None = None

    @property
    def open_for(self) -> timedelta:
        return timedelta(minutes=self.open_minutes)

    def pupil(self, name: str) -> PupilHere:
        return self.pupils.get(name) or PupilHere(name)

    def is_school_day(self, day: date) -> bool:
        return self.calendar.is_school_day(day) if self.calendar else day.weekday() < 5

    def day_ends_time(self) -> time:
        return max((ends for _, ends in self.hours.values()), default=time(16, 0))

    def day_ends_at(self, on: date) -> datetime:
        """Return the end of a day's last session (UTC)."""
        return starts_at(on, self.day_ends_time())

    def pupil_starts_at(self, pupil: PupilHere, on: date, session: Session) -> datetime:
        """Return a pupil's own start on a day (UTC)."""
        return starts_at(on, pupil.starts.get(session, self.hours[session][0]))

    def moments(self, pupil: PupilHere, on: date, session: Session | None, happened_at: datetime) -> Moments:
        """Return the instants of what happened; of a session's where it belongs to one."""
        known = Moments(
            on=on,
            happened_at=happened_at,
            day_ends_time=self.day_ends_time(),
            calendar=self.calendar,
            main_school_calendar=pupil.main_school_calendar,
        )
        if session is None or session not in self.hours:
            return known
        start = self.pupil_starts_at(pupil, on, session)
        first = Session.AM if Session.AM in self.hours and Session.AM in pupil.sessions else session
        session_start, session_end = self.hours[session]
        return replace(
            known,
            pupil_starts_at=start,
            session_starts_at=starts_at(on, session_start),
            register_closes_at=start + self.open_for,
            session_ends_at=starts_at(on, session_end),
            first_session_ends_at=starts_at(on, self.hours[first][1]),
        )
