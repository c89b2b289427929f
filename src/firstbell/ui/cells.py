"""What a register cell shows: a letter, a word, and the tone that repeats the word in colour."""

from functools import lru_cache
from typing import NamedTuple

from firstbell.domain.codes import Category, Code


class Cell(NamedTuple):
    """One register cell. Tone is one of here, late, away, told, unknown, plain (not counted), none (blank)."""

    letter: str
    tone: str
    word: str


NOT_MARKED = Cell("", "none", "not marked")


SHORT_WORDS = {
    "/": "here",
    "\\": "here",
    "L": "late",
    "U": "late, after the close",
    "N": "no reason yet",
    "O": "unauthorised",
    "I": "ill",
    "M": "medical appointment",
    "C": "leave",
    "C2": "agreed part-time timetable",
    "G": "holiday, not agreed",
    "E": "suspended",
    "B": "educated off site",
    "K": "educated off site, arranged by the council",
    "V": "trip",
    "W": "work experience",
    "P": "sport",
    "S": "study leave",
    "R": "religious observance",
    "D": "due at another school",
    "#": "closed",
}
"""What a screen reader says for a cell, by national code; else the code's whole description."""


@lru_cache(maxsize=512)
def cell_of(code: Code) -> Cell:
    """Return the cell of a code. U shows as late, for the pupil is here, though the session counts as an absence."""
    word = SHORT_WORDS.get(code.national, code.description)
    if code.awaits_reason:
        return Cell(code.code, "unknown", word)
    if code.is_late:
        return Cell(code.code, "late", word)
    if code.category is Category.NOT_POSSIBLE:
        return Cell(code.code, "plain", word)
    if code.is_present:
        return Cell(code.code, "here", word)
    return Cell(code.code, "told" if code.authorised else "away", word)
