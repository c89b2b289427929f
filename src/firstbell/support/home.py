"""The Support page: what is due in support, and what the week brought. Each part registers its own when it starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firstbell.accounts.staff import Staff


@dataclass(frozen=True)
class Part:
    """One part of the page. The template is given `part` (this) and draws what stands below the heading.

    pupil_ids: whose record the part shows; the reading is noted.
    """

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    pupil_ids: Collection[int] = ()


MakePart = Callable[[Staff, datetime], Part | None]
_parts: dict[MakePart, int] = {}


def add_part(order: int, make: MakePart) -> None:
    """Register a part; lowest order first. It gets the reader and the instant. Safe to repeat."""
    _parts[make] = order


def parts_for(staff: Staff, at: datetime) -> list[Part]:
    """Return what this reader is shown, in order; parts that have nothing to say are left out."""
    ordered = sorted(_parts, key=_parts.__getitem__)
    return [part for make in ordered if (part := make(staff, at)) is not None]
