"""The cell of a stored mark, and what belongs under each code."""

from __future__ import annotations

from firstbell.domain.codes import CodeSet, UnknownCode
from firstbell.ui.cells import Cell, cell_of

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


def cell_for(key: str, codes: CodeSet) -> Cell:
    """Return the cell of a stored key; one of another code set keeps its letter without a tone."""
    try:
        return cell_of(codes.get(key))
    except UnknownCode:
        return Cell(key.partition("#")[0], "plain", key)
