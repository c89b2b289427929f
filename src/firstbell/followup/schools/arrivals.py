"""Those who came after all: an email about their absence is stopped, or those who were told hear that they are here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import MessageTimes
from firstbell.followup.models import ToldPupil
from firstbell.followup.schools.letters import Desk, Drawing, draw, take_back
from firstbell.followup.schools.news import Line
from firstbell.followup.schools.purposes import ABSENCES, LATE, NOW_HERE
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner

State = Message.State
Says = ToldPupil.Says
STANDS = [state for state in State.values if state not in (State.CANCELLED, *Message.LOST)]
Place = tuple[int, str]


def stop_what_is_not_true(pupil_id: int, on: date, session: str, by: Actor, at: datetime) -> None:
    """Cancel the emails about a pupil's absence that have not gone and are about nobody else.

    One about others too is drawn again before it goes; where it is being sent this moment, it is followed by another.
    Called in the unit of work that records the arrival.
    """
    about = Message.objects.filter(
        on=on, session=session, purpose=ABSENCES, told_pupils__pupil_id=pupil_id,
        state__in=(*Message.WAITING, *Message.TO_SEND), edited_by="",
    ).prefetch_related("told_pupils")  # fmt: skip
    for message in about:
        others = [told for told in message.told_pupils.all() if told.pupil_id != pupil_id]
        if not others or (message.state == State.QUEUED and not message.tries):
            take_back(message, at, reason="The pupil is here now")


def add_late(drawings: Sequence[Drawing], late_for: Collection[int], desk: Desk) -> None:
    """Let the emails of a session tell of those who came late too, where the school wants to know."""
    for drawing in drawings:
        if drawing.commissioner.pk in late_for:
            for line in _late(drawing.commissioner.pk, drawing.session, desk, but=drawing.draft):
                drawing.tells_of(line.pupil, Says.LATE)


def tell_of_late(drawings: Sequence[Drawing], wanting: Sequence[Commissioner], desk: Desk) -> int:
    """Tell the schools that want to know of those who came late and whom no other email tells of.

    It goes when the register closes, so that one email tells of the session.
    """
    told = {(each.commissioner.pk, each.session) for each in drawings}
    changed = 0
    for commissioner in wanting:
        for session in sorted({session for _, session in desk.log.lines}):
            draft = _draft_of(LATE, commissioner.pk, session, desk)
            lines = _late(commissioner.pk, session, desk, but=draft)
            if (commissioner.pk, session) in told:
                lines = []
            if lines:
                closes_at = max(line.closes_at for line in lines)
                goes_at = max(closes_at, desk.at + _time_to_hold(desk))
                drawing = Drawing(LATE, commissioner, session, draft, goes_at)
                for line in lines:
                    drawing.tells_of(line.pupil, Says.LATE)
                changed += draw(drawing, desk)
            elif draft is not None:
                changed += take_back(draft, desk.at)
    return changed


def tell_of_arrivals(desk: Desk) -> int:
    """Tell those who were told that a pupil is not here that the pupil has come, once, where the policy says so."""
    here = _come_after_being_told(desk) if desk.policy.messages.now_here else {}
    drafts = [each for each in desk.messages if each.purpose == NOW_HERE and each.state in Message.WAITING]
    places = {(each.commissioner_id or 0, each.session) for each in drafts} | set(here)
    schools = Commissioner.objects.in_bulk([commissioner_id for commissioner_id, _ in places])
    changed = 0
    for commissioner_id, session in sorted(places):
        draft = _draft_of(NOW_HERE, commissioner_id, session, desk)
        lines = here.get((commissioner_id, session), [])
        if lines:
            drawing = Drawing(NOW_HERE, schools[commissioner_id], session, draft, desk.at + _time_to_hold(desk))
            for line in lines:
                drawing.tells_of(line.pupil, Says.HERE)
            changed += draw(drawing, desk)
        elif draft is not None:
            changed += take_back(draft, desk.at)
    return changed


def _draft_of(purpose: str, commissioner_id: int, session: str, desk: Desk) -> Message | None:
    about = (purpose, commissioner_id, session, State.DRAFTED, "")
    return next(
        (
            each
            for each in desk.messages
            if (each.purpose, each.commissioner_id, each.session, each.state, each.edited_by) == about
        ),
        None,
    )


def _late(commissioner_id: int, session: str, desk: Desk, but: Message | None) -> list[Line]:
    """Return the late whom no email but the draft in hand has told of. Who was told away may hear "now here"."""
    messages = [each for each in desk.messages if but is None or each.pk != but.pk]
    told = {
        pupil.pupil_id
        for message in messages
        if (message.commissioner_id, message.session) == (commissioner_id, session) and message.state in STANDS
        for pupil in message.told_pupils.all()
        if pupil.says in ToldPupil.NEWS_OF_ARRIVAL or desk.policy.messages.now_here
    }
    return [
        line
        for (pupil_id, of), line in desk.log.lines.items()
        if of == session
        and commissioner_id in line.tells
        and pupil_id not in told
        and line.code is not None
        and line.code.is_late
        and not line.contested
    ]


def _come_after_being_told(desk: Desk) -> dict[Place, list[Line]]:
    """Return, by school and session, the pupils it was told are not here, who are, and whose coming it has to hear."""
    told: dict[Place, dict[int, str]] = defaultdict(dict)
    heard: dict[Place, set[int]] = defaultdict(set)
    for message in desk.messages:
        place = (message.commissioner_id or 0, message.session)
        for each in message.told_pupils.all():
            if message.state in Message.GONE and each.says in ToldPupil.NEWS_OF_ABSENCE:
                told[place][each.pupil_id] = each.says
            elif message.state in STANDS and each.says in ToldPupil.NEWS_OF_ARRIVAL and not _is_drawn_again(message):
                heard[place].add(each.pupil_id)
    for attempts in desk.log.attempts.values():
        for call in attempts:
            if call.commissioner_id and call.outcome == Outcome.TOLD_THE_SCHOOL:
                told[call.commissioner_id, call.session].setdefault(call.pupil_id, Says.AWAY)
    found: dict[Place, list[Line]] = {}
    for place, pupils in told.items():
        lines = [
            line
            for pupil_id, says in pupils.items()
            if (line := desk.log.lines.get((pupil_id, place[1]))) is not None
            and pupil_id not in heard[place]
            and _is_here(line, says, desk)
        ]
        if lines:
            found[place] = lines
    return found


def _is_drawn_again(message: Message) -> bool:
    return message.purpose == NOW_HERE and message.state == State.DRAFTED and not message.edited_by


def _is_here(line: Line, says: str, desk: Desk) -> bool:
    left = desk.log.left.get(line.pupil.pk)
    if left is not None and left.returned_at is None:
        return False
    return line.has_come and (says != Says.LEFT or left is not None)


def _time_to_hold(desk: Desk) -> timedelta:
    """How long such an email waits before it goes: what the policy leaves to hold an email."""
    times = [rule.message for rule in desk.policy.rules if rule.message and rule.holds_on(desk.today)]
    return timedelta(minutes=(times[0] if times else MessageTimes(0, 0)).hold_minutes)
