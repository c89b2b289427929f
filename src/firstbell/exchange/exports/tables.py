"""The rows of an export: columns are named so that the same file can be brought in again (R-124)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q

from firstbell.exchange.exports.files import Value
from firstbell.exchange.kinds import Kind
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.placements.models import Commissioner, LinkPerson, Placement, Slot
from firstbell.provisions.models import ClosedDay, Provision, Term
from firstbell.provisions.phones import shown
from firstbell.provisions.queries import SessionClock, session_clocks
from firstbell.registers.models import RegisterLine

WHO = ("Legal First Name", "Legal Last Name", "Date of Birth", "UPN")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True)
class Sheet:
    """A table to write. pupil_ids: whose records it holds, for the log of reading."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    pupil_ids: Collection[int] = ()


def sheet_of(kind: Kind, provision_id: int, today: date, *, since: date, until: date) -> Sheet:
    """Return a kind's rows: everything current, and for marks the days from `since` to `until`."""
    match kind:
        case Kind.MARKS:
            return _marks(provision_id, since, until)
        case Kind.PLACEMENTS:
            return _placements(provision_id, today)
        case _:
            return SHEETS[kind](provision_id)


def _who(pupil: Pupil) -> tuple[Value, ...]:
    return (pupil.legal_first_name, pupil.legal_last_name, pupil.born_on, pupil.upn)


def _pupils(provision_id: int) -> Sheet:
    columns = (
        *WHO, "Preferred First Name", "Preferred Last Name", "Sex", "Ethnicity", "Year Group", "Home Language",
        "Travel", "Travel Details", "Adjustments", "Flags",
    )  # fmt: skip
    found = Pupil.objects.filter(provision_id=provision_id, archived_at=None).prefetch_related(
        Prefetch("flags", Flag.objects.filter(archived_at=None))
    )
    rows: list[tuple[Value, ...]] = [
        (
            *_who(pupil), pupil.preferred_first_name, pupil.preferred_last_name, pupil.sex,
            pupil.get_ethnicity_display() if pupil.ethnicity else "", pupil.year_group, pupil.language,
            pupil.get_travel_display() if pupil.travel else "", pupil.travel_note, pupil.adjustments,
            "; ".join(": ".join(filter(None, (flag.get_kind_display(), flag.note))) for flag in pupil.flags.all()),
        )
        for pupil in found
    ]  # fmt: skip
    return Sheet("Pupils", columns, rows, [pupil.pk for pupil in found])


def _contacts(provision_id: int) -> Sheet:
    columns = (
        *WHO, "Contact Priority", "May be contacted", "Contact Warning", "Contact Name", "Contact Relationship",
        "Contact Parental Responsibility", "Contact Mobile", "Contact Home Phone", "Contact Work Phone",
        "Contact Email", "Contact Language", "Contact Note",
    )  # fmt: skip
    found = (
        Contact.objects.filter(pupil__provision_id=provision_id, pupil__archived_at=None, archived_at=None)
        .select_related("pupil")
        .prefetch_related(Prefetch("numbers", PhoneNumber.objects.filter(archived_at=None)))
        .order_by("pupil__legal_first_name", "pupil__legal_last_name", "pupil", "priority")
    )
    kinds = PhoneNumber.Kind
    rows: list[tuple[Value, ...]] = [
        (
            *_who(contact.pupil), contact.priority, contact.get_safety_display(), contact.warning, contact.name,
            contact.relationship, {True: "Yes", False: "No"}.get(contact.parental_responsibility, ""),
            *(_numbers(contact, kind) for kind in (kinds.MOBILE, kinds.HOME, kinds.WORK)),
            contact.email, contact.language, contact.note,
        )
        for contact in found
    ]  # fmt: skip
    return Sheet("Contacts", columns, rows, {contact.pupil_id for contact in found})


def _numbers(contact: Contact, kind: str) -> str:
    numbers = [number for number in contact.numbers.all() if number.kind == kind]
    return "; ".join(f"{shown(each.number)} ({each.note})" if each.note else shown(each.number) for each in numbers)


def _commissioners(provision_id: int) -> Sheet:
    columns = (
        "School", "Kind", "URN", "Absence Email", "Telephone", "Named Person", "Job", "Person Email",
        "Person Telephone",
    )  # fmt: skip
    found = Commissioner.objects.filter(provision_id=provision_id, archived_at=None).prefetch_related(
        Prefetch("link_people", LinkPerson.objects.filter(archived_at=None))
    )
    rows: list[tuple[Value, ...]] = []
    for each in found:
        own = (each.name, each.get_kind_display(), each.urn, each.notice_email, shown(each.phone))
        people = [(p.name, p.job, p.email, shown(p.phone)) for p in each.link_people.all()] or [("", "", "", "")]
        rows += [(*own, *person) for person in people]
    return Sheet("Schools and councils", columns, rows)


