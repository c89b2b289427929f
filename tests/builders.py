"""Builders that speak the field and hide what does not matter. Each makes what it needs and is not given.

pupil = a_pupil(starts="09:30")          a pupil with a full-time placement, in a group, at a site, at a provision
register = a_register(pupil, on="2026-11-23", session="AM")
london("2026-11-23 09:40")                the UTC instant of a London wall-clock time
"""

from __future__ import annotations

from datetime import date, time
from itertools import count
from typing import Any

from firstbell.accounts.models import GroupTutor, Membership, User
from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import academic_year_start, starts_at
from firstbell.people.models import Contact, PhoneNumber, Pupil
from firstbell.placements.models import Commissioner, LinkPerson, Placement, Slot
from firstbell.policy import preset_text
from firstbell.provisions.models import Group, PolicyVersion, Provision, SessionTime, Site, Term
from firstbell.registers.models import WeekTally
from tests.support.times import london

_numbers = count(1)
GO_LIVE = date(2024, 9, 2)
PASSWORD = "correct-horse-0900"


def day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def a_provision(preset: str = "stepping-stones", **fields: Any) -> Provision:
    """A provision on a preset, open Monday to Friday from 2 September 2024 to 21 July 2027."""
    number = next(_numbers)
    fields = {"name": f"Provision {number}", "slug": f"provision-{number}", "go_live_on": GO_LIVE} | fields
    provision = Provision.objects.create(**fields)
    PolicyVersion.objects.create(
        provision=provision, starts_on=GO_LIVE, preset=preset, text=preset_text(preset),
        made_at=london("2024-09-01 12:00"), made_by="Builder",
    )  # fmt: skip
    for year in (2024, 2025, 2026):
        Term.objects.create(
            provision=provision, name=f"Year {year}", starts_on=date(year, 9, 2), ends_on=date(year + 1, 7, 21)
        )
    return provision


def a_site(provision: Provision | None = None, *, morning: str = "09:00", afternoon: str = "13:00") -> Site:
    """A site with a three-hour morning and a two-hour afternoon, each open for 30 minutes."""
    site = Site.objects.create(provision=provision or a_provision(), name=f"Site {next(_numbers)}")
    for session, starts, hours in (("AM", morning, 3), ("PM", afternoon, 2)):
        begin = time.fromisoformat(starts)
        SessionTime.objects.create(
            site=site,
            session=session,
            from_on=GO_LIVE,
            starts_time=begin,
            ends_time=begin.replace(hour=begin.hour + hours),
        )
    return site


def a_group(site: Site | None = None, name: str = "", tutors: tuple[User, ...] = ()) -> Group:
    group = Group.objects.create(site=site or a_site(), name=name or f"Group {next(_numbers)}")
    GroupTutor.objects.bulk_create(GroupTutor(group=group, user=tutor) for tutor in tutors)
    return group


def a_commissioner(provision: Provision | None = None, **fields: Any) -> Commissioner:
    number = next(_numbers)
    fields = {"name": f"School {number}", "notice_email": f"attendance@school{number}.example"} | fields
    return Commissioner.objects.create(provision=provision or a_provision(), **fields)


def a_placement(
    pupil: Pupil,
    group: Group,
    *,
    days: str = "12345",
    sessions: str = "AM PM",
    starts: str | None = None,
    from_on: str | date = GO_LIVE,
    **fields: Any,
) -> Placement:
    """A placement whose pattern is the same on each of `days`. starts: the pupil's own morning start."""
    fields.setdefault("commissioner", None)
    commissioner = fields.pop("commissioner") or a_commissioner(pupil.provision)
    placement = Placement.objects.create(
        pupil=pupil, commissioner=commissioner, starts_on=day(from_on), **({"main_school": commissioner} | fields)
    )
    for digit in days:
        for session in sessions.split():
            Slot.objects.create(
                placement=placement, weekday=int(digit), session=session, group=group, from_on=day(from_on),
                starts_time=time.fromisoformat(starts) if starts and session == "AM" else None,
            )  # fmt: skip
    return placement


