"""What rooms above add to this room's pages. They register when the program starts, so this room needs none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from firstbell.accounts.staff import Staff
from firstbell.people.models import Pupil


@dataclass(frozen=True)
class Panel:
    """A section of a pupil's page. place: top (the whole width), main or side; order: lowest first."""

    place: str
    order: int
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Whereabouts:
    """Where a pupil belongs on a day: groups by id and name, and the school or council that sent them."""

    groups: tuple[tuple[int, str], ...] = ()
    school: str = ""


MakePanel = Callable[[Staff, Pupil, datetime], Panel | None]
FindWhereabouts = Callable[[int, date], dict[int, Whereabouts]]
_panels: list[MakePanel] = []
_whereabouts: list[FindWhereabouts] = []


def add_panel(make: MakePanel) -> None:
    """Register a panel. It gets the reader, the pupil and the instant, and may return None to show nothing."""
    if make not in _panels:
        _panels.append(make)


def add_whereabouts(find: FindWhereabouts) -> None:
    """Register what knows, for a provision and a day, where each pupil belongs."""
    if find not in _whereabouts:
        _whereabouts.append(find)


def panels_of(staff: Staff, pupil: Pupil, at: datetime) -> dict[str, list[Panel]]:
    """Return the panels of a pupil's page by place, in order."""
    made = [panel for make in _panels if (panel := make(staff, pupil, at))]
    ordered = sorted(made, key=lambda panel: panel.order)
    return {place: [panel for panel in ordered if panel.place == place] for place in ("top", "main", "side")}


def whereabouts(provision_id: int, day: date) -> dict[int, Whereabouts]:
    """Return where each pupil of a provision belongs on a day, by pupil id."""
    found: dict[int, Whereabouts] = {}
    for find in _whereabouts:
        found |= find(provision_id, day)
    return found
