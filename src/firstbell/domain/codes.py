"""Attendance codes: what one means, how it counts, and when it may be used.

A code has a symbol (what people write) and a key (what we store). They differ only where a set prints one symbol
twice: Stepping Stones prints S for suspended (S#1) and S for study leave (S#2). The sets themselves are dated policy
data.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date

DECIDE = "decide"
"""The national mapping that no table can give: a person decides."""


class Category(StrEnum):
    """How a code counts in the national statistics (stats.md, part 1)."""

    ATTENDING = "attending"
    APPROVED_EDUCATIONAL_ACTIVITY = "approved_educational_activity"
    AUTHORISED_ABSENCE = "authorised_absence"
    UNAUTHORISED_ABSENCE = "unauthorised_absence"
    NOT_POSSIBLE = "not_possible"


class Meaning(StrEnum):
    """What a register says of a pupil: the four meanings of SS-4, and a session that is not the pupil's."""

    PRESENT = "present"
    APPROVED_ACTIVITY = "approved_activity"
    ABSENT = "absent"
    UNABLE_TO_ATTEND = "unable_to_attend"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True)
class Code:
    """One row of a code set.

    national: key in the national set from 19 August 2024, or `decide`. national_2006: key in the set before it, or
    `decide`, empty where none applies. authorised: None where it is no absence. successor: in words, what replaced a
    retired code.
    """

    code: str
    key: str
    description: str
    meaning: Meaning
    category: Category
    national: str
    effective_from: date | None
    effective_to: date | None
    counts_as_possible: bool
    counts_as_present: bool
    authorised: bool | None
    note: str = ""
    national_2006: str = ""
    successor: str = ""

    @property
    def is_present(self) -> bool:
        """Counted as attending: in the room, or at an approved educational activity."""
        return self.counts_as_present

    @property
    def is_absence(self) -> bool:
        """Counted as an absence, authorised or not. U is one, although the pupil is here."""
        return self.category in (Category.AUTHORISED_ABSENCE, Category.UNAUTHORISED_ABSENCE)

    @property
    def is_late(self) -> bool:
        """Arrived late, before the register closed (L) or after (U)."""
        return self.national in ("L", "U")

    @property
    def is_here(self) -> bool:
        """In the building at some time of the session, however the session counts."""
        return self.category is Category.ATTENDING or self.is_late

    @property
    def awaits_reason(self) -> bool:
        """No reason is known yet (N)."""
        return self.national == "N"

    @property
    def explains_absence(self) -> bool:
        """Somebody knows why the pupil is not here."""
        return not self.is_present and not self.awaits_reason

    def valid_on(self, day: date) -> bool:
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


class UnknownCode(Refused):
    """No code of the set has this symbol or key."""

    def __init__(self, symbol: str, set_name: str) -> None:
        super().__init__(
            f"{symbol!r} is not a code of {set_name}.",
            "The mark cannot be read, so it is not counted.",
            f"Use one of the codes that `firstbell codes` lists for {set_name}; letters are capitals.",
        )


class CodeNotValidOn(Refused):
    """The code exists, but not on this day."""

    def __init__(self, code: Code, day: date) -> None:
        if code.effective_from is not None and day < code.effective_from:
            when = f"began on {long_date(code.effective_from)}"
        else:
            when = f"ended on {long_date(code.effective_to)}" if code.effective_to else "has no dates"
        super().__init__(
            f"{code.code} ({code.description}) {when} and was used for {long_date(day)}.",
            "It had no meaning on that day.",
            f"Use {code.successor or 'the code that was in force on that day'}.",
        )
        self.code = code
        self.day = day


class AmbiguousCode(Refused):
    """One symbol stands for two codes: a person says which."""

    def __init__(self, symbol: str, choices: tuple[Code, ...]) -> None:
        listed = " or ".join(f"{code.key} ({code.description})" for code in choices)
        super().__init__(
            f"{symbol} has {len(choices)} meanings in this set.",
            "It is never guessed from the letter alone.",
            f"Choose {listed}.",
        )
        self.choices = choices


class KeyUsedTwice(Refused):
    """Two codes of a set cannot be told apart."""

    def __init__(self, key: str, set_name: str) -> None:
        super().__init__(
            f"The code set {set_name!r} uses the key {key!r} for more than one code.",
            "A stored mark could mean either of them.",
            f"Give each meaning of {key!r} a key of its own, such as {key}#1 and {key}#2.",
        )
        self.key = key


@dataclass(frozen=True)
class CodeSet:
    """Codes that are used together, in the order people see them.

    past: codes of other days, never offered and never found by `get`; known so that a retired one can name its
    successor. Raises KeyUsedTwice where one symbol has two meanings without distinct keys, or where a key of one of
    them is the bare symbol, which would answer for both.
    """

    name: str
    codes: tuple[Code, ...]
    past: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        symbols = Counter(code.code for code in self.codes)
        keys = Counter(code.key for code in self.codes)
        for code in self.codes:
            if keys[code.key] > 1 or (symbols[code.code] > 1 and code.key == code.code):
                raise KeyUsedTwice(code.key, self.name)

    @cached_property
    def _by_key(self) -> dict[str, Code]:
        return {code.key: code for code in self.codes}

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def on(self, day: date) -> "CodeSet":
        """Return the set as it was on a day."""
        valid = tuple(code for code in self.codes if code.valid_on(day))
        others = tuple(code for code in self.codes if not code.valid_on(day))
        return CodeSet(self.name, valid, others + self.past)

    def get(self, key: str) -> Code:
        """Return the code of a key. Raises AmbiguousCode for a bare symbol of two meanings, UnknownCode."""
        if key in self._by_key:
            return self._by_key[key]
        same_symbol = tuple(code for code in self.codes if code.code == key)
        if same_symbol:
            raise AmbiguousCode(key, same_symbol)
        raise UnknownCode(key, self.name)

    def by_symbol(self, symbol: str, day: date) -> list[Code]:
        """Return every code written with a symbol on a day: two for S of Stepping Stones.

        Raises UnknownCode for a symbol the set never had, CodeNotValidOn for one it does not have on that day.
        """
        valid = [code for code in self.codes if code.code == symbol and code.valid_on(day)]
        if not valid:
            raise self._not_on(symbol, day)
        return valid

    def read(self, word: str, day: date) -> Code:
        """Return the one code that a written symbol or a stored key means on a day.

        Raises UnknownCode, CodeNotValidOn (which names the successor), AmbiguousCode.
        """
        code = self._by_key.get(word)
        if code is not None and code.valid_on(day):
            return code
        same_symbol = self.by_symbol(word, day)
        if len(same_symbol) > 1:
            raise AmbiguousCode(word, tuple(same_symbol))
        return same_symbol[0]

    def standing_for(self, code: Code) -> Code | None:
        """Return the code of this national set that another set's code stands for; None where a person decides."""
        for key in (code.national, code.national_2006):
            if key in self:
                return self._by_key[key]
        return None

    def _not_on(self, word: str, day: date) -> Refused:
        for code in (*self.codes, *self.past):
            if word in (code.key, code.code):
                return CodeNotValidOn(code, day)
        return UnknownCode(word, self.name)
