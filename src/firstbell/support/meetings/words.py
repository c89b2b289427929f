"""What is written to those who are asked to a meeting. No pupil's name stands in a subject or a calendar."""

from __future__ import annotations

from django.template.loader import render_to_string

from firstbell.domain.school_time import long_date
from firstbell.outbox.commands import Content
from firstbell.provisions.phones import shown
from firstbell.support.meetings.calendar_files import Method
from firstbell.support.meetings.models import Invitee, Meeting


def title_of(meeting: Meeting) -> str:
    """Return what stands in a calendar."""
    return f"Meeting at {meeting.case.pupil.provision.name}"


def content_of(meeting: Meeting, invitee: Invitee, method: Method) -> Content:
    """Return the invitation, the changed invitation or the cancellation for one person."""
    is_again = method is Method.REQUEST and invitee.asked_sequence is not None
    what = "Cancelled" if method is Method.CANCEL else "New time or place" if is_again else "Invitation"
    return _content(meeting, invitee, f"{what}: meeting on {long_date(meeting.on)}", method.value.lower(), is_again)


def reminder_of(meeting: Meeting, invitee: Invitee) -> Content:
    """Return the reminder of the day before."""
    return _content(meeting, invitee, f"Tomorrow: meeting at {meeting.starts_time:%H:%M}", "reminder", False)


def _content(meeting: Meeting, invitee: Invitee, subject: str, kind: str, is_again: bool) -> Content:
    pupil = meeting.case.pupil
    provision = pupil.provision
    context = {
        "meeting": meeting,
        "invitee": invitee,
        "pupil": pupil,
        "provision": provision,
        "phone": shown(provision.phone) if provision.phone else "",
        "kind": kind,
        "is_again": is_again,
        "is_family": invitee.kind == Invitee.Kind.PARENT,
        "on": long_date(meeting.on),
    }
    text = render_to_string("support/meetings/mail.txt", context).strip() + "\n"
    return Content(subject=f"{provision.name}: {subject[0].lower()}{subject[1:]}", text=text)
