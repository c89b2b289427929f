"""Who is expected, where and when: the weekly patterns of a day with the day's changes laid over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from django.db.models import F, Q

from firstbell.placements.models import DayChange, Placement, Slot
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Group


@dataclass(frozen=True)
class Expected:
    """One pupil expected at one session. Times are wall-clock times in London."""

    pupil_id: int
    placement_id: int
    commissioner_id: int
    site_id: int
    group_id: int
    session: str
    starts_time: time
    session_starts_time: time
    session_ends_time: time
    open_minutes: int
    venue: str = ""
    one_to_one: bool = False
    trip: bool = False


def expected(provision_id: int, day: date) -> list[Expected]:
    """Return every pupil expected on `day`, one row a session, in no particular order.

    A pupil is expected when a placement is active, its pattern says so, the site is open, and no one-day change
    says otherwise. A site that is closed that day, or has no session times, expects nobody.
    """
    open_sites = provisions.open_sites(provision_id, day)
    if not open_sites:
        return []
    clocks = provisions.session_clocks(open_sites, day)
    changes = list(DayChange.objects.filter(provision_id=provision_id, on=day, cancelled_at=None).order_by("pk"))
    rows = {(row.pupil_id, row.session): row for row in _from_patterns(provision_id, day, clocks)}
    for extra in _extras(changes, clocks, day):
        rows.setdefault((extra.pupil_id, extra.session), extra)
    return [changed for row in rows.values() if (changed := _with_changes(row, changes)) is not None]


def _from_patterns(
    provision_id: int, day: date, clocks: dict[tuple[int, str], provisions.SessionClock]
) -> Iterable[Expected]:
    slots = (
        Slot.objects.filter(
            Q(until_on=None) | Q(until_on__gte=day),
            Q(placement__ends_on=None) | Q(placement__ends_on__gte=day),
            weekday=day.isoweekday(),
            from_on__lte=day,
            placement__starts_on__lte=day,
            placement__archived_at=None,
            placement__pupil__provision_id=provision_id,
            placement__pupil__archived_at=None,
        )
        .annotate(
            pupil_id=F("placement__pupil_id"),
            commissioner_id=F("placement__commissioner_id"),
            site_id=F("group__site_id"),
        )
        .order_by("from_on", "pk")
    )
    for slot in slots:
        clock = clocks.get((slot.site_id, slot.session))
        if clock is None:
            continue
        yield Expected(
            pupil_id=slot.pupil_id,
            placement_id=slot.placement_id,
            commissioner_id=slot.commissioner_id,
            site_id=slot.site_id,
            group_id=slot.group_id,
            session=slot.session,
            starts_time=slot.starts_time or clock.starts_time,
            session_starts_time=clock.starts_time,
            session_ends_time=clock.ends_time,
            open_minutes=clock.open_minutes,
            venue=slot.venue,
            one_to_one=slot.one_to_one,
        )


def _extras(
    changes: list[DayChange], clocks: dict[tuple[int, str], provisions.SessionClock], day: date
) -> Iterable[Expected]:
    """A pupil asked in for a day on which the pattern does not expect them."""
    asked = [change for change in changes if change.kind == DayChange.Kind.EXTRA]
    if not asked:
        return
    placements = _active_placements([change.pupil_id for change in asked], day)
    sites = dict(Group.objects.filter(pk__in=[change.group_id for change in asked]).values_list("pk", "site_id"))
    for change in asked:
        placement = placements.get(change.pupil_id)
        for session in [change.session] if change.session else ["AM", "PM"]:
            clock = clocks.get((sites[change.group_id], session))
            if placement is None or clock is None:
                continue
            yield Expected(
                pupil_id=change.pupil_id,
                placement_id=placement[0],
                commissioner_id=placement[1],
                site_id=sites[change.group_id],
                group_id=change.group_id,
                session=session,
                starts_time=change.starts_time or clock.starts_time,
                session_starts_time=clock.starts_time,
                session_ends_time=clock.ends_time,
                open_minutes=clock.open_minutes,
                venue=change.venue,
            )


def _active_placements(pupil_ids: list[int], day: date) -> dict[int, tuple[int, int]]:
    rows = Placement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), pupil_id__in=pupil_ids, starts_on__lte=day, archived_at=None
    ).order_by("starts_on", "pk")
    return {row.pupil_id: (row.pk, row.commissioner_id) for row in rows}


def _with_changes(row: Expected, changes: list[DayChange]) -> Expected | None:
    """Lay the day's changes over one expectation; None where a change says that the pupil is not expected."""
    for change in changes:
        if not _concerns(change, row):
            continue
        match change.kind:
            case DayChange.Kind.NOT_EXPECTED | DayChange.Kind.CLOSED:
                return None
            case DayChange.Kind.LATE_START if change.starts_time is not None:
                row = replace(row, starts_time=max(row.starts_time, change.starts_time))
            case DayChange.Kind.VENUE:
                row = replace(row, venue=change.venue)
            case DayChange.Kind.TRIP:
                row = replace(row, trip=True, venue=change.venue or row.venue)
    return row


def _concerns(change: DayChange, row: Expected) -> bool:
    return (
        change.session in ("", row.session)
        and change.pupil_id in (None, row.pupil_id)
        and change.group_id in (None, row.group_id)
        and change.site_id in (None, row.site_id)
    )
