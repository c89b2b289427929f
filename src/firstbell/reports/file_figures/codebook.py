"""What a written code means on its session's date: in one code set, or in the national one of each date."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property

from firstbell.domain.codes import Code, CodeSet
from firstbell.policy import load_code_set, national_on
from firstbell.policy.code_sets import NATIONAL_NAMES


class Codebook:
    """sets: where every code comes from. on: the set in force on a day."""

    def __init__(self, sets: list[CodeSet], on: Callable[[date], CodeSet]) -> None:
        self.codes = [code for code_set in sets for code in code_set]
        self.name = " or ".join(code_set.name for code_set in sets)
        self.on = on

    @classmethod
    def national(cls) -> "Codebook":
        """Return the book in which each date has the national set of its time."""
        return cls([load_code_set(name) for name in NATIONAL_NAMES], national_on)

    @classmethod
    def of(cls, name: str) -> "Codebook":
        """Return the book of one code set. Raises UnknownCodeSet."""
        code_set = load_code_set(name)
        return cls([code_set], code_set.on)

    def read(self, word: str, day: date) -> Code:
        """Return the code of a written symbol or a key.

        Raises UnknownCode, CodeNotValidOn (naming the successor), AmbiguousCode, NoCodeSetOn.
        """
        return self.on(day).read(word, day)

    def knows(self, word: str) -> bool:
        """Whether the word is a code of any day."""
        return any(word in (code.code, code.key) for code in self.codes)

    def era(self, day: date) -> int:
        """Return the number of the span of days around this one in which no code changes its meaning."""
        return bisect_right(self._changes, day)

    @cached_property
    def _changes(self) -> list[date]:
        starts = {code.effective_from for code in self.codes if code.effective_from}
        ends = {code.effective_to + timedelta(days=1) for code in self.codes if code.effective_to}
        return sorted(starts | ends)
