"""What somebody said they would do, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell import journal
from firstbell.accounts.models import User
from firstbell.journal import Actor
from firstbell.support.cases.commands.entries import about, refuse_closed
from firstbell.support.cases.models import Action, Barrier, Case
from firstbell.support.meetings.models import Meeting
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class Agreed:
    """An action as it was agreed. owner: somebody here; owner_name: whoever does it, also from outside."""

    words: str
    due_on: date | None
    owner: User | None = None
    owner_name: str = ""


def agree_action(
    case: Case,
    agreed: Agreed,
    *,
    by: Actor,
    at: datetime,
    barrier: Barrier | None = None,
    meeting: Meeting | None = None,
) -> Action:
    """Keep an action, against a barrier or from a meeting. Raises CaseClosed."""
    with unit_of_work():
        refuse_closed(case)
        action = Action.objects.create(
            case=case,
            barrier=barrier,
            meeting=meeting,
            words=agreed.words,
            owner=agreed.owner,
            owner_name=agreed.owner.name if agreed.owner else agreed.owner_name or by.name,
            due_on=agreed.due_on,
            made_by=by.name,
            made_at=at,
        )
        facts = {"action": action.pk, "words": action.words, "owner": action.owner_name, "due_on": action.due_on}
        journal.write("action.agreed", facts, by=by, at=at, **about(case))
    return action


def end_action(action: Action, *, outcome: str, by: Actor, at: datetime, not_done: bool = False) -> bool:
    """Record that an action was done, or why it was not. False where somebody did so meanwhile. Raises CaseClosed.

    outcome: what came of it; asked for where it was not done.
    """
    with unit_of_work():
        refuse_closed(action.case)
        ending = {"done_at": at, "done_by": by.name, "outcome": outcome, "not_done": not_done}
        if not Action.objects.filter(pk=action.pk, done_at=None).update(**ending):
            return False
        facts = {"action": action.pk, "words": action.words, "outcome": outcome, "not_done": not_done}
        journal.write("action.ended", facts, by=by, at=at, **about(action.case))
    return True
