"""How a code looks in a register's cell: its letter, the tone that repeats its meaning, and the word for it."""

from __future__ import annotations

from functools import lru_cache

from firstbell.domain.codes import Category, Code, CodeSet, UnknownCode
from firstbell.ui.cells import Cell

WORDS = {
    "/": "here",
    "\\": "here",
    "L": "late",
    "U": "late, after the close",
    "N": "no reason yet",
    "O": "unauthorised",
    "I": "ill",
    "M": "medical appointment",
    "C": "leave",
    "G": "holiday, not agreed",
    "E": "suspended",
    "B": "educated off site",
    "V": "trip",
    "W": "work experience",
    "P": "sport",
    "S": "study leave",
    "R": "religious observance",
}
_TONES = {
    Category.ATTENDING: "here",
    Category.APPROVED_EDUCATIONAL_ACTIVITY: "here",
    Category.AUTHORISED_ABSENCE: "told",
    Category.UNAUTHORISED_ABSENCE: "away",
    Category.NOT_POSSIBLE: "plain",
}


@lru_cache(maxsize=1024)
def cell_of(code: Code) -> Cell:
    """Return a code's cell. Tone: here, late, away, told (explained), unknown (N) or plain (not counted)."""
    tone = "late" if code.is_late else "unknown" if code.awaits_reason else _TONES[code.category]
    return Cell(code.code, tone, WORDS.get(code.national, code.description))


def cell_for(key: str, codes: CodeSet) -> Cell:
    """Return the cell of a stored key; one of another code set keeps its letter without a tone."""
    try:
        return cell_of(codes.get(key))
    except UnknownCode:
        return Cell(key.partition("#")[0], "plain", key)
