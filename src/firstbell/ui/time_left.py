"""Minutes left until something is due, in the words the board uses. The countdown script repeats this sum."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

SOON_MINUTES = 10


@dataclass(frozen=True)
class TimeLeft:
    """How long until a duty is due.

    number and words read together ("6", "min left"); share is the part of the allowed time that remains, 0 to 1.
    """

    due_at: datetime
    number: int
    words: str
    is_late: bool
    share: float
    allowed_minutes: int
    tone: str
    due_words: str


def time_left(due_at: datetime, now: datetime, opened_at: datetime | None = None) -> TimeLeft:
    """Return the time left at `now`. Without `opened_at` the bar measures the last hour."""
    seconds = (due_at - now).total_seconds()
    is_late = seconds < 0
    minutes = int(-seconds // 60) if is_late else -int(-seconds // 60)
    allowed = max(1, round((due_at - opened_at).total_seconds() / 60)) if opened_at else 60
    number, unit = _shorten(minutes)
    tone = "over" if is_late else "soon" if minutes <= SOON_MINUTES else ""
    share = 1.0 if is_late else min(1.0, minutes / allowed)
    return TimeLeft(
        due_at=due_at,
        number=number,
        words=f"{unit} {'late' if is_late else 'left'}",
        is_late=is_late,
        share=share,
        allowed_minutes=allowed,
        tone=tone,
        due_words=f"{'was due' if is_late else 'due'} {_moment(due_at, now)}",
    )


def _shorten(minutes: int) -> tuple[int, str]:
    if minutes < 120:
        return minutes, "min"
    if minutes < 48 * 60:
        return minutes // 60, "hours"
    return minutes // (24 * 60), "days"


def _moment(instant: datetime, now: datetime) -> str:
    local, today = localtime(instant), localtime(now).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local.day} {local:%B}, {local:%H:%M}"
