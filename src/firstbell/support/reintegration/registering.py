"""What a return adds to other pages when the program starts."""

from __future__ import annotations

from firstbell.domain.duties import DutyKind
from firstbell.followup.board.links import add_link
from firstbell.support.cases.due import add_due
from firstbell.support.cases.sections import add_section
from firstbell.support.cases.timeline import add_source
from firstbell.support.home import add_part
from firstbell.support.reintegration import happenings, pages, queries


def register() -> None:
    add_section(70, pages.return_section)
    add_part(5, pages.welcomes_part)
    add_due(queries.reviews_due)
    for source in (happenings.returns, happenings.decisions, happenings.check_ins):
        add_source(source)
    add_link(DutyKind.REINTEGRATION_PLAN, "Open the case", pages.plan_address)
