"""What a register cell shows: a letter, a word, and the tone that repeats the word in colour."""

from typing import NamedTuple


class Cell(NamedTuple):
    """One register cell. Tone is one of here, late, away, told, unknown, none."""

    letter: str
    tone: str
    word: str


NOT_MARKED = Cell("", "none", "not marked")
