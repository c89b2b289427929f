"""Write to those who are asked to a meeting: the invitation, a change, a cancellation, a reminder."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, starts_at
from firstbell.journal import Actor
from firstbell.outbox import batches
from firstbell.outbox import commands as outbox
from firstbell.outbox.channels import Attachment
from firstbell.outbox.models import Batch, Message
from firstbell.support.cases.commands import about
from firstbell.support.meetings.calendar_files import Entry, Method, calendar_file, content_type
from firstbell.support.meetings.models import Invitee, Meeting
from firstbell.support.meetings.words import content_of, reminder_of, title_of
from firstbell.units import unit_of_work

PURPOSE = "meeting"
WORKER = Actor.system("worker")
REMINDS_FROM = time(8, 0)
"""A reminder reaches nobody in the night before."""


class NobodyToAsk(Refused):
    """Everybody who can be written to has the invitation as it stands."""

    def __init__(self) -> None:
        super().__init__(
            "Everybody with an address has this invitation already.",
            "Nothing was sent.",
            "Print the letters for the others, or ask more people.",
        )


def invite(meeting: Meeting, *, by: Actor, at: datetime) -> Batch | None:
    """Send the invitation to all who have an address and not this number of it.

    Several go together, after the policy's short wait in which one press takes them back: then the batch is returned.
    Raises NobodyToAsk, and Refused above the policy's cap.
    """
    with unit_of_work():
        waiting = list(to_write_to(meeting))
        if not waiting:
            raise NobodyToAsk
        for invitee in waiting:
            take_back(invitee.message, "The meeting was changed before this went", by=by, at=at)
        drafts = [draft_for(meeting, invitee, Method.REQUEST, by=by, at=at) for invitee in waiting]
        for invitee, message in zip(waiting, drafts, strict=True):
            asked = {"asked_sequence": meeting.sequence, "asked_at": at, "message": message}
            Invitee.objects.filter(pk=invitee.pk).update(**asked)
        facts = {"meeting": meeting.pk, "number": meeting.sequence, "asked": [invitee.name for invitee in waiting]}
        journal.write("meeting.invited", facts, by=by, at=at, **about(meeting.case))
        if len(drafts) == 1:
            outbox.release(drafts[0], by=by, at=at)
            return None
        return batches.release_many(drafts, by=by, at=at)


def to_write_to(meeting: Meeting) -> list[Invitee]:
    """Return those with an address who have not the invitation as it stands."""
    waiting = Invitee.objects.filter(meeting=meeting).exclude(email="").exclude(asked_sequence=meeting.sequence)
    return list(waiting.select_related("message"))


def take_back(message: Message | None, reason: str, *, by: Actor, at: datetime) -> bool:
    """Take back an invitation that has not gone; False where there was none, or it is on its way."""
    if message is None or message.state not in (*Message.WAITING, *Message.TO_SEND):
        return False
    try:
        outbox.cancel(message, reason=reason, by=by, at=at)
    except outbox.TooLate:
        return False
    return True


def gave_letter(invitee: Invitee, *, by: Actor, at: datetime) -> None:
    """Keep that a printed invitation was given or posted."""
    meeting = invitee.meeting
    with unit_of_work():
        Invitee.objects.filter(pk=invitee.pk).update(asked_sequence=meeting.sequence, asked_at=at)
        facts = {"meeting": meeting.pk, "number": meeting.sequence, "by_letter": [invitee.name]}
        journal.write("meeting.invited", facts, by=by, at=at, **about(meeting.case))


def remind(provision_id: int, at: datetime) -> None:
    """Remind of tomorrow's meetings everybody who has the invitation by email, from eight in the morning. Once each."""
    today = london_day(at)
    meetings = Meeting.objects.filter(
        case__provision_id=provision_id, on=today + timedelta(days=1), held_at=None, cancelled_at=None
    )
    goes_at = max(at, starts_at(today, REMINDS_FROM))
    for meeting in meetings.select_related("case__pupil__provision"):
        with unit_of_work():
            reminded = [
                invitee.name
                for invitee in Invitee.objects.filter(meeting=meeting, asked_sequence=meeting.sequence).exclude(
                    email=""
                )
                if _remind(meeting, invitee, goes_at, at)
            ]
            if reminded:
                facts = {"meeting": meeting.pk, "reminded": reminded}
                journal.write("meeting.reminded", facts, by=WORKER, at=at, **about(meeting.case))


def write_to(meeting: Meeting, invitee: Invitee, method: Method, *, by: Actor, at: datetime) -> Message:
    """Draft a mail to one person and let it go at once."""
    message = draft_for(meeting, invitee, method, by=by, at=at)
    if message.state in Message.WAITING:
        outbox.release(message, by=by, at=at)
    return message


def draft_for(meeting: Meeting, invitee: Invitee, method: Method, *, by: Actor, at: datetime) -> Message:
    """Draft the invitation, or the cancellation, of this number to one person, with its calendar entry."""
    file = calendar_file(_entry(meeting, invitee, at), method)
    return outbox.draft(
        provision_id=meeting.case.provision_id,
        key=f"{PURPOSE}:{meeting.pk}:{meeting.sequence}:{invitee.pk}",
        purpose=PURPOSE,
        to=_recipient(invitee),
        on=meeting.on,
        content=content_of(meeting, invitee, method),
        due_at=at,
        attachments=[Attachment("invitation.ics", content_type(method), file)],
        by=by,
        at=at,
    )


def _remind(meeting: Meeting, invitee: Invitee, goes_at: datetime, at: datetime) -> bool:
    key = f"{PURPOSE}:{meeting.pk}:{meeting.sequence}:{invitee.pk}:reminder"
    if Message.objects.filter(provision_id=meeting.case.provision_id, key=key).exists():
        return False
    message = outbox.draft(
        provision_id=meeting.case.provision_id,
        key=key,
        purpose=PURPOSE,
        to=_recipient(invitee),
        on=meeting.on,
        content=reminder_of(meeting, invitee),
        due_at=goes_at,
        by=WORKER,
        at=at,
    )
    if message.state == Message.State.DRAFTED:
        outbox.release(message, by=WORKER, at=at, goes_at=goes_at)
    return True


def _recipient(invitee: Invitee) -> outbox.Recipient:
    return outbox.Recipient(invitee.commissioner_id, invitee.name, invitee.email)


def _entry(meeting: Meeting, invitee: Invitee, at: datetime) -> Entry:
    provision = meeting.case.pupil.provision
    return Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=title_of(meeting),
        starts_at=starts_at(meeting.on, meeting.starts_time),
        ends_at=starts_at(meeting.on, meeting.ends_time),
        made_at=at,
        organiser=(provision.name, provision.email),
        invited=(invitee.name, invitee.email),
        place=meeting.place,
        link=meeting.link,
        description="What it is about stands in the email." + (f"\n{meeting.link}" if meeting.link else ""),
    )
