"""The weekly list and a pupil's recognitions, as pages show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from firstbell.domain.recognising import Achievement
from firstbell.people.panels import Whereabouts, whereabouts
from firstbell.support.recognition.home import PURPOSE, messages_of
from firstbell.support.recognition.models import NAMES, Recognition
from firstbell.support.recognition.words import why

State = Recognition.State
LOOKS = {State.WAITING: ("wait", "clock"), State.GIVEN: ("good", "tick"), State.PASSED_OVER: ("soft", "cross")}
LATELY = 5


@dataclass(frozen=True)
class Row:
    """One recognition of the list. message: id and state of what was written home, None where nothing was."""

    id: int
    pupil_id: int
    name: str
    group: str
    achievement: str
    why: str
    waits: bool
    tone: str
    icon: str
    state: str
    message: tuple[int, str] | None


@dataclass(frozen=True)
class WeekList:
    """The list of one week. parts: each achievement with its rows, improvement first. later: None for the last list."""

    week_on: date
    ends_on: date
    earlier: date
    later: date | None
    parts: tuple[tuple[str, tuple[Row, ...]], ...]
    waiting: int
    pupils: int

    @property
    def pupil_ids(self) -> list[int]:
        return sorted({row.pupil_id for _, rows in self.parts for row in rows})


def week_list(recognitions: QuerySet[Recognition], provision_id: int, week_on: date, today: date) -> WeekList:
    """Return what was earned in the week that begins on a Monday. The same few statements for any number of pupils."""
    found = recognitions.filter(week_on=week_on).exclude(state=State.NO_LONGER).select_related("pupil")
    rows = _rows(list(found), provision_id, today)
    parts = []
    for achievement in Achievement:
        theirs = [row for row in rows if row.achievement == achievement]
        theirs.sort(key=lambda row: row.name.casefold())
        if theirs:
            parts.append((NAMES[achievement], tuple(theirs)))
    one_week = timedelta(days=7)
    return WeekList(
        week_on=week_on,
        ends_on=week_on + timedelta(days=4),
        earlier=week_on - one_week,
        later=week_on + one_week if week_on + one_week <= today else None,
        parts=tuple(parts),
        waiting=sum(row.waits for row in rows),
        pupils=len({row.pupil_id for row in rows}),
    )


def week_to_show(recognitions: QuerySet[Recognition], this_week: date) -> date:
    """Return the Monday of the latest list on which something waits, else of the latest one, else of this week."""
    for listed in (recognitions.filter(state=State.WAITING), recognitions):
        latest = listed.order_by("-week_on").values_list("week_on", flat=True).first()
        if latest is not None:
            return latest
    return this_week


def waiting_count(recognitions: QuerySet[Recognition]) -> int:
    return recognitions.filter(state=State.WAITING).count()


@dataclass(frozen=True)
class Said:
    """One recognition on a pupil's page. when: given on that day, None where it waits."""

    name: str
    why: str
    when: datetime | None


def lately(pupil_id: int) -> tuple[Said, ...]:
    """Return the latest recognitions of a pupil: those given, and those that wait."""
    theirs = Recognition.objects.filter(pupil_id=pupil_id, state__in=[State.WAITING, State.GIVEN])
    return tuple(Said(each.name, why(each), each.settled_at) for each in theirs.order_by("-ends_on", "-pk")[:LATELY])


def _rows(found: Collection[Recognition], provision_id: int, today: date) -> list[Row]:
    groups = whereabouts(provision_id, today) if found else {}
    written = messages_of([each.pk for each in found])
    rows = []
    for each in found:
        where = groups.get(each.pupil_id, Whereabouts())
        tone, icon = LOOKS[State(each.state)]
        rows.append(
            Row(
                id=each.pk,
                pupil_id=each.pupil_id,
                name=each.pupil.name,
                group=", ".join(name for _, name in where.groups),
                achievement=each.achievement,
                why=why(each),
                waits=each.state == State.WAITING,
                tone=tone,
                icon=icon,
                state=_state_words(each),
                message=written.get(each.pk),
            )
        )
    return rows


def _state_words(each: Recognition) -> str:
    if each.state == State.WAITING:
        return "To give"
    by = f"{each.get_state_display()}, {each.settled_by}"
    return f"{by}: {each.reason}" if each.reason else by


__all__ = ["PURPOSE", "Row", "Said", "WeekList", "lately", "waiting_count", "week_list", "week_to_show"]
