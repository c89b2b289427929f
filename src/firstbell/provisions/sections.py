"""Pages that belong together, and the steps of setting up. Rooms above register theirs when the program starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from firstbell.provisions.access import Reader

SETTINGS, PUPILS, SUPPORT = "settings", "pupils", "support"


@dataclass(frozen=True)
class Link:
    """One page of a section. roles: who may open it."""

    section: str
    order: int
    word: str
    route: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step of setting up. words: what is there, or what to do. url: empty where this reader cannot do it."""

    order: int
    title: str
    is_done: bool
    words: str
    url: str
    act: str


FindStep = Callable[[Reader, date], Step | None]
_links: list[Link] = []
_steps: list[FindStep] = []


def add_link(section: str, order: int, word: str, route: str, roles: tuple[str, ...]) -> None:
    """Register a page of a section. Safe to repeat."""
    link = Link(section, order, word, route, roles)
    if link not in _links:
        _links.append(link)


def links_of(section: str, staff: Reader) -> list[Link]:
    """Return the pages of a section that a person may open, in order."""
    shown = [link for link in _links if link.section == section and staff.has(*link.roles)]
    return sorted(shown, key=lambda link: link.order)


def add_step(find: FindStep) -> None:
    """Register a step of setting up. It gets the reader and today."""
    if find not in _steps:
        _steps.append(find)


def steps_for(staff: Reader, today: date) -> list[Step]:
    """Return the steps of setting up, in order."""
    return sorted((step for find in _steps if (step := find(staff, today))), key=lambda step: step.order)
