"""Schools to measure in, put together in bulk: groups of thirty whose morning began three minutes ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.timezone import localtime

from firstbell import clock
from firstbell.accounts.models import GroupTutor, Membership, User
from firstbell.domain.school_time import academic_year_start, london_day
from firstbell.people.models import Contact, PhoneNumber, Pupil
from firstbell.placements.models import Commissioner, Placement, Slot
from firstbell.policy import preset_text
from firstbell.provisions.models import ClosedDay, Group, PolicyVersion, Provision, SessionTime, Site, Term
from firstbell.registers.commands import open_day
from firstbell.registers.models import RegisterLine
from firstbell.units import unit_of_work

OF_A_GROUP = 30
BEGAN_MINUTES_AGO = 3
EVERY_DAY = "1234567"
SCHOOLS = 9
YEARS = 7
ROLES = ("tutor", "attendance_lead")


def make(
    schools: int, groups: int, session: str = "AM", slug: str = "larch", roles: Sequence[str] = ROLES
) -> list[dict[str, Any]]:
    """Make provisions of so many groups of thirty, each with one member of staff, and open their day.

    session: AM or PM, the one that began three minutes ago, whatever the clock says; the day has no other. Returns
    of each: `provision`, `cookie` (a sign-in of its own), `registers`: lists of line ids by register id.
    """
    return [_school(f"{slug}-{number}", groups, session, roles) for number in range(schools)]


def _school(slug: str, groups: int, session: str, roles: Sequence[str]) -> dict[str, Any]:
    now = clock.now()
    today = london_day(now)
    with unit_of_work():
        provision, made = _provision(slug, groups, session, now)
        _pupils(provision, made, session, today)
        cookie = _sign_in(slug, provision, made[0], roles, today)
        open_day(provision.pk, today, at=now)
    registers: dict[int, list[int]] = {}
    lines = RegisterLine.objects.filter(register__provision=provision, register__session=session).order_by("pk")
    for register_id, line_id in lines.values_list("register_id", "pk"):
        registers.setdefault(register_id, []).append(line_id)
    return {"provision": provision.pk, "cookie": cookie, "registers": registers}


def _provision(slug: str, groups: int, session: str, now: datetime) -> tuple[Provision, list[Group]]:
    """A provision open on every day of the week, so that it can be measured on any."""
    today = london_day(now)
    provision = Provision.objects.create(name=slug, slug=slug, go_live_on=today)
    year = academic_year_start(today)
    first, last = year.replace(year=year.year - YEARS), year + timedelta(days=364)
    PolicyVersion.objects.create(
        provision=provision, starts_on=first, preset="stepping-stones", text=preset_text("stepping-stones"),
        made_at=now, made_by="Bench",
    )  # fmt: skip
    Term.objects.create(provision=provision, name="Always", starts_on=first, ends_on=last)
    ClosedDay.objects.create(
        provision=provision, starts_on=today, ends_on=today, kind=ClosedDay.Kind.OPEN, name="Open today"
    )
    site = Site.objects.create(provision=provision, name="Larch House")
    begins = _begins(now)
    ends = time(23, 59) if begins.hour >= 21 else time(begins.hour + 2, begins.minute)
    SessionTime.objects.create(
        site=site, session=session, from_on=first, weekdays=EVERY_DAY, starts_time=begins, ends_time=ends
    )
    return provision, Group.objects.bulk_create(Group(site=site, name=f"Group {n:03d}") for n in range(groups))


def _begins(now: datetime) -> time:
    """Three minutes ago, kept inside the day."""
    wall = localtime(now) - timedelta(minutes=BEGAN_MINUTES_AGO)
    return time(wall.hour, wall.minute) if wall.date() == london_day(now) else time(0, 0)


def _pupils(provision: Provision, groups: list[Group], session: str, today: date) -> None:
    """Thirty pupils in each group, each from one of nine schools, with a mother to ring."""
    since = today - timedelta(days=365 * (YEARS - 1))
    schools = Commissioner.objects.bulk_create(
        Commissioner(provision=provision, name=f"School {n}", notice_email=f"attendance@school{n}.example")
        for n in range(SCHOOLS)
    )
    pupils = Pupil.objects.bulk_create(
        Pupil(
            provision=provision, legal_first_name=f"Pupil {n:04d}", legal_last_name="Example", born_on=date(2011, 3, 4),
            travel=Pupil.Travel.TAXI if n % 3 == 0 else Pupil.Travel.PUBLIC, travel_note="Bus 41" if n % 3 else "",
        )
        for n in range(len(groups) * OF_A_GROUP)
    )  # fmt: skip
    contacts = Contact.objects.bulk_create(
        Contact(pupil=pupil, priority=1, name=f"Mother of {pupil.first_name}", relationship="Mother")
        for pupil in pupils
    )
    PhoneNumber.objects.bulk_create(
        PhoneNumber(contact=contact, number=f"+447700900{n % 1000:03d}") for n, contact in enumerate(contacts)
    )
    placements = Placement.objects.bulk_create(
        Placement(
            pupil=pupil, commissioner=schools[n % SCHOOLS], main_school=schools[n % SCHOOLS], starts_on=since
        )
        for n, pupil in enumerate(pupils)
    )  # fmt: skip
    weekday = today.isoweekday()
    Slot.objects.bulk_create(
        Slot(placement=placement, weekday=weekday, session=session, group=groups[n // OF_A_GROUP], from_on=since)
        for n, placement in enumerate(placements)
    )  # fmt: skip


def _sign_in(slug: str, provision: Provision, group: Group, roles: Sequence[str], today: date) -> str:
    """A member of staff with the second factor they owe, signed in; returns their sign-in's cookie."""
    from allauth.mfa.models import Authenticator

    user = User.objects.create(email=f"{slug}@larch.example", name="Robin Larch")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    for role in roles:
        Membership.objects.create(user=user, provision=provision, role=role, starts_on=today - timedelta(days=30))
    GroupTutor.objects.create(group=group, user=user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "never used"})
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def marked(register: int) -> dict[str, int]:
    """Return how many pupils of a register are saved as here and as not here."""
    keys = RegisterLine.objects.filter(register_id=register).values_list("current_mark__code_key", flat=True)
    return {"here": sum(key in ("/", "\\") for key in keys), "away": sum(key == "N" for key in keys)}
