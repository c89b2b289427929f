"""Reads one object of a JSON file, key by key. A fault is reported and reading goes on with a harmless stand-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import LONDON
from firstbell.policy.faults import choose_from

YEARS = range(2000, 2101)
Choice = TypeVar("Choice", bound=StrEnum)


class EventFaults(Refused):
    """A file of events that cannot be used, with all its faults in the order of the file."""

    def __init__(self, faults: Sequence[str]) -> None:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"The events have {count}.", "No duty was worked out.", "\n".join(faults))
        self.faults = tuple(faults)


@dataclass
class Object:
    """One object, where it stands, and the faults of the whole file."""

    values: Mapping[str, object]
    place: str
    faults: list[str] = field(default_factory=list)

    def fault(self, key: str, what: str, do: str) -> None:
        place = ", ".join(part for part in (self.place, key) if part)
        self.faults.append(f"{place}: {what} {do}")

    def holds(self, key: str) -> bool:
        return self.values.get(key) is not None

    def only(self, *names: str) -> None:
        """Report every key that this object does not have."""
        for key in self.values:
            if key not in names:
                self.fault(key, f"{key!r} is not known here.", choose_from(names, key))

    def text(self, key: str, *, needed: bool = False) -> str:
        found = self._found(key, f'"{key}": "…"', needed)
        if found is None:
            return ""
        if not isinstance(found, str) or not found.strip():
            self.fault(key, f"{found!r} is not text.", "Write some text between quotation marks.")
            return ""
        return found

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        found = self.values.get(key, default)
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self.fault(key, f"{found!r} is not a whole number from {low} to {high}.", "Write such a number.")
            return default
        return found

    def flag(self, key: str) -> bool:
        found = self.values.get(key, False)
        if not isinstance(found, bool):
            self.fault(key, f"{found!r} is neither true nor false.", "Write true or false, without quotation marks.")
            return False
        return found

    def choice(self, key: str, choices: type[Choice], *, needed: bool = False) -> Choice | None:
        """Read one of a list of names; hyphens and underscores are the same."""
        names = [choice.replace("_", "-") for choice in choices]
        found = self._found(key, f'"{key}": one of {", ".join(names)}', needed)
        if found is None:
            return None
        for choice in choices:
            if isinstance(found, str) and found.replace("_", "-") == choice.replace("_", "-"):
                return choice
        self.fault(key, f"{found!r} is not known here.", choose_from(names, found if isinstance(found, str) else ""))
        return None

    def day(self, key: str) -> date | None:
        return self.one_day(key, self.values.get(key))

    def one_day(self, key: str, found: object) -> date | None:
        """Read a date, which may be left out."""
        if found is None:
            return None
        try:
            day = date.fromisoformat(_word(found))
        except ValueError:
            self.fault(key, f"{found!r} is not a date.", 'Write it as "2026-11-23".')
            return None
        return day if self._is_near(key, found, day.year) else None

    def clock(self, key: str) -> time | None:
        """Read a time of day, which may be left out."""
        found = self.values.get(key)
        if found is None:
            return None
        try:
            return time.fromisoformat(_word(found))
        except ValueError:
            self.fault(key, f"{found!r} is not a time of day.", 'Write it as "09:20".')
            return None

    def instant(self, key: str, *, needed: bool = False) -> datetime | None:
        """Read a date and time (UTC): London's, unless it says how far it is from UTC."""
        found = self._found(key, f'"{key}": "2026-11-23T09:03"', needed)
        if found is None:
            return None
        try:
            moment = datetime.fromisoformat(_word(found))
        except ValueError:
            self.fault(key, f"{found!r} is not a date and time.", 'Write it as "2026-11-23T09:03".')
            return None
        if not self._is_near(key, found, moment.year):
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
            self.fault(key, f"{found!r} is not a list of names.", f'Write "{key}": ["…"].')
            return ()
        return tuple(found)

    def inner(self, key: str) -> "Object | None":
        """Read an object, which may be left out."""
        found = self.values.get(key)
        if found is None:
            return None
        if not isinstance(found, dict):
            self.fault(key, f"{found!r} is not an object.", f'Write "{key}": {{ … }}.')
            return None
        return Object(found, ", ".join(part for part in (self.place, key) if part), self.faults)

    def objects(self, key: str, each: str) -> list["Object"]:
        """Read a list of objects, which may be left out. each: what one is called."""
        found = self.values.get(key, [])
        if not isinstance(found, list):
            self.fault(key, f"{found!r} is not a list.", f'Write "{key}": [ … ].')
            return []
        objects = []
        for number, item in enumerate(found, start=1):
            if isinstance(item, dict):
                objects.append(Object(item, f"{each} {number}", self.faults))
            else:
                self.faults.append(f"{each} {number}: {item!r} is not an object. Write it between curly brackets.")
        return objects

    def _is_near(self, key: str, found: object, year: int) -> bool:
        if year in YEARS:
            return True
        self.fault(key, f"{found!r} is not between {YEARS[0]} and {YEARS[-1]}.", "Check the year.")
        return False

    def _found(self, key: str, line: str, needed: bool) -> object | None:
        found = self.values.get(key)
        if found is None and needed:
            self.fault(key, f"{key!r} is missing.", f"Add {line}.")
        return found


def _word(found: object) -> str:
    if not isinstance(found, str):
        raise ValueError(found)
    return found
