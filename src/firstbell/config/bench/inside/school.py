"""Schools to measure in, put together in bulk: groups of thirty whose morning began three minutes ago."""

from __future__ import annotations

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


def make(schools: int, groups: int) -> list[dict[str, Any]]:
    """Make provisions of so many groups of thirty, each with one member of staff, and open their day.

    Returns of each: `provision`, `cookie` (a sign-in of its own), `registers`: lists of line ids by register id.
    """
    return [_school(number, groups) for number in range(schools)]


def _school(number: int, groups: int) -> dict[str, Any]:
    now = clock.now()
    today = london_day(now)
    with unit_of_work():
        provision, made = _provision(number, groups, now, today)
        _pupils(provision, made, today)
        cookie = _sign_in(number, provision, made[0], today)
        open_day(provision.pk, today, at=now)
    registers: dict[int, list[int]] = {}
    lines = RegisterLine.objects.filter(register__provision=provision, register__session="AM").order_by("pk")
    for register_id, line_id in lines.values_list("register_id", "pk"):
        registers.setdefault(register_id, []).append(line_id)
    return {"provision": provision.pk, "cookie": cookie, "registers": registers}


def _provision(number: int, groups: int, now: datetime, today: date) -> tuple[Provision, list[Group]]:
    """A provision open on every day of the week, so that it can be measured on any."""
    provision = Provision.objects.create(
        name=f"Larch House {number}", slug=f"larch-{number}", go_live_on=today - timedelta(days=365 * YEARS)
    )
    first = academic_year_start(today).replace(year=academic_year_start(today).year - YEARS)
    last = academic_year_start(today) + timedelta(days=364)
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
    ends = time(23, 58) if begins >= time(21, 0) else time(begins.hour + 2, begins.minute)
    for session, starts_time, ends_time in (("AM", begins, ends), ("PM", ends, time(23, 59))):
        SessionTime.objects.create(
            site=site, session=session, from_on=first, weekdays=EVERY_DAY,
            starts_time=starts_time, ends_time=ends_time,
        )  # fmt: skip
    return provision, Group.objects.bulk_create(Group(site=site, name=f"Group {n:03d}") for n in range(groups))


def _begins(now: datetime) -> time:
    """Three minutes ago, kept inside the day."""
    wall = localtime(now) - timedelta(minutes=BEGAN_MINUTES_AGO)
    return time(wall.hour, wall.minute) if wall.date() == london_day(now) else time(0, 0)


def _pupils(provision: Provision, groups: list[Group], today: date) -> None:
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
    Slot.objects.bulk_create(
        Slot(
            placement=placement, weekday=today.isoweekday(), session="AM", group=groups[n // OF_A_GROUP], from_on=since
        )
        for n, placement in enumerate(placements)
    )  # fmt: skip


def _sign_in(number: int, provision: Provision, group: Group, today: date) -> str:
    """A member of staff with the second factor they owe, signed in; returns their sign-in's cookie."""
    from allauth.mfa.models import Authenticator

    user = User.objects.create(email=f"lead{number}@larch.example", name="Robin Larch")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    for role in ("tutor", "attendance_lead"):
        Membership.objects.create(user=user, provision=provision, role=role, starts_on=today - timedelta(days=30))
    GroupTutor.objects.create(group=group, user=user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "never used"})
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"