def a_pupil(
    name: str = "",
    *,
    group: Group | None = None,
    starts: str | None = None,
    days: str = "12345",
    sessions: str = "AM PM",
    commissioner: Commissioner | None = None,
    placed: bool = True,
    provision: Provision | None = None,
    **fields: Any,
) -> Pupil:
    """A pupil with a placement (unless placed=False), two contacts to ring, and a school that is told."""
    if group is None and placed:
        group = a_group(a_site(provision) if provision else None)
    provision = provision or (group.site.provision if group else a_provision())
    first, _, last = (name or f"Pupil Number{next(_numbers)}").partition(" ")
    fields = {"born_on": date(2011, 5, 4), "year_group": 10} | fields
    pupil = Pupil.objects.create(provision=provision, legal_first_name=first, legal_last_name=last or "Tarn", **fields)
    a_contact(pupil)
    if placed and group is not None:
        a_placement(pupil, group, days=days, sessions=sessions, starts=starts, commissioner=commissioner)
    return pupil


def a_week(pupil: Pupil, monday: str | date = "2026-11-16", session: str = "AM", **counted: int) -> WeekTally:
    """A week's running counts as so many marks would have left them; the national ones as the own, unless given."""
    counted |= {f"national{name[3:]}": n for name, n in counted.items() if name.startswith("own_")} | counted
    placement, on = pupil.placements.get(), day(monday)
    return WeekTally.objects.create(
        placement=placement, group=placement.slots.first().group, year_starts_on=academic_year_start(on),
        week_starts_on=on, session=session, **counted,
    )  # fmt: skip


def a_contact(pupil: Pupil, priority: int | None = None, number: str = "", **fields: Any) -> Contact:
    """The next person to ring, with one mobile number from the range kept for drama."""
    priority = priority or pupil.contacts.count() + 1
    fields = {"name": f"Ines {pupil.last_name}", "relationship": "Mother"} | fields
    contact = Contact.objects.create(pupil=pupil, priority=priority, **fields)
    PhoneNumber.objects.create(contact=contact, number=number or f"+447700900{next(_numbers) % 1000:03d}")
    return contact


def a_user(name: str = "", email: str = "", password: str | None = None) -> User:
    number = next(_numbers)
    return User.objects.create_user(email or f"person{number}@example.org", name or f"Person {number}", password)


def a_member(provision: Provision, role: str = "attendance_lead", *, user: User | None = None, **fields: Any) -> User:
    """Somebody with a role at a provision, able to sign in with PASSWORD where `user` is not given."""
    user = user or a_user(password=PASSWORD, **fields)
    Membership.objects.create(user=user, provision=provision, role=role, starts_on=GO_LIVE)
    return user


def a_link_person(commissioner: Commissioner, user: User | None = None) -> LinkPerson:
    """A commissioner's contact with an account of their own."""
    user = user or a_member(commissioner.provision, "commissioner_contact")
    return LinkPerson.objects.create(commissioner=commissioner, name=user.name, email=user.email, user=user)


def staff(provision: Provision, role: str = "attendance_lead", user: User | None = None) -> Staff:
    """The person of a request, as commands and access take them."""
    user = user or a_member(provision, role)
    sites = tuple(provision.sites.values_list("pk", flat=True))
    here = (provision.pk, provision.name)
    return Staff(user.pk, user.name, user.email, (role,), *here, sites, (here,), second_factor=True)


def a_register(pupil: Pupil, on: str | date = "2026-11-23", session: str = "AM") -> Any:
    """Open the day and return the pupil's register of that session."""
    from firstbell.registers import commands
    from firstbell.registers.models import RegisterLine

    commands.open_day(pupil.provision_id, day(on), at=starts_at(day(on), time(2, 0)))
    return RegisterLine.objects.get(pupil=pupil, register__on=day(on), register__session=session).register
