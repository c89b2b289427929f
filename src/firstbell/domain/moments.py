"""The instants of one fact, from which its duties are due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as WallTime

from firstbell.domain.duty_words import Anchor, DutyKind
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import SchoolCalendar


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
    the call was logged. day_ends_time: the site's last session end that day, in London. calendar: the provision's, None
    for plain weekdays. main_school_calendar: for the five-day rule (R-015); None where only the other is known.
    settled: when earlier duties were settled, by kind.
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
    main_school_calendar: SchoolCalendar | None = None
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
