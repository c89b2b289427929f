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
EXAMPLES = {
    "L": "Came after the start and before the register closed.",
    "U": "Came after the register closed. In the building, but counted as absent.",
    "N": "Nobody has told us why. The office rings home.",
    "I": "Too unwell to come. Not for an appointment.",
    "M": "Doctor, dentist, hospital, therapy. Only for the time it takes.",
    "C": "Leave that the main school agreed beforehand.",
    "C2": "Agreed part-time timetable, with an end date.",
    "E": "Suspended by the main school, and nothing else arranged.",
    "G": "Holiday that was not agreed, or days beyond what was.",
    "O": "No good reason, or still none after five school days.",
    "R": "A day set apart by the parents' religious body.",
    "S": "Study for a public examination, agreed beforehand.",
    "T": "A Traveller family away for a parent's work.",
    "B": "Learning somewhere else, with a person we trust in charge.",
    "P": "Sport that was agreed and is supervised.",
    "V": "A visit or trip with our own staff.",
    "W": "Work experience that was agreed.",
    "J1": "Interview for a job or a place, asked for beforehand.",
    "D": "Due at the other school where the pupil is registered too.",
    "X": "Not of compulsory school age and not due. Never for reduced hours.",
}
"""What belongs under a national code, said at the point of choice (SS-12)."""
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
