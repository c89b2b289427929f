"""What is known beside a pupil's own register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session


@dataclass(frozen=True)
class Sibling:
    """Another pupil of the same home. key: what names the pupil for ever. how: how we know, in words after the name."""

    key: str
    name: str
    sessions: tuple[MarkedSession, ...]
    how: str = ""


@dataclass(frozen=True)
class Context:
    """siblings: pupils of the same home. travel: how the pupil came on each day, in words. told: the sessions of which
    home told us by that day."""

    siblings: tuple[Sibling, ...] = ()
    travel: Mapping[date, str] = field(default_factory=dict)
    told: frozenset[tuple[date, Session]] = frozenset()
