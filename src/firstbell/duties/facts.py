"""What registers tell duties: plain values, so that nothing here looks at a register's rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from firstbell.domain.codes import Code
from firstbell.domain.duties import Moments
from firstbell.domain.school_time import SchoolCalendar


def pupil_subject(pupil_id: int) -> str:
    """Return the subject of a pupil's duties: pupil:12."""
    return f"pupil:{pupil_id}"


def register_subject(register_id: int) -> str:
    """Return the subject of a register's duties: register:7."""
    return f"register:{register_id}"


@dataclass(frozen=True)
class AbsenceFacts:
    """What a line's mark says now, with the instants (UTC) that duties run from.

    code: the code that drives duties, from the provision's own set; None for a line that is blank again. Where two
    people gave two answers it is the absence. marked_at: when that was saved. pupil_starts_at: the pupil's own start.
    first_session_ends_at: the end of the pupil's first expected session of the day. day_ends_time: the site's last end
    that day, in London. tells: ids of the commissioners to tell: the main school first, the other one too where it is
    another. follows_unexplained: the pupil's earlier session of this day stands unexplained, so home was already due a
    call; where that changes, pass the later session's facts again. calendar: the main school's, else the provision's.
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
    tells: tuple[int, ...] = ()
    follows_unexplained: bool = False
    calendar: SchoolCalendar | None = None

    @property
    def subject(self) -> str:
        return pupil_subject(self.pupil_id)

    @property
    def moments(self) -> Moments:
        return Moments(
            on=self.on,
            happened_at=self.marked_at,
            pupil_starts_at=self.pupil_starts_at,
            session_starts_at=self.session_starts_at,
            register_closes_at=self.register_closes_at,
            session_ends_at=self.session_ends_at,
            first_session_ends_at=self.first_session_ends_at,
            day_ends_time=self.day_ends_time,
            calendar=self.calendar,
        )


@dataclass(frozen=True)
class RegisterFacts:
    """A register that is to be taken, with its session's instants (UTC). name: what staff call it, "Forge"."""

    register_id: int
    name: str
    on: date
    session: str
    starts_at: datetime
    closes_at: datetime
    ends_at: datetime

    @property
    def subject(self) -> str:
        return register_subject(self.register_id)
