"""What the pages of meetings show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from firstbell.domain.school_time import starts_at
from firstbell.outbox.models import Message
from firstbell.outbox.queries import LOOKS, state_words
from firstbell.support.cases.due import Due
from firstbell.support.cases.models import Action, Case
from firstbell.support.meetings.models import Invitee, Meeting, Minutes

Came = Invitee.Came
CAME_LOOKS = {Came.CAME: ("good", "tick"), Came.APOLOGIES: ("told", "mail"), Came.ABSENT: ("bad", "cross")}
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class InviteeRow:
    """One person asked. tone, icon, words: how their invitation stands. came: (tone, icon, words), or nothing."""

    invitee: Invitee
    tone: str
    icon: str
    words: str
    came: tuple[str, str, str] | None
    needs_letter: bool

    @property
    def message_id(self) -> int | None:
        return self.invitee.message_id


@dataclass(frozen=True)
class MeetingPage:
    """One meeting. to_send: the names of those who would get the invitation now."""

    meeting: Meeting
    rows: tuple[InviteeRow, ...]
    to_send: tuple[str, ...]
    has_begun: bool
    minutes: Minutes | None
    earlier_minutes: tuple[Minutes, ...]
    actions: tuple[Action, ...]


def meeting_page(meeting: Meeting, at: datetime) -> MeetingPage:
    """Return a meeting with who is asked and what was written down. Three statements."""
    people = list(Invitee.objects.filter(meeting=meeting).select_related("message"))
    minutes = list(Minutes.objects.filter(meeting=meeting))
    waits = [each.name for each in people if each.email and each.asked_sequence != meeting.sequence]
    return MeetingPage(
        meeting=meeting,
        rows=tuple(_row(each, meeting) for each in people),
        to_send=tuple(waits) if meeting.is_waiting else (),
        has_begun=at >= starts_at(meeting.on, meeting.starts_time),
        minutes=minutes[-1] if minutes else None,
        earlier_minutes=tuple(reversed(minutes[:-1])),
        actions=tuple(Action.objects.filter(meeting=meeting)),
    )


def meetings_of(case: Case) -> list[Meeting]:
    """Return the meetings of a case, the newest first, with who was asked. Two statements."""
    return list(Meeting.objects.filter(case=case).prefetch_related("invitees").order_by("-on", "-starts_time", "-pk"))


def meetings_ahead(cases: QuerySet[Case], today: date) -> tuple[list[Meeting], list[Meeting]]:
    """Return the meetings of the next fortnight, and those past of which nobody wrote down who came."""
    waiting = Meeting.objects.filter(case__in=cases, held_at=None, cancelled_at=None, on__lte=today + AHEAD)
    every = list(waiting.select_related("case__pupil").order_by("on", "starts_time", "pk"))
    return [each for each in every if each.on >= today], [each for each in every if each.on < today]


def meetings_due(case_ids: Collection[int]) -> dict[int, list[Due]]:
    """Return the meetings still to be held, or to be written down. One statement."""
    found: dict[int, list[Due]] = defaultdict(list)
    for meeting in Meeting.objects.filter(case_id__in=case_ids, held_at=None, cancelled_at=None):
        what = f"Meeting at {meeting.starts_time:%H:%M}: {meeting.purpose}"
        found[meeting.case_id].append(Due(meeting.on, what, "", f"meeting-{meeting.pk}"))
    return found


def came_count(meeting: Meeting) -> str:
    """Return who came in a few words: "3 of 4 came"."""
    people = list(meeting.invitees.all())
    return f"{sum(each.came == Came.CAME for each in people)} of {len(people)} came"


def _row(invitee: Invitee, meeting: Meeting) -> InviteeRow:
    has_it = invitee.asked_sequence == meeting.sequence or not meeting.is_waiting
    if invitee.asked_sequence is None:
        tone, icon, words = "wait", "hollow", "not asked yet"
    elif not has_it:
        tone, icon, words = "bad", "alert", "has the old time or place"
    elif invitee.message is not None:
        (tone, icon), words = LOOKS[Message.State(invitee.message.state)], state_words(invitee.message)
    else:
        tone, icon, words = "good", "tick", "letter given"
    look = CAME_LOOKS.get(Came(invitee.came))
    return InviteeRow(
        invitee=invitee,
        tone=tone,
        icon=icon,
        words=words,
        came=(*look, Came(invitee.came).label) if look else None,
        needs_letter=not invitee.email and invitee.kind != Invitee.Kind.PUPIL and meeting.is_waiting,
    )
