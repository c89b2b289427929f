"""Who is expected, where and when: the weekly patterns of a day with the day's changes laid over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import F, Prefetch, Q, QuerySet

from firstbell.people.models import Pupil
from firstbell.people.panels import Whereabouts
from firstbell.placements.models import Commissioner, DayChange, LinkPerson, Placement, Slot
from firstbell.placements.weeks import WEEKDAYS, slot_words
from firstbell.provisions import phones
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


@dataclass(frozen=True)
class CommissionerRow:
    """One line of the list of schools and councils. pupils: those with a place through it, or on its roll, today."""

    id: int
    name: str
    kind: str
    notice_email: str
    phone: str
    pupils: int
    people: str
    is_archived: bool


@dataclass(frozen=True)
class LinkPersonCard:
    """A person at a commissioner. account: the address they sign in with, or empty."""

    id: int
    name: str
    job: str
    email: str
    phone: str
    phone_link: str
    receives_notices: bool
    account: str


@dataclass(frozen=True)
class WeekDay:
    """One weekday of a pattern in words; empty where the pupil does not come."""

    name: str
    am: str
    pm: str


@dataclass(frozen=True)
class PlacementCard:
    """A placement in words. state: now, later or ended. next_from: when a changed week begins, if one is planned."""

    id: int
    commissioner_id: int
    commissioner: str
    main_school: str
    registration: str
    starts_on: date
    ends_on: date | None
    state: str
    parent_notice_on: date | None
    activity: str
    commissioned: int | None
    sessions: int
    week: tuple[WeekDay, ...]
    next_from: date | None
    note: str


@dataclass(frozen=True)
class DayChangeRow:
    """A one-day change in words: what, for whom, when."""

    id: int
    on: date
    what: str
    whom: str
    session: str
    note: str
    made_by: str
    made_at: datetime


def commissioner_list(
    commissioners: QuerySet[Commissioner], today: date, *, archived: bool = False
) -> list[CommissionerRow]:
    """Return the schools and councils by name. A constant number of statements."""
    current = _current(Placement.objects.all(), today)
    pupils: dict[int, set[int]] = defaultdict(set)
    for pupil_id, sender, school in current.filter(
        Q(commissioner__in=commissioners) | Q(main_school__in=commissioners)
    ).values_list("pupil_id", "commissioner_id", "main_school_id"):
        pupils[sender].add(pupil_id)
        pupils[school].add(pupil_id)
    people = Prefetch("link_people", LinkPerson.objects.filter(archived_at=None), to_attr="current_people")
    return [
        CommissionerRow(
            id=row.pk,
            name=row.name,
            kind=row.get_kind_display(),
            notice_email=row.notice_email,
            phone=phones.shown(row.phone),
            pupils=len(pupils.get(row.pk, ())),
            people=", ".join(person.name for person in row.current_people),
            is_archived=row.archived_at is not None,
        )
        for row in commissioners.filter(archived_at__isnull=not archived).prefetch_related(people)
    ]


def link_people(commissioner: Commissioner) -> list[LinkPersonCard]:
    rows = commissioner.link_people.filter(archived_at=None).select_related("user").order_by("name", "pk")
    return [
        LinkPersonCard(
            row.pk, row.name, row.job, row.email, phones.shown(row.phone), row.phone, row.receives_notices,
            row.user.email if row.user else "",
        )
        for row in rows
    ]  # fmt: skip


def pupils_of(pupils: QuerySet[Pupil], commissioner: Commissioner, today: date) -> list[tuple[int, str]]:
    """Return those pupils with a place through a commissioner, or on its roll, today: (id, name)."""
    theirs = Q(commissioner=commissioner) | Q(main_school=commissioner)
    current = _current(Placement.objects.all(), today).filter(theirs)
    rows = pupils.filter(pk__in=current.values("pupil_id"), archived_at=None)
    return sorted(((row.pk, row.name) for row in rows), key=lambda pair: pair[1].casefold())


def placements_of(pupil: Pupil, today: date) -> list[PlacementCard]:
    """Return a pupil's placements: current ones first, then later ones, then the past."""
    rows = Placement.objects.filter(pupil=pupil, archived_at=None).select_related("commissioner", "main_school")
    slots = Prefetch("slots", Slot.objects.select_related("group").order_by("weekday", "session", "from_on"))
    cards = [_placement_card(row, today) for row in rows.prefetch_related(slots)]
    return sorted(cards, key=lambda card: (("now", "later", "ended").index(card.state), -card.starts_on.toordinal()))


