"""The lists as pages offer them: what is shipped, then what the provision added."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.policy.lists import listed
from firstbell.support.choices.models import SupportChoice


@dataclass(frozen=True)
class Choice:
    """One entry of a list. key: what is kept; own_id: of an entry the provision added, None for a shipped one."""

    key: str
    words: str
    own_id: int | None = None


def choices(provision_id: int, kind: str) -> tuple[Choice, ...]:
    """Return what may be chosen, shipped entries first. kind: barrier, strategy or agency. One statement."""
    own = SupportChoice.objects.filter(provision_id=provision_id, kind=kind, archived_at=None)
    shipped = (Choice(key, words) for key, words in listed(kind))
    return (*shipped, *(Choice(row.key, row.words, row.pk) for row in own))


def words_of(provision_id: int, kind: str) -> dict[str, str]:
    """Return the words of every key, of those no longer offered too. One statement."""
    own = SupportChoice.objects.filter(provision_id=provision_id, kind=kind)
    return dict(listed(kind)) | {row.key: row.words for row in own}
