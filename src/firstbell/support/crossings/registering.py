"""What crossings add to other pages when the program starts."""

from __future__ import annotations

from firstbell.domain.duties import DutyKind
from firstbell.followup.board.links import add_link
from firstbell.outbox.heeding import add_heed
from firstbell.people.panels import add_panel
from firstbell.provisions import sections
from firstbell.support.cases.sections import add_section
from firstbell.support.crossings import pages
from firstbell.support.crossings.letters import letter_settled
from firstbell.support.home import add_part


def register() -> None:
    add_heed(letter_settled)
    add_panel(pages.pupil_panel)
    add_section(40, pages.case_section)
    add_part(40, pages.letters_part)
    add_link(DutyKind.LETTER, "Read the letter", pages.letter_address)
    sections.add_link(sections.SUPPORT, 30, "Stages", "support:stages", pages.OFFICE)