def _placement_card(row: Placement, today: date) -> PlacementCard:
    state = "later" if row.starts_on > today else "ended" if row.ends_on and row.ends_on < today else "now"
    shown_on = {"now": today, "later": row.starts_on, "ended": row.ends_on or today}[state]
    slots = list(row.slots.all())
    if slots and not _on_day(slots, shown_on) and (first := min(slot.from_on for slot in slots)) > shown_on:
        shown_on = first
    week = _on_day(slots, shown_on)
    return PlacementCard(
        id=row.pk,
        commissioner_id=row.commissioner_id,
        commissioner=row.commissioner.name,
        main_school=row.main_school.name if row.main_school else "",
        registration=row.get_registration_display(),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=state,
        parent_notice_on=row.parent_notice_on,
        activity=row.activity,
        commissioned=row.commissioned_sessions,
        sessions=len(week),
        week=week_of(week),
        next_from=min((slot.from_on for slot in slots if slot.from_on > shown_on), default=None),
        note=row.note,
    )


def _on_day(slots: Iterable[Slot], day: date) -> list[Slot]:
    return [slot for slot in slots if slot.from_on <= day and (slot.until_on is None or slot.until_on >= day)]


def week_of(slots: Iterable[Slot]) -> tuple[WeekDay, ...]:
    """Return Monday to Friday, and a day of the weekend that is used, in words."""
    words = {(slot.weekday, slot.session): slot_words(slot) for slot in slots}
    days = [day for day in range(1, 8) if day < 6 or (day, "AM") in words or (day, "PM") in words]
    return tuple(WeekDay(WEEKDAYS[day], words.get((day, "AM"), ""), words.get((day, "PM"), "")) for day in days)


def pattern_on(placement: Placement, day: date) -> list[Slot]:
    """Return the sessions of a placement's week as it is on a day."""
    return _on_day(placement.slots.select_related("group").order_by("weekday", "session", "from_on"), day)


def whereabouts(provision_id: int, day: date) -> dict[int, Whereabouts]:
    """Return each placed pupil's groups and school on a day. Two statements for any number of pupils."""
    current = _current(Placement.objects.filter(pupil__provision_id=provision_id), day)
    schools: dict[int, str] = {}
    for row in current.select_related("commissioner", "main_school").order_by("starts_on", "pk"):
        schools[row.pupil_id] = row.tells.name
    groups: dict[int, dict[int, str]] = defaultdict(dict)
    slots = Slot.objects.filter(
        Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day, placement__in=current
    ).values_list("placement__pupil_id", "group_id", "group__name")
    for pupil_id, group_id, name in slots.order_by().distinct():
        groups[pupil_id][group_id] = name
    return {
        pupil_id: Whereabouts(tuple(sorted(groups[pupil_id].items(), key=lambda pair: pair[1])), school)
        for pupil_id, school in schools.items()
    }


def day_change_list(changes: QuerySet[DayChange], from_on: date, until_on: date) -> list[DayChangeRow]:
    """Return the one-day changes of some days that still stand, in order of day. One statement."""
    rows = changes.filter(on__gte=from_on, on__lte=until_on, cancelled_at=None).order_by("on", "pk")
    return [
        DayChangeRow(
            id=row.pk,
            on=row.on,
            what=_what(row),
            whom=_whom(row),
            session=row.get_session_display() if row.session else "all day",
            note=row.note,
            made_by=row.made_by,
            made_at=row.made_at,
        )
        for row in rows.select_related("pupil", "group", "site", "tutor")
    ]


def _what(change: DayChange) -> str:
    match change.kind:
        case DayChange.Kind.LATE_START if change.starts_time:
            return f"Starts at {change.starts_time:%H:%M}"
        case DayChange.Kind.VENUE:
            return f"At {change.venue}"
        case DayChange.Kind.TRIP:
            return f"Trip to {change.venue}" if change.venue else "Trip"
        case DayChange.Kind.COVER if change.tutor:
            return f"{change.tutor.name} covers"
    return str(change.get_kind_display())


def _whom(change: DayChange) -> str:
    if change.pupil:
        return f"{change.pupil.name}, in {change.group.name}" if change.group else change.pupil.name
    if change.group:
        return change.group.name
    return change.site.name if change.site else "everyone"


def _current(placements: QuerySet[Placement], day: date) -> QuerySet[Placement]:
    return placements.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, archived_at=None)
