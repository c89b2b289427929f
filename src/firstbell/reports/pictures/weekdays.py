"""Which weekday and which session is missed most: a table of shares, each with the number it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import exp, lgamma

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.domain.tallies import SMALL_BASE_SESSIONS, shown
from firstbell.reports.pictures.picture import FEWEST, Picture, counted, dates

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HALVES = {Session.AM: "Morning", Session.PM: "Afternoon"}
UNLIKELY = 0.05
NOTICEABLE = 15
"""Points by which a share must stand above the rest, for in large numbers every difference is a sure one."""
TONES = ((75, "q1"), (50, "q2"), (25, "q3"), (0, "q4"))


@dataclass(frozen=True)
class Missed:
    """Sessions that were possible, and of them those missed."""

    missed: int = 0
    possible: int = 0

    def __add__(self, other: Missed) -> Missed:
        return Missed(self.missed + other.missed, self.possible + other.possible)

    def __sub__(self, other: Missed) -> Missed:
        return Missed(self.missed - other.missed, self.possible - other.possible)

    @property
    def percent(self) -> Fraction | None:
        return Fraction(100 * self.missed, self.possible) if self.possible else None

    @property
    def words(self) -> str:
        return f"{self.missed} of {self.possible}"

    @property
    def whole_percent(self) -> str:
        return shown(self.percent, 0) if self.possible else ""

    @property
    def tone(self) -> str:
        """Grey of fewer than five; else one of four, dark where much is missed."""
        if self.percent is None or self.possible < FEWEST:
            return "soft"
        return next(tone for least, tone in TONES if self.percent >= least)


Cells = Mapping[tuple[int, Session], Missed]
"""Missed sessions by weekday (0 is Monday) and session."""


@dataclass(frozen=True)
class Matrix:
    """The table as it is drawn: weekdays across, morning and afternoon down; None where nothing was due."""

    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Missed | None, ...]], ...]


def cells_of(sessions: Iterable[MarkedSession]) -> dict[tuple[int, Session], Missed]:
    """Count possible and missed sessions by weekday and session."""
    found: dict[tuple[int, Session], Missed] = {}
    for each in sessions:
        if each.is_possible:
            key = (each.on.weekday(), each.session)
            found[key] = found.get(key, Missed()) + Missed(int(each.is_missed), 1)
    return found


def weekdays(cells: Cells, span: Span) -> Picture:
    """Return the picture of weekdays and sessions."""
    whole = sum(cells.values(), Missed())
    title = finding(cells)
    drawn = Matrix(
        days=tuple(DAYS[day][:3] for day in _days(cells)),
        rows=tuple(
            (half[:2] if half == "AM" else half, tuple(cells.get((day, half)) for day in _days(cells)))
            for half in Session
            if any(key[1] is half for key in cells)
        ),
    )
    return Picture(
        key="weekdays",
        name="Weekdays and sessions",
        title=title,
        alt=title,
        note=f"Share of sessions missed, {dates(span)}; {counted(whole.possible, 'session')}. "
        f"Grey: fewer than {FEWEST}, too few to say.",
        columns=("Day", "Session", "Missed", "Possible", "Share missed"),
        rows=tuple(
            (day or "all", half or "all", part.missed, part.possible, shown(part.percent) if part.possible else "")
            for day, half, part in _parts(cells)
        ),
        template="reports/pictures/weekdays.html" if whole.possible else "",
        drawing=drawn,
    )


def finding(cells: Cells) -> str:
    """Return what stands out, or that nothing does.

    Each weekday, each half of the day and each cell is compared with all other sessions (Fisher's exact test, one
    side); the least likely is named if it stays unlikely after as many comparisons (Bonferroni) and stands fifteen
    points above the rest. A morning and its afternoon mostly go together, so a whole day counts its sessions half.
    """
    whole = sum(cells.values(), Missed())
    if not whole.possible:
        return "No session has been counted in this time"
    if whole.possible < SMALL_BASE_SESSIONS:
        return f"Too few sessions to compare weekdays: {whole.words} missed"
    parts = [
        (day, half, part)
        for day, half, part in _parts(cells)
        if part.possible // _a_day(half) >= FEWEST and part.possible < whole.possible
    ]
    judged = sorted((_chance(part, whole, _a_day(half)), number) for number, (_, half, part) in enumerate(parts))
    if judged and judged[0][0] * len(parts) < UNLIKELY:
        day, half, part = parts[judged[0][1]]
        rest = whole - part
        if (part.percent or 0) - (rest.percent or 0) >= NOTICEABLE:
            return f"{_plural(day, half)} are missed most: {part.words}"
    return f"No weekday stands out: {whole.words} missed"


def _parts(cells: Cells) -> list[tuple[str, str, Missed]]:
    """The rows of the table: each cell, each weekday, each half of the day, and all."""

    def total(day: int | None, half: Session | None) -> Missed:
        wanted = (m for (on, at), m in cells.items() if day in (None, on) and half in (None, at))
        return sum(wanted, Missed())

    days = _days(cells)
    single = [(DAYS[day], HALVES[half], cells[day, half]) for day in days for half in Session if (day, half) in cells]
    by_day = [(DAYS[day], "", total(day, None)) for day in days]
    by_half = [("", HALVES[half], total(None, half)) for half in Session]
    return [*single, *by_day, *by_half, ("", "", total(None, None))]


def _days(cells: Cells) -> list[int]:
    return [day for day in range(7) if day < 5 or any(key[0] == day for key in cells)]


def _plural(day: str, half: str) -> str:
    return f"{day} {half.lower()}s".strip().capitalize() if half else f"{day}s"


def _a_day(half: str) -> int:
    """Sessions of a part that stand for one: a whole day's two, a half day's own."""
    return 1 if half else 2


def _chance(part: Missed, whole: Missed, sessions_a_day: int) -> float:
    """The chance that as many of a part's sessions, or more, are missed if all sessions are missed alike."""
    missed, possible = -(-part.missed // sessions_a_day), part.possible // sessions_a_day
    all_missed, all_possible = whole.missed // sessions_a_day, whole.possible // sessions_a_day
    missed = min(missed, possible, all_missed)
    most = min(possible, all_missed)
    return sum(exp(_log_chance(hits, possible, all_missed, all_possible)) for hits in range(missed, most + 1))


def _log_chance(hits: int, drawn: int, marked: int, size: int) -> float:
    """The logarithm of the hypergeometric chance; minus infinity where it cannot be."""
    if marked - hits < 0 or drawn - hits < 0 or size - drawn - marked + hits < 0:
        return float("-inf")
    return _log_ways(marked, hits) + _log_ways(size - marked, drawn - hits) - _log_ways(size, drawn)


def _log_ways(size: int, chosen: int) -> float:
    return lgamma(size + 1) - lgamma(chosen + 1) - lgamma(size - chosen + 1)
