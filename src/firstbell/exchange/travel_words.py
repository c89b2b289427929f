"""How a pupil travels, in an office's own words. The words themselves are always kept beside it."""

from __future__ import annotations

import re

from firstbell.people.models import Pupil

_WORDS = (
    (Pupil.Travel.TAXI, r"\btaxis?\b|\bcab\b"),
    (Pupil.Travel.MINIBUS, r"\bminibus\b|\bour bus\b"),
    (Pupil.Travel.PUBLIC, r"\bbus\b|\btrain\b|\btram\b|\bmetro\b|\bpublic\b"),
    (Pupil.Travel.INDEPENDENT, r"\bwalk(s|ing)?\b|\bcycles?\b|\bbike\b|\bown\b|\bindependent(ly)?\b"),
    (Pupil.Travel.PARENT, r"\b(mum|dad|nan|parent|carer|family)\b|\bdrops?\b|\blift\b"),
)
_CALLED = {str(label).lower(): value for value, label in Pupil.Travel.choices if value}
GUESSES = ((Pupil.Travel.TAXI, r"\bcars?\b|\bprivate hire\b"),)


def read_travel(text: str) -> tuple[str, str]:
    """Return (travel, a guess that a person must confirm): one of them, or neither."""
    plain = text.strip().lower()
    if plain in _CALLED:
        return _CALLED[plain], ""
    known = next((str(travel) for travel, words in _WORDS if re.search(words, plain)), "")
    return known, "" if known else next((str(travel) for travel, words in GUESSES if re.search(words, plain)), "")
