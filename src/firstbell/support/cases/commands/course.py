"""Open a case, pass it on, close it, open it again."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.accounts.models import User
from firstbell.domain.duties import DutyKind
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties.commands.settling import withdraw
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.support.cases.commands.entries import CaseClosed, Said, about, enter, refuse_closed
from firstbell.support.cases.models import Case, SupportEntry
from firstbell.units import unit_of_work

Kind = SupportEntry.Kind


class AnotherIsOpen(Refused):
    """A pupil has one open case at a time."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"{case.pupil.name} has another case that is open.",
            "This one stays closed: a pupil has one open case at a time.",
            "Write in the open case. This one can be read beside it.",
        )


def open_case(pupil: Pupil, *, why: str, by: Actor, at: datetime, owner: User | None = None) -> Case:
    """Open a pupil's support case, or return the one that is open (AL-12). owner: who looks after it."""
    with unit_of_work():
        case, made = Case.objects.get_or_create(
            pupil=pupil,
            closed_at=None,
            defaults={
                "provision_id": pupil.provision_id,
                "why": why[:240],
                "owner": owner,
                "opened_on": london_day(at),
                "opened_at": at,
                "opened_by": by.name,
            },
        )
        if made:
            enter(case, Said(Kind.OPENED, why, london_day(at)), by=by, at=at)
            facts = {"case": case.pk, "why": why, "owner": owner.name if owner else ""}
            journal.write("support-case.opened", facts, by=by, at=at, **about(case))
    return case


def pass_on(case: Case, owner: User, *, by: Actor, at: datetime) -> None:
    """Give a case to another person. The one who has it already keeps it. Raises CaseClosed."""
    with unit_of_work():
        refuse_closed(case)
        if not Case.objects.filter(pk=case.pk).exclude(owner=owner).update(owner=owner):
            return
        case.owner = owner
        enter(case, Said(Kind.OWNER, f"{owner.name} looks after it now.", london_day(at)), by=by, at=at)
        journal.write("support-case.owner-changed", {"case": case.pk, "owner": owner.name}, by=by, at=at, **about(case))


def close_case(case: Case, *, outcome: str, by: Actor, at: datetime) -> None:
    """Close a case with what it came to, in words. Of two people who close at once, one does. Raises CaseClosed.

    A review of its plan that waits is let go.
    """
    today = london_day(at)
    ending = {"outcome": outcome, "closed_on": today, "closed_at": at, "closed_by": by.name}
    with unit_of_work():
        if not Case.objects.filter(pk=case.pk, closed_at=None).update(**ending):
            raise CaseClosed(Case.objects.select_related("pupil").get(pk=case.pk))
        enter(case, Said(Kind.CLOSED, outcome, today), by=by, at=at)
        reviews = Duty.objects.filter(subject=pupil_subject(case.pupil_id), kind=DutyKind.REVIEW, closed_at=None)
        withdraw(reviews.filter(provision_id=case.provision_id), reason="the case was closed", by=by, at=at)
        journal.write("support-case.closed", {"case": case.pk, "outcome": outcome}, by=by, at=at, **about(case))
    case.refresh_from_db(fields=list(ending))


def reopen_case(case: Case, *, why: str, by: Actor, at: datetime) -> None:
    """Open a closed case again; how it had ended stays among its entries. Raises AnotherIsOpen."""
    with unit_of_work():
        other = Case.objects.filter(pupil_id=case.pupil_id, closed_at=None).select_related("pupil").first()
        if other is not None:
            if other.pk == case.pk:
                return
            raise AnotherIsOpen(other)
        Case.objects.filter(pk=case.pk).update(outcome="", closed_on=None, closed_at=None, closed_by="")
        enter(case, Said(Kind.REOPENED, why, london_day(at)), by=by, at=at)
        journal.write("support-case.reopened", {"case": case.pk, "why": why}, by=by, at=at, **about(case))
    case.refresh_from_db(fields=["outcome", "closed_on", "closed_at", "closed_by"])
