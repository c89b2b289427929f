"""The words a file of marks may use, and how each is read."""

import re
from datetime import date

from firstbell.domain.school_time import Session

NEEDED = ("pupil", "date", "session", "code")
GROUP = "group"
NO_MARK = frozenset({"", "-"})
"""How an export writes that there is no mark yet; neither is a code (codes.md, part 1)."""

SESSIONS = frozenset(Session)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(word: str) -> date | None:
    """Return the date of YYYY-MM-DD; None for anything else."""
    if not ISO_DATE.fullmatch(word):
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def is_name(word: str) -> bool:
    """Whether a pupil's or group's name says something and has no space around it, which would make a second pupil."""
    return word != "" and word == word.strip()
