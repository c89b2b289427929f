"""What is wrong with a policy file: every fault at once, each with its place and a way to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from firstbell.domain.errors import Refused
from firstbell.policy.places import Path, Places


@dataclass(frozen=True)
class Fault:
    """One fault. place: table, key and line, for people. what: what is wrong. do: a way to mend it."""

    place: str
    what: str
    do: str
    line: int

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.do}"


class PolicyFaults(Refused):
    """A policy that cannot be used, with all its faults in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(
            f"The policy has {count}.",
            "Nothing of it is used until each is mended.",
            "\n".join(str(fault) for fault in faults),
        )
        self.faults = tuple(faults)


class Report:
    """Collects the faults of one file."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._faults: list[tuple[Path, Fault]] = []

    def add(self, path: Path, what: str, do: str) -> None:
        line = self._places.line_of(path)
        self._faults.append((path, Fault(f"line {line}, {self._places.name_of(path)}", what, do, line)))

    def is_clean(self, path: Path) -> bool:
        """Nothing has been reported of this value, nor of anything within it."""
        return not any(faulty[: len(path)] == path for faulty, _ in self._faults)

    def faults(self) -> list[Fault]:
        """Return the faults in the order of the file."""
        return sorted((fault for _, fault in self._faults), key=lambda fault: fault.line)


def choose_from(names: Sequence[str], near: str = "") -> str:
    """Return the advice to use one of some names, or the one that is near."""
    if not names:
        return "Take it out."
    close = get_close_matches(near, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Use one of {', '.join(names)}."
