"""An act on its way into the journal, and what makes it fit to be written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from firstbell.journal.actors import Actor
from firstbell.journal.verbs import VERBS

INSTALLATION = 0
# Beyond this another language's numbers are no longer exact.
LARGEST = 2**53 - 1


class UnknownVerb(ValueError):
    """The verb is not in the table of verbs."""


class UnfitFact(TypeError):
    """A fact is neither text, a whole number, yes or no, a date or time, nor a list or table of these."""


@dataclass(frozen=True)
class Entry:
    """One act to write.

    verb: a word of verbs.VERBS. at: when it happened, by the server. provision_id: None for the installation itself.
    about: what it concerns, as `pupil:12` or `register:7`. facts: text, whole numbers, lists of them.
    """

    verb: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    by: Actor = field(kw_only=True)
    at: datetime = field(kw_only=True)
    provision_id: int | None = field(kw_only=True)
    about: str = field(kw_only=True)

    def __post_init__(self) -> None:
        if self.verb not in VERBS:
            raise UnknownVerb(f"The journal has no verb {self.verb!r}. Add it to firstbell/journal/verbs.py.")
        if self.at.tzinfo is None:
            raise ValueError(f"{self.verb}: the instant has no time zone.")

    @property
    def chain(self) -> int:
        return INSTALLATION if self.provision_id is None else self.provision_id

    def canonical_facts(self) -> str:
        """Return the facts as sorted JSON without spaces: the same facts always give the same text."""
        return json.dumps(_plain(self.facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return the value in the few shapes that every language writes alike. Raises UnfitFact."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise UnfitFact(f"{value} is too large a number for a fact. Write it as text.")
        return int(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    raise UnfitFact(
        f"A fact cannot be a {type(value).__name__}: {value!r}. Write text, whole numbers or lists of them."
    )


def _key(key: Any) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise UnfitFact(f"A fact's name is plain text, not {key!r}.")
    return str(key)
