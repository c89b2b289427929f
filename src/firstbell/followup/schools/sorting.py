"""Which waiting duties go into which email: one for each school and session, at once where nobody is left to ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from firstbell.domain.duties import DutyKind
from firstbell.duties.models import Duty
from firstbell.followup.schools.message_times import window_of
from firstbell.followup.schools.news import Log
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner
from firstbell.policy import Policy

State = Message.State
Served = Mapping[int, Sequence[Message]]


@dataclass
class Pile:
    """What one email will tell. draft: the one there is already. at_once: it does not wait for its time."""

    commissioner: Commissioner
    session: str
    draft: Message | None
    tell: list[Duty] = field(default_factory=list)
    phone: list[Duty] = field(default_factory=list)
    at_once: bool = False


def sort(
    waiting: Sequence[Duty], drafts: Sequence[Message], served: Served, log: Log, policy: Policy, at: datetime
) -> list[Pile]:
    """Return the emails to draw.

    waiting: duties to tell and to phone, with pupil and commissioner. drafts: those not gone. served: by duty, the
    messages that serve it.

    1. A duty whose email has gone, or is in a person's own words, is in none.
    2. One in a held email stays in it; nothing new joins what somebody held.
    3. A pupil for whom every number was tried is told of at once (SS-16): the email goes now if it is about nobody
       else, and else the pupil gets one that does.
    4. What is new joins the school's draft, unless that goes too late for it.
    """
    free = [duty for duty in waiting if duty.kind == DutyKind.TELL_THE_SCHOOL and _is_free(served.get(duty.pk, ()))]
    by_school: dict[tuple[int, str], list[Duty]] = defaultdict(list)
    for duty in free:
        by_school[duty.commissioner_id or 0, duty.session].append(duty)
    piles: list[Pile] = []
    for (commissioner_id, session), duties in by_school.items():
        theirs = [d for d in drafts if (d.commissioner_id, d.session) == (commissioner_id, session) and not d.edited_by]
        piles += _of_one_school(duties, theirs, served, log, policy, at)
    for pile in piles:
        pupils = {duty.pupil_id for duty in pile.tell}
        pile.phone = [
            duty
            for duty in waiting
            if duty.kind == DutyKind.PHONE_THE_SCHOOL
            and (duty.pupil_id, duty.session) in {(pupil, pile.session) for pupil in pupils}
            and duty.commissioner_id in (None, pile.commissioner.pk)
        ]
    return piles


def _is_free(messages: Sequence[Message]) -> bool:
    return all(message.state in Message.WAITING and not message.edited_by for message in messages)


def _of_one_school(
    duties: list[Duty], drafts: list[Message], served: Served, log: Log, policy: Policy, at: datetime
) -> list[Pile]:
    first = duties[0]
    assert first.commissioner is not None
    piles = {draft.pk: Pile(first.commissioner, first.session, draft) for draft in drafts}
    new = Pile(first.commissioner, first.session, None)
    urgent: list[Duty] = []
    for duty in duties:
        draft = next((each for each in served.get(duty.pk, ()) if each.pk in piles), None)
        if draft is not None and draft.state == State.HELD:
            piles[draft.pk].tell.append(duty)
        elif log.is_exhausted(duty.pupil_id or 0, duty.session):
            urgent.append(duty)
        else:
            joins = draft or _one_in_time(drafts, window_of(duty, policy).goes_at(at))
            (piles[joins.pk] if joins else new).tell.append(duty)
    return [
        *(pile for pile in piles.values() if pile.tell),
        *_urgent(urgent, piles, first),
        *([new] if new.tell else []),
    ]


def _one_in_time(drafts: Sequence[Message], goes_at: datetime) -> Message | None:
    return next((each for each in drafts if each.state == State.DRAFTED and each.due_at <= goes_at), None)


def _urgent(duties: list[Duty], piles: Mapping[int, Pile], like: Duty) -> list[Pile]:
    """Put the urgent into a draft that would be about nobody else, else into one of their own."""
    if not duties:
        return []
    assert like.commissioner is not None
    mine = next((p for p in piles.values() if not p.tell and p.draft and p.draft.state == State.DRAFTED), None)
    pile = mine or Pile(like.commissioner, like.session, None)
    pile.tell, pile.at_once = duties, True
    return [pile]
