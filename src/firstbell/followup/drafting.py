"""Keep one email ready for each school and session, drawn from the log until it goes (SS-16, SS-17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Min

from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.school_time import london_day
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.school_email import Log, content_of, read_log
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.provisions.models import Provision
from firstbell.units import unit_of_work

PURPOSE = "session-absences"
SCHOOL = (DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL)
# Before the duty is due: when the email goes (start + 18 of 30 minutes), and when retries end and the phone takes over.
GOES_BEFORE = timedelta(minutes=12)
RETRIES_END_BEFORE = timedelta(minutes=5)
# A late register leaves this long to hold the email, and this long to try again.
TIME_TO_HOLD = timedelta(minutes=1)
TIME_TO_RETRY = timedelta(minutes=7)
WORKER = Actor.system("worker")

Group = tuple[int, str]


def draft_school_emails(provision_id: int, at: datetime) -> int:
    """Draft, draw again, send off or take back today's emails to schools. Returns how many were drafted or changed.

    1. Group the waiting duties to tell a school by school and session.
    2. Each group has one draft; duties that open after it has gone get another. A message that a person cancelled, or
       whose words a person changed, is left alone, and so are its duties: the phone still counts down.
    3. Draw each draft from the log, and let it go when its time has come unless somebody holds it.
    4. Take back a draft that nobody waits for any more: the pupil came, or the school was told by phone.
    """
    today = london_day(at)
    waiting = list(
        Duty.objects.filter(
            provision_id=provision_id, closed_at=None, kind__in=SCHOOL, on=today, commissioner__isnull=False
        ).select_related("pupil", "commissioner")
    )
    drafts = list(
        Message.objects.filter(provision_id=provision_id, state__in=Message.WAITING, purpose=PURPOSE, on=today)
    )
    if not waiting and not drafts:
        return 0
    serving = _serving(waiting)
    groups: dict[Group, list[Duty]] = defaultdict(list)
    for duty in waiting:
        if all(message.state in Message.WAITING and not message.edited_by for message in serving[duty.pk]):
            groups[duty.commissioner_id or 0, duty.session].append(duty)
    log = read_log(provision_id, {duty.pupil_id for duty in waiting if duty.pupil_id}, today)
    provision = Provision.objects.get(pk=provision_id)
    changed = 0
    for (commissioner_id, session), duties in groups.items():
        if not any(duty.kind == DutyKind.TELL_THE_SCHOOL for duty in duties):
            continue
        ready = next((d for d in drafts if _is_for(d, commissioner_id, session) and not d.edited_by), None)
        changed += _draw(ready, duties, log, provision, today, at)
    needed = {message.pk for messages in serving.values() for message in messages}
    for draft in drafts:
        if draft.pk not in needed and not _has_group(draft, groups):
            changed += _take_back(draft, at)
        elif draft.state == Message.State.DRAFTED and draft.due_at <= at:
            outbox.queue(draft, by=WORKER, at=at)
    return changed


def next_to_go(provision_id: int, today: date) -> datetime | None:
    """Return when the next of a day's drafts goes by itself, None where none waits."""
    drafts = Message.objects.filter(provision_id=provision_id, on=today, state=Message.State.DRAFTED, purpose=PURPOSE)
    return drafts.aggregate(goes_at=Min("due_at"))["goes_at"]


def message_settled(message: Message, at: datetime) -> None:
    """Meet what an accepted message served, naming the hop. Called in the unit of work that records the answer."""
    if message.state in Message.GONE:
        served = Duty.objects.filter(messages__message=message, state__in=Duty.WAITING)
        meet_these(served, outcome=Discharge.MESSAGE_ACCEPTED, by=Actor.system(message.server[:120] or "mail"), at=at)


def _serving(duties: Sequence[Duty]) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = defaultdict(list)
    links = DutyMessage.objects.filter(duty__in=[duty.pk for duty in duties]).select_related("message")
    for link in links:
        found[link.duty_id].append(link.message)
    return found


def _is_for(draft: Message, commissioner_id: int, session: str) -> bool:
    return (draft.commissioner_id, draft.session) == (commissioner_id, session)


def _has_group(draft: Message, groups: dict[Group, list[Duty]]) -> bool:
    return not draft.edited_by and (draft.commissioner_id or 0, draft.session) in groups


def _draw(draft: Message | None, duties: list[Duty], log: Log, provision: Provision, today: date, at: datetime) -> int:
    """Draft the email of one school, or draw it again."""
    commissioner = duties[0].commissioner
    assert commissioner is not None
    tell = [duty for duty in duties if duty.kind == DutyKind.TELL_THE_SCHOOL]
    if draft is not None:
        goes_at = max(draft.due_at, at) if draft.state == Message.State.DRAFTED else draft.due_at
        content = content_of(tell, log, provision, _reference(draft.key), goes_at)
        with unit_of_work():
            _link(draft, duties)
            return outbox.redraw(draft, content, by=WORKER, at=at)
    told_by = min(duty.due_at for duty in tell)
    goes_at = max(told_by - GOES_BEFORE, at + TIME_TO_HOLD)
    with unit_of_work():
        number = (
            1
            + Message.objects.filter(
                provision=provision, purpose=PURPOSE, on=today, session=duties[0].session, commissioner=commissioner
            ).count()
        )
        key = f"{PURPOSE}:{today}:{duties[0].session}:{commissioner.pk}:{number}"
        message = outbox.draft(
            provision_id=provision.pk,
            key=key,
            purpose=PURPOSE,
            to=outbox.Recipient(commissioner.pk, commissioner.name, commissioner.notice_email),
            on=today,
            session=duties[0].session,
            content=content_of(tell, log, provision, _reference(key), goes_at),
            due_at=goes_at,
            deadline_at=max(told_by - RETRIES_END_BEFORE, goes_at + TIME_TO_RETRY),
            by=WORKER,
            at=at,
        )
        _link(message, duties)
    return 1


def _link(message: Message, duties: Sequence[Duty]) -> None:
    DutyMessage.objects.bulk_create([DutyMessage(duty=duty, message=message) for duty in duties], ignore_conflicts=True)


def _take_back(draft: Message, at: datetime) -> int:
    """Cancel a draft and untie its duties: one that opens again gets an email of its own."""
    try:
        with unit_of_work():
            outbox.cancel(draft, reason="Nothing is left to tell: they know, or the pupil came", by=WORKER, at=at)
            DutyMessage.objects.filter(message=draft).delete()
    except outbox.TooLate:
        return 0
    return 1


def _reference(key: str) -> str:
    """Return the reference people quote: the key without its purpose."""
    return key.partition(":")[2].replace(":", "-")
