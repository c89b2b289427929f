"""What is done about a pupil whom nobody found: open, note, tell the council, close. Each step is a row that stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind, Fact
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.missing.models import CaseEntry, CouncilContact, MissingCase
from firstbell.followup.missing.notification import content_of, recipient_of
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.units import unit_of_work

Kind = CaseEntry.Kind
PURPOSE = "missing-education"
SETTLES = {
    Kind.REVIEW: DutyKind.ALERT_THE_SAFEGUARDING_LEAD,
    Kind.VISIT: DutyKind.HOME_VISIT,
    Kind.COUNCIL: DutyKind.CME_NOTIFICATION,
}
"""The duty that is met when a step is settled."""


class CaseClosed(Refused):
    """The case was closed, so nothing more is written in it."""

    def __init__(self, case: MissingCase) -> None:
        super().__init__(
            f"The case of {case.pupil.name} was closed by {case.closed_by}.",
            "What you wrote was not kept: a closed case stays as it was.",
            "Open a new case if the pupil is missing again.",
        )


class NothingToSend(Refused):
    """There is no notification that waits to go."""

    def __init__(self) -> None:
        super().__init__(
            "No notification waits to be sent.",
            "It went already, or nobody has drafted it yet.",
            "Look at the timeline, or draft it and read it first.",
        )


@dataclass(frozen=True)
class Said:
    """One entry as a person writes it. settles: nothing is left to do of this step."""

    kind: str
    words: str
    happened_at: datetime
    spoke_to: str = ""
    settles: bool = False


def open_case(pupil: Pupil, *, on: date, why: str, by: Actor, at: datetime) -> MissingCase:
    """Open a case for a pupil, or return the one that is open. on: the day whose steps found nobody (R-161)."""
    with unit_of_work():
        case, made = MissingCase.objects.get_or_create(
            pupil=pupil,
            closed_at=None,
            defaults={
                "provision_id": pupil.provision_id,
                "opened_on": on,
                "opened_at": at,
                "opened_by": by.name,
                "why": why[:240],
            },
        )
        if not made:
            return case
        _enter(case, Said(Kind.OPENED, why, at), by=by, at=at)
        journal.write("case.opened", {"on": on, "why": why}, by=by, at=at, **_about(case))
    return case


def add_entry(case: MissingCase, said: Said, *, by: Actor, at: datetime) -> CaseEntry:
    """Write a step or a note into a case. A settled step meets the duty it stands for. Raises CaseClosed."""
    with unit_of_work():
        _refuse_closed(case)
        entry = _enter(case, said, by=by, at=at)
        facts = {"kind": said.kind, "settles": said.settles, "words": said.words, "spoke_to": said.spoke_to}
        journal.write("case.noted", facts, by=by, at=at, **_about(case))
        if said.settles and (kind := SETTLES.get(Kind(said.kind))):
            meet_these(_duties(case, kind), outcome=Discharge.DONE, by=by, at=at)
    return entry


def draft_to_council(case: MissingCase, *, by: Actor, at: datetime) -> Message:
    """Draft the notification from the case and the register, held until a person has read it and lets it go (SS-20).

    A draft that waits is drawn again, unless somebody put their own words in it. Raises CaseClosed.
    """
    with unit_of_work():
        _refuse_closed(case)
        content = content_of(case, at)
        waiting = _drafts(case).first()
        if waiting is not None:
            outbox.redraw(waiting, content, by=by, at=at)
            waiting.refresh_from_db()
            return waiting
        number = Message.objects.filter(provision_id=case.provision_id, key__startswith=f"{_key(case)}:").count() + 1
        message = outbox.draft(
            provision_id=case.provision_id,
            key=f"{_key(case)}:{number}",
            purpose=PURPOSE,
            to=recipient_of(case, london_day(at)),
            on=london_day(at),
            content=content,
            due_at=at,
            by=by,
            at=at,
        )
        DutyMessage.objects.bulk_create(
            [DutyMessage(duty=duty, message=message) for duty in _duties(case, DutyKind.CME_NOTIFICATION)],
            ignore_conflicts=True,
        )
        if message.state == Message.State.DRAFTED:
            outbox.hold(message, by=by, at=at)
        _note(case, message, f"Notification to {message.to_name} drafted.", by=by, at=at)
    return message


def send_to_council(case: MissingCase, *, by: Actor, at: datetime) -> Message:
    """Let the notification go. Raises CaseClosed, NothingToSend.

    The council counts as told, and the duty as met, once its server has taken the message (`message_settled`).
    """
    with unit_of_work():
        _refuse_closed(case)
        message = _drafts(case).first()
        if message is None:
            raise NothingToSend
        outbox.release(message, by=by, at=at)
        _note(case, message, f"Notification sent to {message.to_name}, {message.to_address}.", by=by, at=at)
    return message


def message_settled(message: Message, at: datetime) -> None:
    """Write what the council's server answered into the case. Called in the unit of work that records the answer."""
    if message.purpose != PURPOSE:
        return
    case = MissingCase.objects.filter(entries__message=message).first()
    if case is None:
        return
    told = message.state in Message.GONE
    label = Message.State(message.state).label
    words = f"Notification to {message.to_name}: {label[0].lower()}{label[1:]}. {message.server_reply}".strip()
    _note(case, message, words, settles=told, by=Actor.system(message.server[:120] or "mail"), at=at)


