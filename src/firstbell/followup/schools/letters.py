"""One email to a school: drawn from the log, again and again until it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.models import ToldPupil
from firstbell.followup.schools.email import Letter, content_of
from firstbell.followup.schools.news import Log, news_of
from firstbell.followup.schools.purposes import ABSENCES, reference
from firstbell.followup.schools.receipts import asks_receipt, link_of
from firstbell.followup.schools.table import table_of
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner
from firstbell.placements.queries import notice_address
from firstbell.policy import Policy
from firstbell.provisions.models import Provision
from firstbell.units import unit_of_work

WORKER = Actor.system("worker")
State = Message.State


@dataclass(frozen=True)
class Desk:
    """What the emails of one provision's day are drawn with. messages: all of today's to schools, copies apart."""

    provision: Provision
    policy: Policy
    today: date
    at: datetime
    log: Log
    messages: list[Message]


@dataclass
class Drawing:
    """One email to draw. draft: the one there is already. tell, phone: the duties that it serves.

    goes_at, deadline_at: of a new one. promised_at: by when the school was to know, None where nothing was promised.
    tied: ids of the duties that this draft serves already, and no other.
    """

    purpose: str
    commissioner: Commissioner
    session: str
    draft: Message | None
    goes_at: datetime
    deadline_at: datetime | None = None
    promised_at: datetime | None = None
    tell: list[Duty] = field(default_factory=list)
    phone: list[Duty] = field(default_factory=list)
    tied: frozenset[int] = frozenset()
    pupils: dict[int, Pupil] = field(default_factory=dict)
    says: dict[int, str] = field(default_factory=dict)

    @property
    def is_as_kept(self) -> bool:
        """The draft serves just these duties and tells just this of just these pupils: nothing of that is to write."""
        told = {each.pupil_id: each.says for each in self.draft.told_pupils.all()} if self.draft else None
        return told == self.says and all(duty.pk in self.tied for duty in (*self.tell, *self.phone))

    def tells_of(self, pupil: Pupil, says: str) -> None:
        self.pupils[pupil.pk], self.says[pupil.pk] = pupil, says


def draw(drawing: Drawing, desk: Desk) -> int:
    """Draft an email, or draw it again; 1 if that changed it. Its duties are tied to it, and to no other draft."""
    draft, at = drawing.draft, desk.at
    key = draft.key if draft else _new_key(drawing, desk)
    goes_at = drawing.goes_at if draft is None else draft.due_at if draft.state == State.HELD else max(draft.due_at, at)
    letter = Letter(
        purpose=drawing.purpose,
        provision=desk.provision,
        commissioner=drawing.commissioner,
        on=desk.today,
        session=drawing.session,
        reference=reference(key),
        goes_at=goes_at,
        promised_at=drawing.promised_at,
        link=link_of(reference(key)) if drawing.purpose == ABSENCES else "",
        asks_receipt=drawing.purpose == ABSENCES and asks_receipt(drawing.commissioner, desk.policy),
    )
    news = [news_of(pupil, drawing.says[pk], drawing.session, desk.log) for pk, pupil in drawing.pupils.items()]
    content, files = content_of(letter, news), table_of(letter, news, desk.log)
    if draft is not None and drawing.is_as_kept:
        return int(outbox.redraw(draft, content, by=WORKER, at=at, attachments=files))
    with unit_of_work():
        if draft is not None:
            changed = int(outbox.redraw(draft, content, by=WORKER, at=at, attachments=files))
        else:
            to = notice_address(drawing.commissioner)
            draft = drawing.draft = outbox.draft(
                provision_id=desk.provision.pk,
                key=key,
                purpose=drawing.purpose,
                to=outbox.Recipient(drawing.commissioner.pk, to.name, to.email),
                on=desk.today,
                session=drawing.session,
                content=content,
                due_at=goes_at,
                deadline_at=drawing.deadline_at,
                attachments=files,
                by=WORKER,
                at=at,
            )
            desk.messages.append(draft)
            changed = 1
        _tie(draft, [*drawing.tell, *drawing.phone])
        _keep_told(draft, drawing.says)
    return changed


def take_back(
    draft: Message, at: datetime, reason: str = "Nothing is left to tell: they know, or the pupil came"
) -> int:
    """Cancel an email that has not gone and untie its duties: one that opens again gets an email of its own.

    A draft that another worker has put out since it was read stays: its duties no longer wait for a draft, and that is
    why it looked as if nobody needed it.
    """
    try:
        with unit_of_work():
            now = Message.objects.select_for_update().get(pk=draft.pk)
            if draft.state in Message.WAITING and now.state not in Message.WAITING:
                return 0
            outbox.cancel(draft, reason=reason, by=WORKER, at=at)
            DutyMessage.objects.filter(message=draft).delete()
    except outbox.TooLate:
        return 0
    return 1


def _new_key(drawing: Drawing, desk: Desk) -> str:
    about = (drawing.purpose, drawing.commissioner.pk, drawing.session)
    number = 1 + sum((each.purpose, each.commissioner_id, each.session) == about for each in desk.messages)
    return f"{drawing.purpose}:{desk.today}:{drawing.session}:{drawing.commissioner.pk}:{number}"


def _tie(draft: Message, duties: Sequence[Duty]) -> None:
    links = DutyMessage.objects.filter(duty__in=[duty.pk for duty in duties]).select_related("message")
    tied = {link.duty_id for link in links if link.message_id == draft.pk}
    moved = [link.pk for link in links if link.message_id != draft.pk and link.message.state in Message.WAITING]
    if moved:
        DutyMessage.objects.filter(pk__in=moved).delete()
    new = [DutyMessage(duty=duty, message=draft) for duty in duties if duty.pk not in tied]
    DutyMessage.objects.bulk_create(new, ignore_conflicts=True)


def _keep_told(draft: Message, says: dict[int, str]) -> None:
    kept = {told.pupil_id: told.says for told in ToldPupil.objects.filter(message=draft)}
    if kept == says:
        return
    gone = [pk for pk in kept if kept[pk] != says.get(pk)]
    ToldPupil.objects.filter(message=draft, pupil_id__in=gone).delete()
    new = [ToldPupil(message=draft, pupil_id=pk, says=word) for pk, word in says.items() if kept.get(pk) != word]
    ToldPupil.objects.bulk_create(new, ignore_conflicts=True)
