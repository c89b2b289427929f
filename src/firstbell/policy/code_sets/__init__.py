"""Code sets as dated data, one CSV file each, and the national set in force on a day.

A row: code, key, description, meaning, category, its national key before and from 19 August 2024 (or `decide`), the
first and last day it may be used, whether it counts as possible and as present, whether it is authorised (empty where
it is no absence), what replaced it, a note and its source.
"""

import csv
from datetime import date
from functools import lru_cache
from importlib import resources

from firstbell.domain.codes import Category, Code, CodeSet, Meaning
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date

NAMES = ("england-2006", "england-2024", "stepping-stones")
NATIONAL_NAMES = ("england-2006", "england-2024")


class UnknownCodeSet(Refused):
    """No code set of this name is shipped."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no code set called {name!r}.",
            "Nothing can be read with it.",
            f"Use one of {', '.join(NAMES)}.",
        )


class NoCodeSetOn(Refused):
    """No national code set is held for a day."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"No national code set is held for {long_date(day)}.",
            "The oldest began on 1 September 2006, so a mark of that day cannot be read.",
            "Check the year of the date.",
        )


def code_set_names() -> tuple[str, ...]:
    """Return the names of the shipped sets, the oldest national one first."""
    return NAMES


@lru_cache
def load_code_set(name: str) -> CodeSet:
    """Return a shipped code set with every code it ever had. Raises UnknownCodeSet."""
    if name not in NAMES:
        raise UnknownCodeSet(name)
    text = resources.files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return CodeSet(name, tuple(_code(row) for row in csv.DictReader(text.splitlines())))


@lru_cache(maxsize=4096)
def national_on(day: date) -> CodeSet:
    """Return the national codes in force on a day, with those of other days as past, so that they name their successor.

    Raises NoCodeSetOn for a day before the oldest set.
    """
    for name in NATIONAL_NAMES:
        in_force = load_code_set(name).on(day)
        if in_force.codes:
            others = [code for other in NATIONAL_NAMES if other != name for code in load_code_set(other)]
            return CodeSet(name, in_force.codes, (*in_force.past, *others))
    raise NoCodeSetOn(day)


def national_code(code: Code, day: date) -> Code | None:
    """Return the national code that a provision's own code stands for on a day; None where a person decides.

    Raises NoCodeSetOn.
    """
    return national_on(day).standing_for(code)


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        key=row["key"],
        description=row["description"],
        meaning=Meaning(row["meaning"]),
        category=Category(row["category"]),
        national=row["national_2024"],
        national_2006=row["national_2006"],
        effective_from=_day(row["effective_from"]),
        effective_to=_day(row["effective_to"]),
        counts_as_possible=row["counts_as_possible"] == "yes",
        counts_as_present=row["counts_as_present"] == "yes",
        authorised={"yes": True, "no": False}.get(row["authorised"]),
        successor=row["successor"],
        note=row["note"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
