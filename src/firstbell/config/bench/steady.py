"""Simulated pupils: steady ones, of whom no pattern should be told, and ones with a pattern planted in them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.patterns import Context, Sibling
from firstbell.domain.school_time import SchoolCalendar, Session, Span
from firstbell.policy import load_code_set

CODES = load_code_set("england-2024")
HERE = {Session.AM: CODES.get("/"), Session.PM: CODES.get("\\")}
AWAY, LATE = CODES.get("O"), CODES.get("L")
CALENDAR = SchoolCalendar(
    (
        Span(date(2025, 9, 3), date(2025, 10, 24)),
        Span(date(2025, 11, 3), date(2025, 12, 19)),
        Span(date(2026, 1, 5), date(2026, 2, 13)),
        Span(date(2026, 2, 23), date(2026, 3, 27)),
    )
)
SINCE_SEPTEMBER = Span(date(2025, 9, 3), date(2026, 3, 27))
WINDOW = Span(date(2026, 1, 5), date(2026, 3, 27))
DAYS = tuple(CALENDAR.school_days(SINCE_SEPTEMBER))

RATES = (0.03, 0.08, 0.15, 0.3, 0.45)
AFTERNOON_LIKE_MORNING = 0.8
STAYS_AWAY = 0.65
MINUTES_LATE = 12


class Absences(StrEnum):
    """How a steady pupil's absences fall: at one rate all along, and no day different from any other."""

    SESSIONS = "each session by itself"
    CLUSTERED = "afternoons mostly like their morning"
    DAYS = "whole days"
    STREAKS = "whole days in streaks"


@dataclass(frozen=True)
class Simulated:
    """One way of simulating pupils.

    rate, late: shares of sessions missed, and of mornings late. weekdays: the share of mornings missed on a weekday
    with a pattern (0 is Monday); late_weekdays: likewise of mornings late.
    """

    absences: Absences = Absences.CLUSTERED
    rate: float = 0.1
    late: float = 0.15
    weekdays: Mapping[int, float] = field(default_factory=dict)
    late_weekdays: Mapping[int, float] = field(default_factory=dict)

    def pupil(self, number: int) -> tuple[MarkedSession, ...]:
        """Return the sessions of one pupil; the same number is the same pupil."""
        dice = random.Random(f"{self}:{number}")
        sessions: list[MarkedSession] = []
        away = False
        for on in DAYS:
            away = self._starts_away(away, on, dice)
            for session in Session:
                if session is Session.PM:
                    away = self._stays_away(away, dice)
                sessions.append(self._mark(on, session, away, dice))
        return tuple(sessions)

    def context(self, number: int) -> Context:
        """Return a sibling who is steady likewise, and a taxi on two days of the week."""
        travel = {on: "by taxi" if on.weekday() in (0, 2) else "on their own" for on in DAYS}
        return Context((Sibling("1", "Ann Reed", self.pupil(-1 - number)),), travel)

    def _starts_away(self, was_away: bool, on: date, dice: random.Random) -> bool:
        if self.absences is Absences.STREAKS:
            begins = self.rate * (1 - STAYS_AWAY) / (1 - self.rate)
            return dice.random() < (STAYS_AWAY if was_away else begins)
        return dice.random() < self.weekdays.get(on.weekday(), self.rate)

    def _stays_away(self, away: bool, dice: random.Random) -> bool:
        alike = {Absences.SESSIONS: 0.0, Absences.CLUSTERED: AFTERNOON_LIKE_MORNING}.get(self.absences, 1.0)
        return away if dice.random() < alike else dice.random() < self.rate

    def _mark(self, on: date, session: Session, away: bool, dice: random.Random) -> MarkedSession:
        if away:
            return MarkedSession(on, session, AWAY)
        often = self.late_weekdays.get(on.weekday(), self.late)
        if dice.random() >= (often if session is Session.AM else self.late / 4):
            return MarkedSession(on, session, HERE[session])
        return MarkedSession(on, session, LATE, 1 + int(dice.expovariate(1 / MINUTES_LATE)))
