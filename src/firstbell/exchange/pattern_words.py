"""Days and times in an office's own words, read as a weekly pattern that a person must confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from firstbell.exchange.values import Reading

SESSIONS = ("AM", "PM")
_DAYS = {
    "m": 1, "mon": 1, "monday": 1,
    "tu": 2, "tue": 2, "tues": 2, "tuesday": 2, "t": 2,
    "w": 3, "wed": 3, "weds": 3, "wednesday": 3,
    "th": 4, "thu": 4, "thur": 4, "thurs": 4, "thursday": 4,
    "f": 5, "fri": 5, "friday": 5,
    "sat": 6, "saturday": 6, "sun": 7, "sunday": 7,
}  # fmt: skip
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_EVERY_DAY = re.compile(r"^(every\s?day|daily|full[- ]?time|all week)$")
_RANGE = re.compile(rf"\b({_DAY})\s*(?:-|–|to)\s*({_DAY})\b")
_PART = re.compile(rf"\b({_DAY})\b(?:\s+(am|pm|all day|mornings?|afternoons?))?")
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
_HALVES = {"am": ("AM",), "morning": ("AM",), "mornings": ("AM",), "pm": ("PM",), "afternoon": ("PM",),
           "afternoons": ("PM",), "all day": SESSIONS}  # fmt: skip
# No place opens before seven, so a smaller hour is in the afternoon.
EARLIEST_HOUR = 7


@dataclass(frozen=True)
class SpokenPattern:
    """A proposed week: the sessions of each weekday (1 is Monday), and the times as spoken, if any."""

    sessions: dict[int, tuple[str, ...]]
    starts_time: time | None = None
    ends_time: time | None = None

    def __str__(self) -> str:
        names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        words = {("AM",): " morning", ("PM",): " afternoon", SESSIONS: ""}
        days = ", ".join(names[day - 1] + words[half] for day, half in sorted(self.sessions.items()))
        if self.starts_time and self.ends_time:
            return f"{days}, {self.starts_time:%H:%M} to {self.ends_time:%H:%M}"
        return days


def read_pattern(days: str, times: str, *, morning_ends: time, afternoon_starts: time) -> Reading[SpokenPattern]:
    """Read both cells. A reading always carries a doubt: a person confirms every pattern.

    morning_ends, afternoon_starts: the site's session times; spoken times decide by them which sessions are meant.
    """
    spoken = f"{days} {times}".strip()
    halves_by_day = _read_days(days)
    if not halves_by_day:
        return Reading(None, fault=f"“{spoken}” names no days.")
    starts_time, ends_time, unsure = read_times(times)
    halves = _halves(times, starts_time, ends_time, morning_ends, afternoon_starts)
    sessions = {day: said or halves or SESSIONS for day, said in halves_by_day.items()}
    pattern = SpokenPattern(sessions, starts_time, ends_time)
    if unsure:
        return Reading(pattern, doubt=f"“{spoken}” says more than one thing; it is read as {pattern}.")
    return Reading(pattern, doubt=f"“{spoken}” is read as {pattern}.")


def _read_days(text: str) -> dict[int, tuple[str, ...]]:
    """The days named, each with the sessions said beside it (none said: empty)."""
    plain = text.strip().lower()
    if _EVERY_DAY.match(plain):
        return dict.fromkeys(range(1, 6), ())
    if match := _RANGE.search(plain):
        return dict.fromkeys(range(_DAYS[match[1]], _DAYS[match[2]] + 1), ())
    return {_DAYS[match[1]]: _HALVES.get(match[2] or "", ()) for match in _PART.finditer(plain)}


def read_times(text: str) -> tuple[time | None, time | None, bool]:
    """Start, end, and whether the words hold more than one pair of times."""
    found = list(_TIMES.finditer(text.lower()))
    if not found:
        return None, None, False
    starts, ends = (_clock(*found[0].group(*place)) for place in ((1, 2, 3), (4, 5, 6)))
    return starts, ends, len(found) > 1


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    hours = int(hour)
    if half == "pm" and hours < 12 or half is None and hours < EARLIEST_HOUR:
        hours += 12
    return time(hours, int(minute or 0)) if hours < 24 and int(minute or 0) < 60 else None


def _halves(
    words: str, starts: time | None, ends: time | None, morning_ends: time, afternoon_starts: time
) -> tuple[str, ...]:
    """The sessions that the times cover; both where nothing is said."""
    if only := re.match(r"^\s*(am|pm|mornings?|afternoons?)\b", words.lower()):
        return _HALVES[only[1]]
    if starts is None or ends is None:
        return ()
    covered = (starts < morning_ends, ends > afternoon_starts)
    return tuple(session for session, is_covered in zip(SESSIONS, covered, strict=True) if is_covered)
