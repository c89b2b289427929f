"""A pupil's ethnicity as a file says it: a code of the school census (WBRI, MWBC), or the name of a main group."""

from __future__ import annotations

from firstbell.people.models import Pupil

_OF_A_GROUP = {
    Pupil.Ethnicity.WHITE: "WBRI WIRI WIRT WROM WOTH",
    Pupil.Ethnicity.MIXED: "MWBC MWBA MWAS MOTH",
    Pupil.Ethnicity.ASIAN: "AIND APKN ABAN AOTH",
    Pupil.Ethnicity.BLACK: "BCRB BAFR BOTH",
    Pupil.Ethnicity.CHINESE: "CHNE",
    Pupil.Ethnicity.OTHER: "OOTH",
    Pupil.Ethnicity.REFUSED: "REFU",
    Pupil.Ethnicity.UNKNOWN: "NOBT",
}
_CODES = {code: str(group) for group, codes in _OF_A_GROUP.items() for code in codes.split()}
_NAMES = {str(label).casefold(): value for value, label in Pupil.Ethnicity.choices}


def read_ethnicity(text: str) -> str | None:
    """Return the main group, "" where the file says that it was not obtained, None where it cannot be read."""
    said = text.strip()
    if not said:
        return ""
    if said.casefold() in _NAMES:
        return _NAMES[said.casefold()]
    if said.upper() in _CODES:
        return _CODES[said.upper()]
    return next((group for group in _NAMES.values() if group and said.casefold().startswith(group)), None)
