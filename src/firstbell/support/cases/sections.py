"""What stands on a case's page. Each part of this room registers its own section when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firstbell.accounts.staff import Staff
from firstbell.support.cases.models import Case


@dataclass(frozen=True)
class Section:
    """One section of the page: its heading, the anchor that links lead to, and its template.

    The template is given `section` (this) and draws what stands below the heading.
    """

    title: str
    anchor: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


MakeSection = Callable[[Staff, Case, datetime], Section | None]
_sections: dict[MakeSection, int] = {}


def add_section(order: int, make: MakeSection) -> None:
    """Register a section; lowest order first. It gets the reader, the case and the instant. Safe to repeat."""
    _sections[make] = order


def sections_of(staff: Staff, case: Case, at: datetime) -> list[Section]:
    """Return the sections of a case's page, in order; those that have nothing to say are left out."""
    ordered = sorted(_sections, key=_sections.__getitem__)
    return [section for make in ordered if (section := make(staff, case, at)) is not None]
