"""A meeting on paper: the invitation for somebody without an address, and the minutes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from firstbell import typesetting
from firstbell.domain.school_time import long_date
from firstbell.provisions.phones import shown
from firstbell.support.cases.models import Action
from firstbell.support.meetings.models import Invitee, Meeting
from firstbell.support.meetings.queries import MeetingPage, meeting_page

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"


def letter_pdf(invitee: Invitee, at: datetime) -> bytes:
    """Return the invitation as a letter. Raises typesetting.NotSet."""
    meeting = invitee.meeting
    pupil = meeting.case.pupil
    phone = pupil.provision.phone
    data = {
        "provision": pupil.provision.name,
        "name": invitee.name,
        "pupil": pupil.name,
        "first_name": pupil.first_name,
        "is_family": invitee.kind == Invitee.Kind.PARENT,
        "is_again": invitee.asked_sequence is not None and invitee.asked_sequence != meeting.sequence,
        "agenda": meeting.agenda,
        "phone": shown(phone) if phone else "",
        "facts": _facts(meeting),
    }
    return typesetting.pdf(TEMPLATES / "invitation.typ", data, title="Invitation to a meeting", at=at)


def minutes_pdf(meeting: Meeting, at: datetime) -> bytes:
    """Return the minutes with who came and what was agreed. Raises typesetting.NotSet."""
    return typesetting.pdf(TEMPLATES / "minutes.typ", minutes_data(meeting_page(meeting, at)), title="Minutes", at=at)


def minutes_data(page: MeetingPage) -> dict[str, object]:
    """Return what the template shows: words alone."""
    meeting, minutes = page.meeting, page.minutes
    return {
        "provision": meeting.case.pupil.provision.name,
        "pupil": meeting.case.pupil.name,
        "facts": _facts(meeting),
        "people": [
            [row.invitee.name, row.invitee.organisation, row.came[2] if row.came else "Not written down"]
            for row in page.rows
        ],
        "minutes": minutes.words.splitlines() if minutes else [],
        "written": f"Written down by {minutes.written_by}" if minutes else "",
        "actions": [
            [action.words, action.owner_name, long_date(action.due_on) if action.due_on else "", _state(action)]
            for action in page.actions
        ],
    }


def _state(action: Action) -> str:
    return "To do" if action.done_at is None else "Not done" if action.not_done else "Done"


def _facts(meeting: Meeting) -> list[list[str]]:
    said = [
        ["What about", meeting.purpose],
        ["When", f"{long_date(meeting.on)}, {meeting.starts_time:%H:%M} to {meeting.ends_time:%H:%M}"],
        ["Where", meeting.place],
        ["By video", meeting.link],
    ]
    return [[name, words] for name, words in said if words]
