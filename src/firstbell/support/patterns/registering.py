"""What patterns add to other pages when the program starts."""

from __future__ import annotations

from firstbell.people.panels import add_panel
from firstbell.provisions import sections as pages
from firstbell.support import home
from firstbell.support.cases.access import OFFICE
from firstbell.support.cases.sections import add_section
from firstbell.support.patterns import panels


def register() -> None:
    add_panel(panels.patterns_panel)
    add_section(15, panels.patterns_section)
    home.add_part(40, panels.patterns_part)
    pages.add_link(pages.SUPPORT, 40, "Patterns", "support:patterns", OFFICE)