def close_case(case: MissingCase, *, outcome: str, evidence: str, by: Actor, at: datetime) -> None:
    """Close a case with an outcome of R-165, and let go of what was still to be done. Raises CaseClosed.

    Of two people who close at once, one does.
    """
    label = MissingCase.Outcome(outcome).label
    with unit_of_work():
        if not MissingCase.objects.filter(pk=case.pk, closed_at=None).update(
            outcome=outcome, evidence=evidence, closed_at=at, closed_by=by.name
        ):
            case.refresh_from_db(fields=["closed_by", "closed_at", "outcome"])
            raise CaseClosed(case)
        case.outcome, case.evidence, case.closed_at, case.closed_by = outcome, evidence, at, by.name
        _enter(case, Said(Kind.CLOSED, f"{label}. {evidence}".strip(), at), by=by, at=at)
        left = Duty.objects.filter(pupil_id=case.pupil_id, fact=Fact.NOBODY_FOUND, closed_at=None)
        duties.withdraw(left, reason="case closed", by=by, at=at)
        for draft in _drafts(case):
            outbox.cancel(draft, reason="The case was closed", by=by, at=at)
        journal.write("case.closed", {"outcome": outcome, "evidence": evidence}, by=by, at=at, **_about(case))


def keep_council_contact(
    provision_id: int, *, name: str, email: str, phone: str, by: Actor, at: datetime
) -> CouncilContact:
    """Keep whom the council has for children missing education. The history is in the journal."""
    with unit_of_work():
        facts = {"name": name, "email": email, "phone": phone}
        kept, _ = CouncilContact.objects.update_or_create(
            provision_id=provision_id, defaults={**facts, "changed_at": at, "changed_by": by.name}
        )
        journal.write(
            "council-contact.changed",
            facts,
            by=by,
            at=at,
            provision_id=provision_id,
            about=f"provision:{provision_id}",
        )
    return kept


def _note(
    case: MissingCase, message: Message, words: str, *, by: Actor, at: datetime, settles: bool = False
) -> CaseEntry:
    """Write a step of the notification into the case."""
    journal.write("case.noted", {"kind": "council", "words": words}, by=by, at=at, **_about(case))
    return _enter(case, Said("council", words, at, settles=settles), by=by, at=at, message=message)


def _enter(case: MissingCase, said: Said, *, by: Actor, at: datetime, message: Message | None = None) -> CaseEntry:
    return CaseEntry.objects.create(
        case=case,
        kind=said.kind,
        settles=said.settles,
        words=said.words[:1000],
        spoke_to=said.spoke_to,
        message=message,
        happened_at=said.happened_at,
        made_by=by.name,
        made_by_role=by.role[:40],
        recorded_at=at,
    )


def _refuse_closed(case: MissingCase) -> None:
    """Refuse a case that was closed, also by somebody else since the page was opened."""
    now = MissingCase.objects.select_for_update().get(pk=case.pk)
    if not now.is_open:
        raise CaseClosed(now)


def _duties(case: MissingCase, kind: DutyKind) -> list[Duty]:
    """Return what waits of one kind about the pupil since the case began."""
    return list(Duty.objects.filter(pupil_id=case.pupil_id, kind=kind, on__gte=case.opened_on, closed_at=None))


def _drafts(case: MissingCase) -> QuerySet[Message]:
    return Message.objects.filter(
        provision_id=case.provision_id, key__startswith=f"{_key(case)}:", state__in=Message.WAITING
    ).order_by("-pk")


def _key(case: MissingCase) -> str:
    return f"{PURPOSE}:{case.pk}"


def _about(case: MissingCase) -> dict[str, object]:
    return {"provision_id": case.provision_id, "about": f"pupil:{case.pupil_id}"}
