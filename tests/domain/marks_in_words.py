"""Strings of national codes as codes: codes("/ / N I", on="2026-11-23")."""

from datetime import date

from firstbell.domain.codes import Code
from firstbell.policy import national_on


def codes(words: str, on: str = "2026-11-23") -> list[Code]:
    """Return the national codes of a day. A word may be repeated: "/*5 B*2"."""
    in_force = national_on(date.fromisoformat(on))
    found: list[Code] = []
    for word in words.split():
        key, _, times = word.partition("*")
        found += [in_force.get(key)] * int(times or 1)
    return found
