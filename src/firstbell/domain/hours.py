"""Hours of education received, by the week, beside those planned and those commissioned."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from firstbell.domain.school_time import monday_of


@dataclass(frozen=True)
class HeldSession:
    """One possible session of a pupil. minutes: from the pupil's own start to the end; minutes_late: of them missed."""

    on: date
    minutes: int
    is_attended: bool
    minutes_late: int = 0

    @property
    def received(self) -> int:
        """The minutes the pupil was there for, as far as the register says."""
        return max(0, self.minutes - self.minutes_late) if self.is_attended else 0


@dataclass(frozen=True)
class WeekOfHours:
    """One week from its Monday. sessions: possible ones; planned, received: minutes."""

    monday: date
    sessions: int
    planned: int
    received: int

    @property
    def planned_hours(self) -> Fraction:
        return Fraction(self.planned, 60)

    @property
    def received_hours(self) -> Fraction:
        return Fraction(self.received, 60)


def by_week(held: Iterable[HeldSession]) -> tuple[WeekOfHours, ...]:
    """Return the weeks with a session, first to last."""
    weeks: dict[date, list[HeldSession]] = defaultdict(list)
    for session in held:
        weeks[monday_of(session.on)].append(session)
    return tuple(
        WeekOfHours(monday, len(found), sum(each.minutes for each in found), sum(each.received for each in found))
        for monday, found in sorted(weeks.items())
    )


def commissioned_hours(sessions_a_week: int, weeks: Iterable[WeekOfHours]) -> Fraction | None:
    """Return the hours a week that were commissioned, each session as long as those held; None where none was."""
    held = list(weeks)
    sessions, minutes = sum(week.sessions for week in held), sum(week.planned for week in held)
    return Fraction(sessions_a_week * minutes, 60 * sessions) if sessions else None