def _placements(provision_id: int, today: date) -> Sheet:
    columns = (
        *WHO, "School", "Placement Start", "Placement End", "Registration", *DAYS, "Sessions a week", "Hours a week",
        "Group", "Setting", "Notes",
    )  # fmt: skip
    provision = Provision.objects.get(pk=provision_id)
    found = list(
        Placement.objects.filter(pupil__provision_id=provision_id, archived_at=None, pupil__archived_at=None)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .select_related("pupil", "commissioner")
        .prefetch_related(Prefetch("slots", Slot.objects.select_related("group")))
        .order_by("pupil__legal_first_name", "pupil__legal_last_name", "pupil", "starts_on")
    )
    sites = {slot.group.site_id for placement in found for slot in placement.slots.all()}
    clocks = session_clocks(sites, today) if sites else {}
    rows: list[tuple[Value, ...]] = []
    for placement in found:
        day = max(today, placement.starts_on)
        week = [s for s in placement.slots.all() if s.from_on <= day and (s.until_on is None or s.until_on >= day)]
        rows.append(
            (
                *_who(placement.pupil), placement.commissioner.name, placement.starts_on, placement.ends_on,
                placement.get_registration_display(),
                *(", ".join(_slot(s) for s in week if s.weekday == number) for number in range(1, 6)),
                len(week), _hours(week, clocks), ", ".join(sorted({slot.group.name for slot in week})),
                provision.get_kind_display(), placement.note,
            )
        )  # fmt: skip
    return Sheet("Placements", columns, rows, {placement.pupil_id for placement in found})


def _slot(slot: Slot) -> str:
    times = [f"from {slot.starts_time:%H:%M}"] if slot.starts_time else []
    times += [f"until {slot.ends_time:%H:%M}"] if slot.ends_time else []
    return " ".join([slot.session, *times])


def _hours(week: list[Slot], clocks: dict[tuple[int, str], SessionClock]) -> str:
    """Hours and minutes a week, as 22:30; empty where a session has no times."""
    total = timedelta()
    for slot in week:
        clock = clocks.get((slot.group.site_id, slot.session))
        starts = slot.starts_time or (clock and clock.starts_time)
        ends = slot.ends_time or (clock and clock.ends_time)
        if not starts or not ends:
            return ""
        total += datetime.combine(date.min, ends) - datetime.combine(date.min, starts)
    minutes = int(total.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"


def _calendars(provision_id: int) -> Sheet:
    columns = ("Kind", "Name", "First day", "Last day", "Half-term from", "Half-term to", "Site")
    rows: list[tuple[Value, ...]] = [
        ("Term", each.name, each.starts_on, each.ends_on, each.break_starts_on, each.break_ends_on, "")
        for each in Term.objects.filter(provision_id=provision_id)
    ]
    closed = ClosedDay.objects.filter(provision_id=provision_id, archived_at=None).select_related("site")
    rows += [
        (
            each.get_kind_display(),
            each.name,
            each.starts_on,
            each.ends_on,
            None,
            None,
            each.site.name if each.site else "",
        )
        for each in closed
    ]
    return Sheet("Terms and closures", columns, rows)


def _marks(provision_id: int, since: date, until: date) -> Sheet:
    columns = (*WHO, "Date", "Session", "Code", "Minutes Late", "Group")
    lines = (
        RegisterLine.objects.filter(
            register__provision_id=provision_id, register__on__gte=since, register__on__lte=until,
            current_mark__isnull=False,
        )
        .exclude(current_mark__code_key="")
        .select_related("pupil", "register__group", "current_mark")
        .order_by("register__on", "register__session", "pupil__legal_first_name", "pupil__legal_last_name", "pk")
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    pupils: set[int] = set()
    for line in lines.iterator(chunk_size=2000):
        pupils.add(line.pupil_id)
        mark, register = line.current_mark, line.register
        rows.append(
            (*_who(line.pupil), register.on, register.session, mark.code_key, mark.minutes_late, register.group.name)
        )
    return Sheet("Marks", columns, rows, pupils)


SHEETS: dict[Kind, Callable[[int], Sheet]] = {
    Kind.PUPILS: _pupils,
    Kind.CONTACTS: _contacts,
    Kind.COMMISSIONERS: _commissioners,
    Kind.CALENDARS: _calendars,
}
