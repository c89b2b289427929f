"""Reads one table of a policy file, key by key. A fault is reported and reading goes on with a harmless stand-in."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from firstbell.policy.faults import Report, choose_from
from firstbell.policy.places import Path

Choice = TypeVar("Choice", bound=StrEnum)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Table:
    """One table, what was found in it, and where to report what is wrong with it."""

    def __init__(self, values: Mapping[str, object], path: Path, report: Report) -> None:
        self._values = values
        self._path = path
        self._report = report

    def is_sound(self, *keys: str) -> bool:
        """No fault has been reported of these keys; of none named, of the whole table."""
        return (
            all(self._report.is_clean((*self._path, key)) for key in keys)
            if keys
            else self._report.is_clean(self._path)
        )

    def holds(self, key: str) -> bool:
        return key in self._values

    def fault(self, key: str, what: str, do: str) -> None:
        self._report.add((*self._path, key) if key else self._path, what, do)

    def only(self, *names: str) -> None:
        """Report every key that this table does not have."""
        for key in self._values:
            if key not in names:
                self.fault(key, f"{key!r} is not known here.", choose_from(names, key))

    def text(self, key: str, default: str | None = None) -> str:
        found = self._found(key, f'{key} = "…"', default is not None)
        if found is None:
            return default or ""
        if not isinstance(found, str) or not found.strip():
            self.fault(key, f"{_shown(found)} is not text.", f'Write some text between quotation marks: {key} = "…".')
            return ""
        return found

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """Read a whole number from low to high."""
        found = self._found(key, f"{key} = …, a whole number from {low} to {high}", default is not None)
        if found is None:
            return low if default is None else default
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self.fault(key, f"{_shown(found)} is not a whole number from {low} to {high}.", "Write such a number.")
            return low
        return found

    def percent(self, key: str, *, optional: bool = False) -> Fraction | None:
        """Read a percentage above 0, up to 100, exactly as it is written."""
        found = self._found(key, f"{key} = …, a percentage above 0, up to 100", optional)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= 100:
            self.fault(
                key,
                f"{_shown(found)} is not a percentage above 0, up to 100.",
                "Write such a number, without a % sign.",
            )
            return None
        return Fraction(str(found))

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """Read one of a list of names; hyphens and underscores are the same."""
        found = self._found(key, f'{key} = "…", {_listed(choices)}', default is not None)
        stand_in = default or next(iter(choices))
        return stand_in if found is None else self._one_of(key, found, choices, stand_in)

    def choices(self, key: str, choices: type[Choice]) -> tuple[Choice, ...]:
        """Read a list of different names, at least one."""
        found = self._found(key, f'{key} = ["…"], with {_listed(choices)}', False)
        if found is None:
            return ()
        if not isinstance(found, list) or not found:
            self.fault(
                key,
                f"{_shown(found)} is not a list with something in it.",
                f'Write {key} = ["…"], with {_listed(choices)}.',
            )
            return ()
        chosen = tuple(self._one_of(key, item, choices, next(iter(choices))) for item in found)
        if self.is_sound(key) and len(set(chosen)) < len(chosen):
            self.fault(key, "One name stands twice in the list.", "Leave each name in once.")
        return chosen

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of different texts, at least one; it may be left out."""
        found = self._values.get(key)
        if found is None:
            return ()
        if (
            not isinstance(found, list)
            or not found
            or not all(isinstance(item, str) and item.strip() for item in found)
        ):
            self.fault(key, f"{_shown(found)} is not a list of names.", f'Write {key} = ["…"].')
            return ()
        if len(set(found)) < len(found):
            self.fault(key, "One name stands twice in the list.", "Leave each name in once.")
        return tuple(found)

    def flag(self, key: str, default: bool) -> bool:
        """Read yes or no."""
        found = self._values.get(key, default)
        if not isinstance(found, bool):
            self.fault(key, f"{_shown(found)} is neither yes nor no.", f"Write {key} = true or {key} = false.")
            return default
        return found

    def day(self, key: str) -> date | None:
        """Read a date, which may be left out."""
        found = self._values.get(key)
        if found is None:
            return None
        if not isinstance(found, date) or isinstance(found, datetime):
            self.fault(key, f"{_shown(found)} is not a date.", f"Write it without quotation marks: {key} = 2026-09-01.")
            return None
        return found

    def clock(self, key: str, *, optional: bool = False) -> time | None:
        """Read a time of day, written "09:00"."""
        found = self._found(key, f'{key} = "09:00"', optional)
        if found is None or isinstance(found, time):
            return found
        if isinstance(found, str) and (match := _CLOCK.fullmatch(found)):
            return time(int(match[1]), int(match[2]))
        self.fault(key, f"{_shown(found)} is not a time of day.", f'Write hours and minutes: {key} = "09:00".')
        return None

    def table(self, key: str, *, optional: bool = False) -> "Table | None":
        found = self._found(key, f"{key} = {{ … }}" if self._path else f"[{key}]", optional)
        if found is None:
            return None
        if not isinstance(found, dict):
            how = f"{key} = {{ … }}" if self._path else f"[{key}] on a line of its own"
            self.fault(key, f"{_shown(found)} is not a table.", f"Write {how}.")
            return None
        return Table(found, (*self._path, key), self._report)

    def tables(self, key: str) -> list["Table"]:
        """Read the blocks [[key]]; none is an empty list."""
        found = self._values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.fault(
                key, f"{key!r} is not a list of blocks.", f"Begin each block with [[{key}]] on a line of its own."
            )
            return []
        return [Table(item, (*self._path, key, number), self._report) for number, item in enumerate(found)]

    def plain(self) -> dict[str, object]:
        """Return the values as they stand."""
        return dict(self._values)

    def _found(self, key: str, line: str, optional: bool) -> object | None:
        """Return what a key holds, None where it is missing. line: what to add then."""
        found = self._values.get(key)
        if found is None and not optional:
            self.fault(key, f"{key!r} is missing.", f"Add {line}.")
        return found

    def _one_of(self, key: str, found: object, choices: type[Choice], stand_in: Choice) -> Choice:
        for choice in choices:
            if isinstance(found, str) and found.replace("_", "-") == choice.replace("_", "-"):
                return choice
        near = found if isinstance(found, str) else ""
        self.fault(key, f"{_shown(found)} is not known here.", choose_from(_names(choices), near))
        return stand_in


def _names(choices: type[StrEnum]) -> Sequence[str]:
    return [choice.replace("_", "-") for choice in choices]


def _listed(choices: type[StrEnum]) -> str:
    return f"one of {', '.join(_names(choices))}"


def _shown(value: object) -> str:
    """Return a value as it stands in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else repr(value)
