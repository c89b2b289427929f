"""Write what somebody said into a case, in their own words. An entry is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.support.cases.models import Case, SupportEntry
from firstbell.units import unit_of_work


class CaseClosed(Refused):
    """The case was closed, so nothing more is written in it."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"The case of {case.pupil.name} was closed by {case.closed_by}.",
            "What you wrote was not kept: a closed case stays as it was.",
            "Open the case again if there is more to do.",
        )


@dataclass(frozen=True)
class Said:
    """Words for a case. said_by: whose they are; said_on: the day they said it."""

    kind: str
    words: str
    said_on: date
    said_by: str = ""


def add_entry(case: Case, said: Said, *, by: Actor, at: datetime) -> SupportEntry:
    """Write a voice or a note into a case (AL-2). Raises CaseClosed."""
    with unit_of_work():
        refuse_closed(case)
        entry = enter(case, said, by=by, at=at)
        facts = {"kind": said.kind, "words": said.words, "said_by": said.said_by, "said_on": said.said_on}
        journal.write("support-case.noted", facts, by=by, at=at, **about(case))
    return entry


def enter(case: Case, said: Said, *, by: Actor, at: datetime) -> SupportEntry:
    """Keep an entry. The caller's unit of work writes the journal."""
    return SupportEntry.objects.create(
        case=case,
        kind=said.kind,
        words=said.words,
        said_by=said.said_by,
        said_on=said.said_on,
        written_by=by.name,
        written_by_role=by.role[:40],
        written_at=at,
    )


def refuse_closed(case: Case) -> None:
    """Refuse a case that was closed, also by somebody else since the page was opened. Raises CaseClosed."""
    now = Case.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=case.pk)
    if not now.is_open:
        raise CaseClosed(now)


def about(case: Case) -> dict[str, Any]:
    """Return whose journal an act in a case is written to, and whom it is about."""
    return {"provision_id": case.provision_id, "about": f"pupil:{case.pupil_id}"}
