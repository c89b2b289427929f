"""Arrange a meeting, change when or where it is, cancel it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date
from firstbell.journal import Actor
from firstbell.support.cases.commands import about, refuse_closed
from firstbell.support.cases.models import Case
from firstbell.support.meetings.askable import Askable
from firstbell.support.meetings.calendar_files import Method
from firstbell.support.meetings.commands.inviting import take_back, write_to
from firstbell.support.meetings.models import Invitee, Meeting, Professional
from firstbell.units import unit_of_work


class MeetingOver(Refused):
    """The meeting was held or cancelled."""

    def __init__(self, meeting: Meeting) -> None:
        what = f"cancelled by {meeting.cancelled_by}" if meeting.cancelled_at else f"held on {long_date(meeting.on)}"
        super().__init__(
            f"This meeting was {what}.",
            "Nothing was changed or sent.",
            "Arrange another one from the case.",
        )


@dataclass(frozen=True)
class Details:
    """What a meeting is about, when and where. Times are of the clock in London."""

    purpose: str
    on: date
    starts_time: time
    ends_time: time
    place: str = ""
    link: str = ""
    agenda: str = ""

    @property
    def where_and_when(self) -> tuple[object, ...]:
        return (self.on, self.starts_time, self.ends_time, self.place, self.link)


def arrange(case: Case, details: Details, asked: Sequence[Askable] = (), *, by: Actor, at: datetime) -> Meeting:
    """Arrange a meeting in a case (AL-9, SS-24). Nobody is written to before `invite`. Raises CaseClosed.

    Sent twice, it is arranged once: the same purpose at the same time is the same meeting.
    """
    same = {"purpose": details.purpose, "on": details.on, "starts_time": details.starts_time, "cancelled_at": None}
    with unit_of_work():
        refuse_closed(case)
        if standing := Meeting.objects.filter(case=case, **same).first():
            return standing
        meeting = Meeting.objects.create(
            case=case, uid=_new_uid(), arranged_by=by.name, arranged_at=at, **asdict(details)
        )
        _ask(meeting, asked)
        facts = {"meeting": meeting.pk, **asdict(details), "asked": [each.name for each in asked]}
        journal.write("meeting.arranged", facts, by=by, at=at, **about(case))
    return meeting


def change(meeting: Meeting, details: Details, *, by: Actor, at: datetime) -> bool:
    """Change a meeting; True where day, time or place moved, so that the invitation has a new number to send.

    Raises MeetingOver, CaseClosed.
    """
    with unit_of_work():
        refuse_closed(meeting.case)
        now = _waiting(meeting)
        before = Details(**{name: getattr(now, name) for name in asdict(details)})
        if before == details:
            return False
        moved = before.where_and_when != details.where_and_when
        fields = asdict(details) | {"sequence": now.sequence + moved}
        Meeting.objects.filter(pk=meeting.pk).update(**fields)
        changed = {
            name: [str(getattr(before, name)), str(value)]
            for name, value in asdict(details).items()
            if getattr(before, name) != value
        }
        facts = {"meeting": meeting.pk, "changed": changed}
        journal.write("meeting.changed", facts, by=by, at=at, **about(meeting.case))
    meeting.refresh_from_db(fields=list(fields))
    return moved


def ask_also(meeting: Meeting, asked: Sequence[Askable], *, by: Actor, at: datetime) -> int:
    """Ask more people; those who are asked already are left out. Returns how many. Raises MeetingOver."""
    with unit_of_work():
        now = _waiting(meeting)
        known = {_who(row) for row in Invitee.objects.filter(meeting=now)}
        new = [each for each in asked if _who(each) not in known]
        if new:
            _ask(now, new)
            facts = {"meeting": now.pk, "changed": {}, "asked": [each.name for each in new]}
            journal.write("meeting.changed", facts, by=by, at=at, **about(meeting.case))
    return len(new)


def cancel(meeting: Meeting, *, why: str, by: Actor, at: datetime) -> int:
    """Cancel a meeting, and tell at once everybody whose calendar has it. Returns how many. Raises MeetingOver."""
    with unit_of_work():
        now = _waiting(meeting)
        fields = {"cancelled_at": at, "cancelled_by": by.name, "cancelled_why": why, "sequence": now.sequence + 1}
        Meeting.objects.filter(pk=now.pk).update(**fields)
        meeting.refresh_from_db(fields=list(fields))
        facts = {"meeting": now.pk, "why": why}
        journal.write("meeting.cancelled", facts, by=by, at=at, **about(meeting.case))
        told = 0
        for invitee in Invitee.objects.filter(meeting=now, asked_sequence__isnull=False).select_related("message"):
            # What has not gone is in nobody's calendar, so there is nothing to cancel there.
            if take_back(invitee.message, "The meeting was cancelled", by=by, at=at) or not invitee.email:
                continue
            write_to(meeting, invitee, Method.CANCEL, by=by, at=at)
            told += 1
    return told


def add_professional(case: Case, *, name: str, organisation: str, email: str, by: Actor, at: datetime) -> Professional:
    """Keep somebody outside who helps a pupil; one of this name on the case is put right. Raises CaseClosed."""
    with unit_of_work():
        refuse_closed(case)
        kept, _ = Professional.objects.update_or_create(
            case=case,
            name=name,
            defaults={"organisation": organisation, "email": email},
            create_defaults={"organisation": organisation, "email": email, "added_by": by.name, "added_at": at},
        )
        facts = {"name": name, "organisation": organisation, "email": email}
        journal.write("professional.added", facts, by=by, at=at, **about(case))
    return kept


def _waiting(meeting: Meeting) -> Meeting:
    """Return a meeting as it is now. Raises MeetingOver."""
    now = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not now.is_waiting:
        raise MeetingOver(now)
    return now


def _ask(meeting: Meeting, asked: Sequence[Askable]) -> None:
    Invitee.objects.bulk_create(
        Invitee(
            meeting=meeting,
            kind=each.kind,
            name=each.name,
            organisation=each.organisation,
            email=each.email,
            contact_id=each.contact_id,
            commissioner_id=each.commissioner_id,
            professional_id=each.professional_id,
            user_id=each.user_id,
        )
        for each in asked
    )


def _who(each: Askable | Invitee) -> tuple[object, ...]:
    return (each.kind, each.name, each.contact_id, each.commissioner_id, each.professional_id, each.user_id)


def _new_uid() -> str:
    """Return what calendars will know the meeting by, at the domain of our sender."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"{uuid4().hex}@{domain or 'localhost'}"[:80]
