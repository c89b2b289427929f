"""A meeting that was held: who came, and what was written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date, starts_at
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.support.cases.commands import about
from firstbell.support.meetings.models import Invitee, Meeting, Minutes
from firstbell.units import unit_of_work


class StillToCome(Refused):
    """The meeting has not begun."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            f"This meeting is on {long_date(meeting.on)} at {meeting.starts_time:%H:%M}.",
            "Nobody can have come to it yet. Nothing was kept.",
            "Write down who came once it has begun. Change its day or time if it was held sooner.",
        )


class WasCancelled(Refused):
    """The meeting was cancelled, so nobody came to it."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            f"This meeting was cancelled by {meeting.cancelled_by}.",
            "Nothing was kept.",
            "Arrange another one from the case if it was held after all.",
        )


def hold(meeting: Meeting, came: Mapping[int, str], *, by: Actor, at: datetime) -> None:
    """Record who came. came: a value of Invitee.Came by the invitee's id. It can be put right later.

    A meeting that was held meets what was due (SS-24). Raises StillToCome, WasCancelled.
    """
    with unit_of_work():
        now = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if now.cancelled_at is not None:
            raise WasCancelled(now)
        if at < starts_at(now.on, now.starts_time):
            raise StillToCome(now)
        people = list(Invitee.objects.filter(meeting=now))
        for invitee in people:
            invitee.came = came.get(invitee.pk, invitee.came)
        Invitee.objects.bulk_update(people, ["came"])
        if now.held_at is None:
            Meeting.objects.filter(pk=now.pk).update(held_at=at, held_by=by.name)
        facts = {"meeting": now.pk, "came": {str(invitee.pk): [invitee.name, invitee.came] for invitee in people}}
        journal.write("meeting.held", facts, by=by, at=at, **about(meeting.case))
        due = Duty.objects.filter(pupil_id=meeting.case.pupil_id, kind=DutyKind.MEETING, closed_at=None)
        meet_these(due, outcome=Discharge.DONE, by=by, at=at)
    meeting.refresh_from_db(fields=["held_at", "held_by"])


def write_minutes(meeting: Meeting, words: str, *, by: Actor, at: datetime) -> Minutes:
    """Write the minutes; what was written before stays beside them. Raises WasCancelled."""
    with unit_of_work():
        if Meeting.objects.filter(pk=meeting.pk, cancelled_at__isnull=False).exists():
            raise WasCancelled(meeting)
        minutes = Minutes.objects.create(meeting=meeting, words=words, written_by=by.name, written_at=at)
        facts = {"meeting": meeting.pk, "words": words}
        journal.write("minutes.written", facts, by=by, at=at, **about(meeting.case))
    return minutes
