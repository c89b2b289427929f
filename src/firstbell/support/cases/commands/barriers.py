"""What stands in the way: recorded, looked after by somebody, looked at again, out of the way (AL-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell import journal
from firstbell.accounts.models import User
from firstbell.domain.duties import Discharge, DutyKind, Fact
from firstbell.domain.errors import Refused
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.support.cases.commands.actions import Agreed, agree_action
from firstbell.support.cases.commands.entries import about, refuse_closed
from firstbell.support.cases.models import Barrier, Case
from firstbell.units import unit_of_work


class StandsAlready(Refused):
    """The barrier is on the case already."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"“{words}” is on this case already.",
            "Nothing was recorded a second time.",
            "Add an action or a note to the one that is there.",
        )


@dataclass(frozen=True)
class Looked:
    """Who looks after a barrier, by when it is looked at again, and what is known of it."""

    owner: User | None
    review_on: date | None
    note: str = ""


def record_barrier(
    case: Case, key: str, words: str, looked: Looked, *, by: Actor, at: datetime, first: Agreed | None = None
) -> Barrier:
    """Record what stands in the way. key, words: of the list of barriers. first: what is done about it first.

    Once it is known what stands in the way and who looks after it, what an extended absence made due is met (AL-12).
    Raises CaseClosed, StandsAlready.
    """
    with unit_of_work():
        refuse_closed(case)
        if Barrier.objects.filter(case=case, key=key, ended_at=None).exists():
            raise StandsAlready(words)
        barrier = Barrier.objects.create(
            case=case,
            key=key,
            words=words,
            note=looked.note,
            owner=looked.owner,
            review_on=looked.review_on,
            recorded_by=by.name,
            recorded_at=at,
        )
        journal.write("barrier.recorded", _facts(barrier), by=by, at=at, **about(case))
        if first is not None:
            agree_action(case, first, by=by, at=at, barrier=barrier)
        _meet_extended_absence(case, by=by, at=at)
    return barrier


def change_barrier(barrier: Barrier, looked: Looked, *, by: Actor, at: datetime) -> None:
    """Change who looks after a barrier, when it is looked at again, and its note. Raises CaseClosed."""
    with unit_of_work():
        refuse_closed(barrier.case)
        barrier.owner, barrier.review_on, barrier.note = looked.owner, looked.review_on, looked.note
        barrier.save(update_fields=["owner", "review_on", "note"])
        journal.write("barrier.changed", _facts(barrier), by=by, at=at, **about(barrier.case))
        _meet_extended_absence(barrier.case, by=by, at=at)


def end_barrier(barrier: Barrier, outcome: str, *, by: Actor, at: datetime) -> None:
    """Record that a barrier is out of the way, and how. Of two people the first is kept. Raises CaseClosed."""
    with unit_of_work():
        refuse_closed(barrier.case)
        ending = {"ended_at": at, "ended_by": by.name, "outcome": outcome}
        if Barrier.objects.filter(pk=barrier.pk, ended_at=None).update(**ending):
            facts = {"barrier": barrier.pk, "words": barrier.words, "outcome": outcome}
            journal.write("barrier.ended", facts, by=by, at=at, **about(barrier.case))
    barrier.refresh_from_db(fields=["ended_at", "ended_by", "outcome"])


def _meet_extended_absence(case: Case, *, by: Actor, at: datetime) -> None:
    if not Barrier.objects.filter(case=case, ended_at=None, owner__isnull=False).exists():
        return
    waiting = Duty.objects.filter(
        pupil_id=case.pupil_id, kind=DutyKind.SUPPORT_PLAN, fact=Fact.ABSENT_DAYS_IN_A_ROW, closed_at=None
    )
    meet_these(waiting, outcome=Discharge.DONE, by=by, at=at)


def _facts(barrier: Barrier) -> dict[str, object]:
    return {
        "barrier": barrier.pk,
        "key": barrier.key,
        "words": barrier.words,
        "note": barrier.note,
        "owner": barrier.owner.name if barrier.owner else "",
        "review_on": barrier.review_on,
    }
