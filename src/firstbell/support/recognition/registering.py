"""What recognition adds to other pages when the program starts."""

from __future__ import annotations

from firstbell.domain.duties import DutyKind
from firstbell.followup.board.links import add_link
from firstbell.outbox.heeding import add_heed
from firstbell.people.access import SEES_PUPILS
from firstbell.people.panels import add_panel
from firstbell.provisions import sections
from firstbell.support.home import add_part
from firstbell.support.recognition import pages
from firstbell.support.recognition.home import news_settled


def register() -> None:
    add_panel(pages.pupil_panel)
    add_part(60, pages.home_part)
    add_heed(news_settled)
    add_link(DutyKind.RECOGNITION, "Open the list", pages.list_address)
    sections.add_link(sections.SUPPORT, 60, "Recognition", "support:recognition", SEES_PUPILS)
