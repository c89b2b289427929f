"""What was done or told about a pupil in the last fortnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell.followup.models import ContactAttempt
from firstbell.notices.models import Notice
from firstbell.people.models import Pupil
from firstbell.registers.models import Mark

LATELY = timedelta(days=14)
MOST_DEEDS = 12


@dataclass(frozen=True)
class Deed:
    """Something done or told lately. state: done, bad or plain."""

    at: datetime
    what: str
    detail: str
    state: str


def lately(pupil: Pupil, at: datetime) -> tuple[Deed, ...]:
    """Return what was marked as absent or late, told, tried and amended in the last fortnight, newest first."""
    since = at - LATELY
    marks = (
        Mark.objects.filter(line__pupil=pupil, recorded_at__gte=since, recorded_at__lte=at)
        .exclude(kind=Mark.Kind.IMPORTED)
        .exclude(kind=Mark.Kind.MARK, code_key__in=["/", "\\"])
    )
    deeds = [
        *(_of_mark(mark) for mark in marks.select_related("line__register")),
        *(_of_attempt(row) for row in ContactAttempt.objects.filter(pupil=pupil, made_at__gte=since, made_at__lte=at)),
        *(_of_notice(row) for row in Notice.objects.filter(pupil=pupil, received_at__gte=since, received_at__lte=at)),
    ]
    return tuple(sorted(deeds, key=lambda deed: deed.at, reverse=True)[:MOST_DEEDS])


def _of_mark(mark: Mark) -> Deed:
    register = mark.line.register
    session = f"{register.on:%A} {register.on.day} {register.on:%B}, {register.get_session_display()}"
    letter = mark.code_key.partition("#")[0]
    if mark.kind == Mark.Kind.RETRACTION:
        return Deed(mark.recorded_at, f"Undone: {session}", mark.recorded_by, "plain")
    if mark.replaces_id:
        return Deed(mark.recorded_at, f"{session} became {letter}", f"{mark.reason}. {mark.recorded_by}", "done")
    return Deed(mark.recorded_at, f"Marked {letter}, {session}", mark.recorded_by, "plain")


def _of_attempt(row: ContactAttempt) -> Deed:
    said = f"“{row.reason}” " if row.reason else ""
    return Deed(row.made_at, f"{row.spoke_to}: {row.outcome_words}", f"{said}{row.made_by}", "done")


def _of_notice(row: Notice) -> Deed:
    told = f"{row.get_told_by_display()} {row.get_how_display().lower()}, taken by {row.taken_by}"
    state = "plain" if row.withdrawn_at else "done"
    return Deed(
        row.received_at, f"Told: {row.reason}", f"{told}{', withdrawn since' if row.withdrawn_at else ''}", state
    )
