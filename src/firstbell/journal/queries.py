"""Reading the journal: the history of one thing, and how far a chain has come."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from firstbell.journal.entries import INSTALLATION
from firstbell.journal.models import Checkpoint, JournalEntry, checkpoint_text
from firstbell.journal.verbs import VERBS
from firstbell.prepared import Prepared


@dataclass(frozen=True)
class Told:
    """One entry for a page. `words` finish the sentence that begins with who did it."""

    number: int
    at: datetime
    verb: str
    words: str
    who: str
    role: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Head:
    """How far a chain has come."""

    chain: int
    count: int
    link: str

    @property
    def text(self) -> str:
        return checkpoint_text(self.chain, self.count, self.link)


def history(about: str, *, provision_id: int | None, verbs: Collection[str] = (), limit: int = 200) -> list[Told]:
    """Return what happened to one thing, newest first. about: as it was written, `pupil:12`. verbs: these alone."""
    chain = INSTALLATION if provision_id is None else provision_id
    found = JournalEntry.objects.filter(chain=chain, about=about)
    entries = (found.filter(verb__in=verbs) if verbs else found).order_by("-number")[:limit]
    return [_told(entry) for entry in entries]


def histories(
    abouts: Collection[str], *, provision_id: int, verbs: Collection[str], since: date
) -> dict[str, list[Told]]:
    """Return what happened to each of several things, oldest first; nothing for one without any. Two statements.

    since: the first day asked for. What an older entry holds is not read, however long the chain; some of the day
    before may come too.
    """
    noted = Checkpoint.objects.filter(chain=provision_id, day__lte=since).order_by("-count").values_list("count")[:1]
    before = next((count for (count,) in noted), 0)
    entries = JournalEntry.objects.filter(
        chain=provision_id, about__in=abouts, verb__in=verbs, number__gt=before
    ).order_by("number")
    found: dict[str, list[Told]] = {}
    for entry in entries:
        found.setdefault(entry.about, []).append(_told(entry))
    return found


def _told(entry: JournalEntry) -> Told:
    return Told(
        entry.number,
        entry.at,
        entry.verb,
        VERBS.get(entry.verb, entry.verb),
        entry.actor_name,
        entry.actor_role,
        json.loads(entry.facts),
    )


def head(chain: int) -> Head | None:
    """Return the last entry's number and link, or None for an empty chain."""
    found = _last_of(chain=chain)
    return Head(chain, *found[0]) if found else None


def _last(chain: int) -> QuerySet[Any]:
    return JournalEntry.objects.filter(chain=chain).order_by("-number").values_list("number", "link", named=True)[:1]


# Every open board asks for it every two seconds.
_last_of = Prepared(_last, chain=-1)
