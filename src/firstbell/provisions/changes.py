"""What changed, as the journal keeps it: each field's words before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django.db.models import Model


def described(row: Model, fields: Iterable[str]) -> dict[str, str]:
    """Return a row's fields as words: choices by their label, days as 2026-11-23, yes, no, or empty."""
    return {name: _words(row, name) for name in fields}


def _words(row: Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value: Any = display() if display and getattr(row, name) != "" else getattr(row, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """Return what is no longer as it was: {"travel": ["Taxi", "Public transport"]}. What is missing reads as empty."""
    return {
        name: [before.get(name, ""), after.get(name, "")]
        for name in (before | after)
        if before.get(name, "") != after.get(name, "")
    }


def apply(row: Model, new: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give a row new values, save just the fields that changed, and return the differences."""
    before = described(row, new)
    touched = [name for name, value in new.items() if getattr(row, name) != value]
    for name in touched:
        setattr(row, name, new[name])
    if touched:
        row.save(update_fields=touched)
    return differences(before, described(row, new))


def seal(row: Model, fields: Iterable[str]) -> str:
    """Return a short text that differs as soon as one of these fields does: what a form has seen."""
    return sha256(repr(sorted(described(row, fields).items())).encode()).hexdigest()[:16]


def columns(facts: Any) -> dict[str, Any]:
    """Return a dataclass's own values by name, as they are (asdict would copy the rows among them)."""
    return {each.name: getattr(facts, each.name) for each in fields(facts)}


def known(row: Model, names: Iterable[str]) -> dict[str, str]:
    """Return the fields that say something, as words: what the journal keeps of a new row."""
    return {name: words for name, words in described(row, names).items() if words not in ("", "no")}
