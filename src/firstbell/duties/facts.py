"""What registers tell duties: plain values, so that nothing here looks at a register's rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from firstbell.domain.codes import Code
from firstbell.domain.duties import Moments
from firstbell.domain.school_time import SchoolCalendar


def pupil_subject(pupil_id: int) -> str:
    """Return the subject of a pupil's duties: pupil:12."""
    return f"pupil:{pupil_id}"


def register_subject(register_id: int) -> str:
    """Return the subject of a register's duties: register:7."""
    return f"register:{register_id}"


def day_subject(day: date) -> str:
    """Return the subject of the duties of a whole day: day:2026-11-23."""
    return f"day:{day.isoformat()}"


class Told(NamedTuple):
    """A school or council that is told. within_minutes: of the pupil's start, where it agreed to another time."""

    commissioner_id: int
    name: str = ""
    within_minutes: int | None = None


@dataclass(frozen=True)
class AbsenceFacts:
    """What a line's mark says now, with the instants (UTC) that duties run from.

    code: the code that drives duties, from the provision's own set; None for a line that is blank again. Where two
    people gave two answers it is the absence. marked_at: when that was saved. pupil_starts_at: the pupil's own start.
    first_session_ends_at: the end of the pupil's first expected session of the day. day_ends_time: the site's last end
    that day, in London. tells: the commissioners to tell: the main school first, the other one too where it is another.
    follows_unexplained: the pupil's earlier session of this day stands unexplained, so home was already due a call;
    where that changes, pass the later session's facts again. at_risk: the pupil has a risk flag. heard: a
    notice speaks of this session, so nobody need ring home. site: the site's name. calendar: the provision's.
    main_school_calendar: None where it is unknown.
    """

    pupil_id: int
    on: date
    session: str
    code: Code | None
    marked_at: datetime
    pupil_starts_at: datetime
    session_starts_at: datetime
    register_closes_at: datetime
    session_ends_at: datetime
    first_session_ends_at: datetime
    day_ends_time: time
    tells: tuple[Told, ...] = ()
    follows_unexplained: bool = False
    run_begins_at: datetime | None = None
    at_risk: bool = False
    heard: bool = False
    site: str = ""
    calendar: SchoolCalendar | None = None
    main_school_calendar: SchoolCalendar | None = None

    @property
    def subject(self) -> str:
        return pupil_subject(self.pupil_id)

    @property
    def moments(self) -> Moments:
        return Moments(
            on=self.on,
            happened_at=self.marked_at,
            pupil_starts_at=max(self.pupil_starts_at, self.run_begins_at or self.pupil_starts_at),
            session_starts_at=self.session_starts_at,
            register_closes_at=self.register_closes_at,
            session_ends_at=self.session_ends_at,
            first_session_ends_at=self.first_session_ends_at,
            day_ends_time=self.day_ends_time,
            calendar=self.calendar,
            main_school_calendar=self.main_school_calendar,
        )


@dataclass(frozen=True)
class RegisterFacts:
    """A register that is to be taken, with its session's instants (UTC). name: what staff call it, "Forge".

    site: the site's name.
    """

    register_id: int
    name: str
    on: date
    session: str
    starts_at: datetime
    closes_at: datetime
    ends_at: datetime
    site: str = ""

    @property
    def subject(self) -> str:
        return register_subject(self.register_id)
