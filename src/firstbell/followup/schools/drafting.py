"""Keep the emails to schools ready, drawn from the log until they go, and heed what becomes of them (SS-16, SS-17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Min, Q

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import Discharge, DutyKind, Fact, Moments
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.models import ContactAttempt, ToldPupil
from firstbell.followup.schools import arrivals
from firstbell.followup.schools.copies import send_copies
from firstbell.followup.schools.letters import WORKER, Desk, Drawing, draw, take_back
from firstbell.followup.schools.message_times import earliest
from firstbell.followup.schools.news import read_log
from firstbell.followup.schools.purposes import ABSENCES, TO_SCHOOLS
from firstbell.followup.schools.receipts import chase_receipts, next_chase
from firstbell.followup.schools.sorting import Pile, Served, sort
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Provision

SCHOOL = (DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL)
State = Message.State
Says = ToldPupil.Says
# Who gets more than the pupils an email must speak of: a table of all of theirs, or those who came late.
WANTS_MORE = Q(wants_late=True) | ~Q(notice_format=Commissioner.NoticeFormat.BODY)


def draft_school_emails(provision_id: int, at: datetime) -> int:
    """Draft, draw again, send off or take back today's emails to schools. Returns how many were drafted or changed.

    1. Sort the waiting duties to tell a school into emails; one about pupils for whom every number was tried goes now.
    2. Draw each from the log, and let it go when its time has come unless somebody holds it.
    3. Tell of those who came late, where a school wants to know, and of those who are here after all.
    4. Take back a draft that nobody waits for any more: the pupil came, or the school was told by phone.
    5. Send a copy of what has gone to the people at the school who get one, and chase what nobody says they read.
    """
    today = london_day(at)
    waiting = _waiting(provision_id, today)
    messages = list(
        Message.objects.filter(provision_id=provision_id, on=today, purpose__in=TO_SCHOOLS)
        .order_by("pk")
        .prefetch_related("told_pupils")
    )
    wanting = list(Commissioner.objects.filter(WANTS_MORE, provision_id=provision_id, archived_at=None))
    late_for = [each for each in wanting if each.wants_late]
    by_phone = _told_by_phone(provision_id, today)
    if not (waiting or messages or late_for or by_phone):
        return 0
    pupils = by_phone | {duty.pupil_id for duty in waiting if duty.pupil_id}
    pupils |= {told.pupil_id for message in messages for told in message.told_pupils.all()}
    log = read_log(provision_id, pupils, today, whole_for=[each.pk for each in wanting])
    policy = provisions.policy_on(provision_id, today)
    desk = Desk(Provision.objects.get(pk=provision_id), policy, today, at, log, messages)
    served = _served(waiting)
    drafts = [each for each in messages if each.state in Message.WAITING and each.purpose == ABSENCES]
    piles = sort(waiting, drafts, served, log, policy, at)
    drawings = [_drawing(pile, served, desk) for pile in piles]
    arrivals.add_late(drawings, {each.pk for each in late_for}, desk)
    changed = sum(_draw(drawing, desk) for drawing in drawings)
    changed += arrivals.tell_of_late(drawings, late_for, desk)
    changed += arrivals.tell_of_arrivals(desk)
    needed = {pile.draft.pk for pile in piles if pile.draft}
    needed |= {message.pk for each in served.values() for message in each if message.edited_by}
    changed += sum(take_back(draft, at) for draft in drafts if draft.pk not in needed)
    _let_go(provision_id, today, [pile.draft.pk for pile in piles if pile.draft and _need_not_wait(pile, desk)], at)
    return changed + send_copies(provision_id, today, at) + chase_receipts(provision_id, at)


def next_to_go(provision_id: int, today: date) -> datetime | None:
    """Return when the next of a day's drafts goes by itself or an unread one is chased, None where none waits."""
    drafts = Message.objects.filter(provision_id=provision_id, on=today, state=State.DRAFTED, purpose__in=TO_SCHOOLS)
    moments = (drafts.aggregate(goes_at=Min("due_at"))["goes_at"], next_chase(provision_id, today))
    return min((each for each in moments if each), default=None)


def message_settled(message: Message, at: datetime) -> None:
    """Do what follows an email to a school. Called in the unit of work that records the answer.

    Accepted: what it served is met, naming the hop. Came back: that is open again. Came back or given up: the policy
    says who is to ring the school, and by when.
    """
    served = Duty.objects.filter(messages__message=message)
    if message.state in Message.GONE:
        by = Actor.system(message.server[:120] or "mail")
        meet_these(served.filter(state__in=Duty.WAITING), outcome=Discharge.MESSAGE_ACCEPTED, by=by, at=at)
    elif message.state in Message.LOST and message.purpose == ABSENCES:
        if message.state == State.BOUNCED:
            met = served.filter(state=Duty.State.MET, outcome=Discharge.MESSAGE_ACCEPTED)
            duties.reopen(
                met.exclude(messages__message__in=Message.objects.filter(state__in=Message.GONE)),
                reason=f"The email came back: {message.server_reply}"[:240],
                by=WORKER,
                at=at,
            )
        _say_that_it_failed(message, list(served.filter(kind=DutyKind.TELL_THE_SCHOOL, closed_at=None)), at)


