"""A link in the email by which a school says that it has read it and what it knows; and the chase when nobody does.

The link names the email, never a pupil. Opening it changes nothing, so a mail filter that opens links says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind, Fact, Moments
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.followup.models import Receipt, SchoolAnswer, ToldPupil
from firstbell.followup.schools.purposes import ABSENCES, reference_of
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner, LinkPerson
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.units import unit_of_work

# Where the edge for schools answers; its address is not known here by name, for it stands above.
ADDRESS = "/school/mail/"
LINK_DAYS = 7
# How long before a receipt is overdue staff see it coming.
SEEN_BEFORE = timedelta(minutes=10)
WORKER = Actor.system("worker")
_REFERENCE = re.compile(r"^(?P<reference>(?P<on>\d{4}-\d\d-\d\d)-(?:AM|PM)-(?P<school>\d+)-\d+)(?:-c(?P<person>\d+))?$")
_signer = signing.Signer(salt="firstbell.school-mail", sep=".")


class LinkEnded(Refused):
    """The link is not one of ours, or its week is over."""

    def __init__(self) -> None:
        super().__init__(
            "This link does not work any more.",
            "It is older than a week, or a part of it was lost on the way. Nothing was recorded.",
            "Answer the email, or ring the provision: its number is in the email.",
        )


@dataclass(frozen=True)
class Opened:
    """The email that a link stands for. person: whose copy of it the link was in."""

    message: Message
    person: LinkPerson | None


def link_of(reference: str, person_id: int | None = None) -> str:
    """Return the full address to put in an email. person_id: of the link person whose copy it is."""
    signed = _signer.sign(reference if person_id is None else f"{reference}-c{person_id}")
    return f"{settings.ADDRESS}{ADDRESS}{signed}/"


def opened(token: str, today: date) -> Opened:
    """Return the email of a link. Raises LinkEnded, in the same words whatever the reason."""
    try:
        found = _REFERENCE.match(_signer.unsign(token))
    except signing.BadSignature:
        raise LinkEnded from None
    if found is None or today > date.fromisoformat(found["on"]) + timedelta(days=LINK_DAYS):
        raise LinkEnded
    theirs = Message.objects.filter(commissioner_id=found["school"], purpose=ABSENCES, on=found["on"])
    message = next(
        (
            each
            for each in theirs.select_related("provision", "commissioner")
            if reference_of(each) == found["reference"]
        ),
        None,
    )
    if message is None:
        raise LinkEnded
    person = LinkPerson.objects.filter(pk=found["person"], commissioner_id=found["school"]).first()
    return Opened(message, person if found["person"] else None)


def asks_receipt(commissioner: Commissioner, policy: Policy) -> bool:
    """Whether a school is asked to say that it has read an email: as agreed with it, else as the policy says."""
    Asks = Commissioner.AsksReceipt
    return {Asks.YES: True, Asks.NO: False}.get(Asks(commissioner.asks_receipt), policy.messages.asks_receipt)


def record_receipt(message: Message, *, said_by: str, how: str, by: Actor, at: datetime) -> Receipt:
    """Keep that somebody at the school has read an email, once; what waited for that is met."""
    with unit_of_work():
        receipt, made = Receipt.objects.get_or_create(
            message=message,
            defaults={"said_by": said_by[:120], "how": how, "read_at": at, "recorded_by": by.name[:120]},
        )
        if made:
            facts = {"message": message.pk, "to": message.to_name, "said_by": said_by, "how": how}
            journal.write(
                "receipt.given", facts, by=by, at=at, provision_id=message.provision_id, about=f"message:{message.pk}"
            )
            chased = Duty.objects.filter(
                kind=DutyKind.CHASE_THE_RECEIPT,
                pupil__in=ToldPupil.objects.filter(message=message).values("pupil_id"),
                commissioner_id=message.commissioner_id,
                on=message.on,
                session=message.session,
                state__in=Duty.WAITING,
            )
            meet_these(chased, outcome=Discharge.RECEIPT, by=by, at=at)
    return receipt


def chase_receipts(provision_id: int, at: datetime) -> int:
    """Open what the policy says about emails that were taken and that nobody says they have read; return how many.

    Each shortly before it is due, so that a school has its time first. Doing it twice changes nothing.
    """
    unread = _unread(provision_id, london_day(at))
    return sum(_chase(each, at) for each in unread if each.chased_at <= at)


def next_chase(provision_id: int, today: date) -> datetime | None:
    """Return when the next email that nobody says they have read is to be chased, None where none is."""
    return min((each.chased_at for each in _unread(provision_id, today)), default=None)


@dataclass(frozen=True)
class _Unread:
    """An email without a receipt, with the pupils it told of and when staff see that it has to be chased."""

    message: Message
    commissioner: Commissioner
    pupil_ids: tuple[int, ...]
    moments: Moments
    policy: Policy
    chased_at: datetime


def _unread(provision_id: int, today: date) -> list[_Unread]:
    """Return today's unread emails that are not chased yet. One statement where there are none, five else."""
    taken = Message.objects.filter(
        provision_id=provision_id,
        on=today,
        purpose=ABSENCES,
        state__in=Message.GONE,
        receipt=None,
        commissioner__isnull=False,
        accepted_at__isnull=False,
    )
    messages = list(taken.select_related("commissioner").prefetch_related("told_pupils"))
    if not messages:
        return []
    policy = provisions.policy_on(provision_id, today)
    chased = set(
        Duty.objects.filter(provision_id=provision_id, on=today, kind=DutyKind.CHASE_THE_RECEIPT).values_list(
            "pupil_id", "commissioner_id", "session"
        )
    )
    answered = set(
        SchoolAnswer.objects.filter(commissioner__provision_id=provision_id, on=today).values_list(
            "pupil_id", "commissioner_id", "session"
        )
    )
    found = []
    for message in messages:
        commissioner, accepted_at = message.commissioner, message.accepted_at
        assert commissioner is not None and accepted_at is not None
        moments = Moments(on=message.on, happened_at=accepted_at)
        rules = policy.rules_for(Fact.MESSAGE_UNREAD, message.on, commissioners=(commissioner.name,))
        pupil_ids = tuple(
            told.pupil_id
            for told in message.told_pupils.all()
            if told.says in ToldPupil.NEWS_OF_ABSENCE
            and (told.pupil_id, commissioner.pk, message.session) not in chased | answered
        )
        if rules and pupil_ids and asks_receipt(commissioner, policy):
            chased_at = min(rule.due_at(moments) for rule in rules) - SEEN_BEFORE
            found.append(_Unread(message, commissioner, pupil_ids, moments, policy, chased_at))
    return found


def _chase(unread: _Unread, at: datetime) -> int:
    opened = 0
    for pupil_id in unread.pupil_ids:
        new = duties.open_because(
            Fact.MESSAGE_UNREAD,
            unread.moments,
            unread.policy,
            provision_id=unread.message.provision_id,
            pupil_id=pupil_id,
            session=unread.message.session,
            occasion=f"to:{unread.commissioner.pk}",
            commissioner_id=unread.commissioner.pk,
            commissioners=(unread.commissioner.name,),
            at=at,
            by=WORKER,
        )
        opened += len(new)
    return opened
