"""Who is on site now: from arrivals and departures, never from codes alone (R-133, R-134)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from firstbell.domain.codes import Code
from firstbell.domain.school_time import london_day
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine, SignOut
from firstbell.registers.queries.page import clock


@dataclass(frozen=True)
class Person:
    """One pupil. line: their register and line. site_id and site: where they are expected. since, note: in words."""

    pupil_id: int
    name: str
    group: str
    site_id: int
    site: str
    since: str
    line: tuple[int, int]
    note: str = ""
    sign_out_id: int | None = None


@dataclass(frozen=True)
class OnSite:
    """Everybody of today who came.

    here: in the building. away: on a trip or placement, so not in the roll. left: signed out. gone_home: their last
    session is over and nobody signed them out, so look once.
    """

    at: str
    here: tuple[Person, ...]
    away: tuple[Person, ...]
    left: tuple[Person, ...]
    gone_home: tuple[Person, ...]


def on_site_now(provision_id: int, at: datetime) -> OnSite:
    """Return who is on site at an instant, by given name. Two statements.

    U and L are on the roll, whoever left or is on a trip is not. A line with two answers is on it: better looked for
    than forgotten.
    """
    day = london_day(at)
    latest: dict[int, Any] = {}
    ends: dict[int, datetime] = {}
    for row in _lines(provision_id, at):
        if row.current_mark_id is not None:
            latest[row.pupil_id] = row
        ends[row.pupil_id] = max(row.register__ends_at, ends.get(row.pupil_id, row.register__ends_at))
    departures: dict[int, SignOut] = {}
    for left in SignOut.objects.filter(site__provision_id=provision_id, on=day, left_at__lte=at).order_by("left_at"):
        departures[left.pupil_id] = left
    sorted_into: dict[str, list[Person]] = {"here": [], "away": [], "left": [], "gone_home": []}
    for pupil_id, row in latest.items():
        code = codes_of(row.register__code_set, provision_id, day).get(row.current_mark__code_key)
        where, person = _place(row, code, departures.get(pupil_id), at, ends[pupil_id])
        if where:
            sorted_into[where].append(person)
    by_name = {where: tuple(sorted(people, key=lambda each: each.name)) for where, people in sorted_into.items()}
    return OnSite(clock(at), **by_name)


def _lines(provision_id: int, at: datetime) -> Any:
    """Today's lines in the order of the day; a session to come counts only once it has a mark."""
    return (
        RegisterLine.objects.filter(register__provision_id=provision_id, register__on=london_day(at), dropped_at=None)
        .order_by("register__starts_at", "pk")
        .annotate(group=F("register__group__name"), site=F("register__site__name"))
        .values_list(
            *("pk", "register_id"),
            *("pupil_id", "starts_at", "trip", "venue", "contested", "current_mark_id", "current_mark__code_key"),
            *("current_mark__arrived_at", "current_mark__recorded_at", "register__ends_at", "register__code_set"),
            *("register__site_id", "pupil__legal_first_name", "pupil__preferred_first_name"),
            *("pupil__legal_last_name", "pupil__preferred_last_name"),
            *("group", "site"),
            named=True,
        )
    )


def _place(row: Any, code: Code, departure: SignOut | None, at: datetime, ends_at: datetime) -> tuple[str, Person]:
    """Decide which list a pupil stands on; "" for somebody who is not here today."""
    came_at = row.current_mark__arrived_at or min(row.current_mark__recorded_at, row.starts_at)
    first = row.pupil__preferred_first_name or row.pupil__legal_first_name
    last = row.pupil__preferred_last_name or row.pupil__legal_last_name

    def person(note: str = "", sign_out_id: int | None = None) -> Person:
        return Person(
            pupil_id=row.pupil_id,
            name=f"{first} {last}",
            group=row.group,
            site_id=row.register__site_id,
            site=row.site,
            since=clock(came_at),
            line=(row.register_id, row.pk),
            note=note,
            sign_out_id=sign_out_id,
        )

    if departure is not None and departure.left_at >= came_at and not _is_back(departure, at):
        note = f"left at {clock(departure.left_at)}" + (
            f" with {departure.collected_by}" if departure.collected_by else ""
        )
        return "left", person(note, departure.pk)
    if row.contested:
        return "here", person("two answers: look for them")
    if not (code.is_here or code.is_present):
        return "", person()
    if row.trip or not code.is_here:
        return "away", person(row.venue or code.description)
    if at > ends_at:
        return "gone_home", person(f"session ended at {clock(ends_at)}")
    return "here", person("late after close" if code.is_late and not code.is_present else "")


def _is_back(departure: SignOut, at: datetime) -> bool:
    return departure.returned_at is not None and departure.returned_at <= at
