"""The rows of the board that ring a school: to tell it, or to ask whether it has read what it was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from firstbell.domain.duties import DutyKind
from firstbell.followup.board.rows import Reader, Row, School, last_of, listed
from firstbell.followup.board.waiting import Mail, Waits
from firstbell.followup.models import ContactAttempt
from firstbell.outbox.models import Message
from firstbell.outbox.queries import state_words
from firstbell.provisions.phones import shown

TELL = (DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL)
SCHOOL = frozenset({*TELL, DutyKind.CHASE_THE_RECEIPT})
PHONE_IS_NEAR = timedelta(minutes=5)


def school_rows(
    duties: Iterable[Waits],
    mails: Iterable[Mail],
    attempts: dict[int, list[ContactAttempt]],
    unreached: Collection[int],
    reader: Reader,
) -> Iterable[Row]:
    """One row for each school to ring: the email failed, is held or late, the time to phone is near, or nobody at home
    can be reached; and one for each that has not said that it has read what it was told.

    unreached: the pupils at whose home nobody is left to ring.
    """
    latest = {(mail.commissioner_id, mail.on, mail.session): mail for mail in sorted(mails, key=lambda mail: mail.id)}
    for chases, together in _groups(duties):
        first = together[0]
        mail = latest.get((first.commissioner_id, first.on, first.session))
        alone = [duty.first_name for duty in _once(together) if duty.pupil_id in unreached]
        if first.commissioner_id is None or not (chases or alone or _needs_the_phone(mail, first.due_at, reader.at)):
            continue
        pupils = listed([duty.first_name for duty in _once(together)])
        made = [
            each
            for duty in _once(together)
            for each in attempts.get(duty.pupil_id or 0, [])
            if each.commissioner_id == first.commissioner_id
        ]
        nobody = f"Nobody at home can be reached about {listed(alone)}. " if alone and not chases else ""
        yield reader.row(
            first,
            kind="school",
            what="Ask whether they have read the email" if chases else "Ring the school",
            name=first.commissioner_name or "",
            first_name=first.commissioner_name or "",
            pupil_id=None,
            details=(f"about {pupils}",),
            adjustments="",
            apart="",
            last=last_of(sorted(made, key=lambda each: each.made_at)),
            school=School(
                commissioner_id=first.commissioner_id,
                number=shown(first.commissioner_phone or ""),
                e164=first.commissioner_phone or "",
                pupils=pupils,
                words=nobody + _email_words(mail),
                message_id=mail.id if mail else None,
                done="They have it" if chases else "Told them",
            ),
        )


def _groups(duties: Iterable[Waits]) -> Iterable[tuple[bool, list[Waits]]]:
    """The duties of each school and session, least time left first; those to tell it and those to ask it apart."""
    groups: dict[object, list[Waits]] = defaultdict(list)
    for duty in duties:
        chases = duty.kind == DutyKind.CHASE_THE_RECEIPT
        groups[chases, duty.commissioner_id, duty.on, duty.session].append(duty)
    return [(together[0].kind == DutyKind.CHASE_THE_RECEIPT, together) for together in groups.values()]


def _once(together: Sequence[Waits]) -> list[Waits]:
    """One duty for each pupil."""
    return list({duty.pupil_id: duty for duty in together}.values())


def _needs_the_phone(mail: Mail | None, due_at: datetime, at: datetime) -> bool:
    if mail is not None and mail.state in (*Message.LOST, Message.State.RETRYING, Message.State.CANCELLED):
        return True
    return due_at - at <= PHONE_IS_NEAR


def _email_words(mail: Mail | None) -> str:
    if mail is None:
        return "No email has been drafted."
    words = state_words(mail)
    if mail.state in (*Message.LOST, Message.State.RETRYING):
        return f"The email: {words.lower()}. {mail.server_reply}".strip()
    return f"The email: {words.lower()}."
