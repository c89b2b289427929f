"""Faults of a file of marks, and the refusal that lists them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstbell.domain.errors import Refused

SHOWN_OF_A_KIND = 200


class FaultKind(StrEnum):
    """What sort of fault it is; the list is cut by kind, so that many of one never hide another."""

    HEADER = "header"
    TEXT = "text"
    CELLS = "cells"
    PUPIL = "pupil"
    GROUP = "group"
    DATE = "date"
    SESSION = "session"
    CODE = "code"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Fault:
    """One thing to mend. line: counted from 1, the header being the first. do: how to mend it."""

    line: int
    kind: FaultKind
    what: str
    do: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what} {self.do}"


class MarksRefused(Refused):
    """A file of marks was not counted. faults: by line, at most 200 of a kind. total: how many there are."""

    def __init__(self, called: str, faults: Sequence[Fault], total: int) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        self.total = total
        listed = "\n".join(f"  {fault}" for fault in self.faults)
        more = total - len(self.faults)
        rest = f"\n  and {more:,} more like these" if more else ""
        many = "1 fault" if total == 1 else f"{total:,} faults"
        super().__init__(
            f"{called} was not counted, because it has {many}:\n{listed}{rest}",
            "No figures were made: those of a part of the marks would be wrong.",
            "Mend the lines and run the command again.",
        )


class Faults:
    """Faults as they are found: the first of each kind are kept, all are counted."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.found: Counter[FaultKind] = Counter()

    def add(self, line: int, kind: FaultKind, what: str, do: str) -> None:
        self.found[kind] += 1
        if self.found[kind] <= SHOWN_OF_A_KIND:
            self.kept.append(Fault(line, kind, what, do))

    def refusal(self, called: str) -> MarksRefused:
        """Return the refusal to raise. called: what people call the file."""
        return MarksRefused(called, self.kept, self.found.total())

    def __bool__(self) -> bool:
        return self.found.total() > 0