def _say_that_it_failed(message: Message, untold: Sequence[Duty], at: datetime) -> None:
    """Raise the fact for each pupil the school does not know of: the policy's telephone call falls due."""
    if message.commissioner is None or not untold:
        return
    policy = provisions.policy_on(message.provision_id, message.on)
    for duty in {duty.pupil_id: duty for duty in untold}.values():
        duties.open_because(
            Fact.MESSAGE_FAILED,
            Moments(on=message.on, happened_at=at, pupil_starts_at=duty.starts_at),
            policy,
            provision_id=message.provision_id,
            pupil_id=duty.pupil_id or 0,
            session=message.session,
            occasion=f"to:{message.commissioner_id}",
            commissioner_id=message.commissioner_id,
            commissioners=(message.commissioner.name,),
            starts_at=duty.starts_at,
            at=at,
            by=WORKER,
        )


def _waiting(provision_id: int, today: date) -> list[Duty]:
    found = Duty.objects.filter(
        provision_id=provision_id, closed_at=None, kind__in=SCHOOL, on=today, pupil__isnull=False
    )
    told = found.filter(Q(commissioner__isnull=False) | Q(kind=DutyKind.PHONE_THE_SCHOOL))
    return list(told.select_related("pupil", "commissioner").order_by("starts_at", "pk"))


def _told_by_phone(provision_id: int, today: date) -> set[int]:
    calls = ContactAttempt.objects.filter(
        commissioner__provision_id=provision_id, on=today, outcome=Outcome.TOLD_THE_SCHOOL
    )
    return set(calls.values_list("pupil_id", flat=True))


def _served(waiting: Sequence[Duty]) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = defaultdict(list)
    links = DutyMessage.objects.filter(duty__in=[duty.pk for duty in waiting]).select_related("message")
    for link in links:
        found[link.duty_id].append(link.message)
    return found


def _need_not_wait(pile: Pile, desk: Desk) -> bool:
    """Whether an email goes now. One that was drafted to go at once has its moment in which it can be held."""
    if not pile.at_once or pile.draft is None:
        return False
    hold = timedelta(minutes=earliest(pile.tell, desk.policy).times.hold_minutes)
    return pile.draft.due_at > pile.draft.drafted_at + hold


def _drawing(pile: Pile, served: Served, desk: Desk) -> Drawing:
    window = earliest(pile.tell, desk.policy)
    at_once = desk.at + timedelta(minutes=window.times.hold_minutes)
    goes_at = at_once if pile.at_once else window.goes_at(desk.at)
    mine = [pile.draft.pk] if pile.draft else []
    tied = frozenset(pk for pk, messages in served.items() if [each.pk for each in messages] == mine)
    drawing = Drawing(
        purpose=ABSENCES,
        commissioner=pile.commissioner,
        session=pile.session,
        draft=pile.draft,
        goes_at=goes_at,
        deadline_at=window.retries_end_at(goes_at),
        promised_at=window.due_at,
        tell=pile.tell,
        phone=pile.phone,
        tied=tied,
    )
    for duty in pile.tell:
        assert duty.pupil is not None
        if duty.fact == Fact.LEFT_WITHOUT_LEAVE:
            drawing.tells_of(duty.pupil, Says.LEFT)
        elif duty.pupil.pk not in drawing.says:
            drawing.tells_of(duty.pupil, Says.AWAY)
    return drawing


def _draw(drawing: Drawing, desk: Desk) -> int:
    is_new = drawing.draft is None
    changed = draw(drawing, desk)
    if is_new and drawing.draft and drawing.draft.state == State.FAILED:
        message_settled(drawing.draft, desk.at)
    return changed


def _let_go(provision_id: int, today: date, at_once: Collection[int], at: datetime) -> None:
    """Put out what is due, and what need not wait. What somebody held meanwhile stays."""
    drafts = Message.objects.filter(
        Q(due_at__lte=at) | Q(pk__in=at_once),
        provision_id=provision_id,
        on=today,
        purpose__in=TO_SCHOOLS,
        state=State.DRAFTED,
    )
    for draft in drafts:
        outbox.queue(draft, by=WORKER, at=at)
