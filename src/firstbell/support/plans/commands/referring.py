"""Ask another agency for help, and write down what came of it (SS-26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.errors import Refused
from firstbell.duties.commands.settling import meet_these
from firstbell.journal import Actor
from firstbell.support.cases.models import Case
from firstbell.support.choices.queries import words_of
from firstbell.support.plans.commands.writing import about, refuse_closed, waiting
from firstbell.support.plans.models import AgencyEntry, AgencyReferral
from firstbell.units import unit_of_work


class ReferralEnded(Refused):
    """Its outcome is written down already."""

    def __init__(self) -> None:
        super().__init__(
            "What came of this referral is written down already.",
            "Nothing was added.",
            "Ask the agency again with a new referral, if help is needed again.",
        )


@dataclass(frozen=True)
class Referred:
    """A referral as a person writes it. key: of the list of agencies; consent_by: empty where none is needed."""

    key: str
    reason: str
    consent: str
    on: date
    referred_by: str
    consent_by: str = ""
    contact: str = ""


def refer(case: Case, said: Referred, *, by: Actor, at: datetime) -> AgencyReferral:
    """Record that an agency was asked; it meets the duties that waited for one. Raises CaseIsClosed."""
    with unit_of_work():
        refuse_closed(case)
        made = AgencyReferral.objects.create(
            case=case,
            key=said.key,
            words=words_of(case.provision_id, "agency")[said.key],
            reason=said.reason,
            consent=said.consent,
            consent_by=said.consent_by,
            contact=said.contact,
            referred_on=said.on,
            referred_by=said.referred_by,
            recorded_by=by.name,
            recorded_at=at,
        )
        facts = {"referral": made.pk, "agency": made.words, "consent": said.consent, "on": said.on}
        journal.write("agency.asked", facts, by=by, at=at, **about(case))
        meet_these(waiting(case, DutyKind.AGENCY_REFERRAL), outcome=Discharge.DONE, by=by, at=at)
    return made


def add_answer(referral: AgencyReferral, kind: str, words: str, *, on: date, by: Actor, at: datetime) -> AgencyEntry:
    """Write down an answer, a note or the outcome, which ends the waiting. Raises ReferralEnded.

    It may be written after the case was closed: agencies answer when they can.
    """
    with unit_of_work():
        now = AgencyReferral.objects.select_for_update().select_related("case").get(pk=referral.pk)
        if not now.is_open:
            raise ReferralEnded
        entry = AgencyEntry.objects.create(
            referral=now, kind=kind, words=words, happened_on=on, written_by=by.name, written_at=at
        )
        if kind == AgencyEntry.Kind.OUTCOME:
            now.closed_at = at
            now.save(update_fields=["closed_at"])
        facts = {"referral": now.pk, "agency": now.words, "kind": kind, "on": on}
        journal.write("agency.answered", facts, by=by, at=at, **about(now.case))
    return entry
