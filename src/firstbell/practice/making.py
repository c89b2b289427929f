"""Making the two practice provisions: who works there, who comes, when and from which school."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from firstbell import journal
from firstbell.accounts.models import GroupTutor, Membership, User
from firstbell.domain import upn
from firstbell.domain.school_time import academic_year_start
from firstbell.notices.models import Notice
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.placements.models import Commissioner, LinkPerson, Placement, Slot
from firstbell.policy import preset_text
from firstbell.practice import cast
from firstbell.practice.calendar import terms_around
from firstbell.provisions.models import Group, PolicyVersion, Provision, SessionTime, Site, Term

# One seed for each place, so that the same day always has the same people.
SEEDS = {cast.TOWN.slug: 28, cast.OUTDOORS.slug: 40}
# Days a week and how many pupils in ten have that pattern: most places in alternative provision are part-time.
PATTERNS = (("12345", 4), ("135", 2), ("24", 2), ("1234", 1), ("5", 1))


@dataclass
class Made:
    """One provision as it was made: what the history and the printed sign-ins need."""

    place: cast.Place
    provision: Provision
    site: Site
    groups: dict[str, Group]
    people: dict[str, User]
    placements: list[Placement] = field(default_factory=list)


def make_place(
    place: cast.Place, day: date, *, history_from: date, goes_live_on: date, at: datetime, password_hash: str
) -> Made:
    """Make one provision as it stands on `day`: its calendar, people, pupils and placements. Opens no register."""
    dice = random.Random(SEEDS[place.slug])
    made = _provision(place, day, history_from, goes_live_on, at, password_hash)
    referrers = _commissioners(made, dice, password_hash, at)
    for number in range(place.pupils):
        _pupil(made, number, referrers, dice, history_from)
    _notices_of_the_day(made, day, at, dice)
    journal.write(
        "practice.made",
        {"provision": place.name, "pupils": place.pupils, "preset": place.preset},
        by=journal.Actor.system("Practice"),
        at=at,
        provision_id=made.provision.pk,
        about=f"provision:{made.provision.pk}",
    )
    return made


def _provision(
    place: cast.Place, day: date, history_from: date, goes_live_on: date, at: datetime, password_hash: str
) -> Made:
    provision = Provision.objects.create(
        name=place.name, slug=place.slug, phone=place.phone, email=f"office@{place.staff[0].email.split('@')[1]}",
        go_live_on=goes_live_on,
    )  # fmt: skip
    PolicyVersion.objects.create(
        provision=provision, starts_on=academic_year_start(history_from), preset=place.preset,
        text=preset_text(place.preset), made_at=at, made_by="Practice",
    )  # fmt: skip
    Term.objects.bulk_create(
        Term(
            provision=provision, name=term.name, starts_on=term.starts_on, ends_on=term.ends_on,
            break_starts_on=term.break_starts_on, break_ends_on=term.break_ends_on,
        )
        for term in terms_around(day)
    )  # fmt: skip
    site = Site.objects.create(provision=provision, name=place.site, address=place.address, phone=place.phone)
    for session, (starts, ends) in (("AM", place.morning), ("PM", place.afternoon)):
        SessionTime.objects.create(
            site=site, session=session, from_on=academic_year_start(history_from), starts_time=starts, ends_time=ends
        )
    groups = {name: Group.objects.create(site=site, name=name) for name in place.groups}
    made = Made(place, provision, site, groups, {})
    for someone in place.staff:
        user = User.objects.create(email=someone.email, name=someone.name, password=password_hash)
        Membership.objects.create(user=user, provision=provision, role=someone.role, starts_on=history_from)
        GroupTutor.objects.bulk_create(GroupTutor(group=groups[name], user=user) for name in someone.groups)
        made.people[someone.email] = user
    return made


@dataclass(frozen=True)
class Referrers:
    """The schools and councils of one provision."""

    schools: list[Commissioner]
    councils: list[Commissioner]


def _commissioners(made: Made, dice: random.Random, password_hash: str, at: datetime) -> Referrers:
    """Nine schools and two councils for both provisions; each contact has an account of their own."""
    found: dict[str, list[Commissioner]] = {"school": [], "council": []}
    for kind, names in (("school", cast.SCHOOLS), ("council", cast.COUNCILS)):
        for name in names:
            domain = "".join(letter for letter in name.lower() if letter.isalpha()) + ".example"
            commissioner = Commissioner.objects.create(
                provision=made.provision, kind=kind, name=name, phone=f"+441632960{dice.randrange(400, 999)}",
                notice_email=f"attendance@{domain}",
            )  # fmt: skip
            user, _ = User.objects.get_or_create(
                email=f"attendance@{domain}", defaults={"name": f"{name} attendance office", "password": password_hash}
            )
            Membership.objects.create(
                user=user,
                provision=made.provision,
                role="commissioner_contact",
                starts_on=at.date() - timedelta(days=90),
            )
            LinkPerson.objects.create(
                commissioner=commissioner, name=f"{name} attendance office", job="Attendance officer",
                email=user.email, receives_notices=True, user=user,
            )  # fmt: skip
            found[kind].append(commissioner)
    return Referrers(found["school"], found["council"])


def _pupil(made: Made, number: int, referrers: Referrers, dice: random.Random, history_from: date) -> None:
    first = cast.FIRST_NAMES[(number + (28 if made.place is cast.OUTDOORS else 0)) % len(cast.FIRST_NAMES)]
    last = cast.LAST_NAMES[(number + (28 if made.place is cast.OUTDOORS else 0)) % len(cast.LAST_NAMES)]
    year_group = dice.choice((8, 9, 9, 10, 10, 10, 11, 11, 11))
    pupil = Pupil.objects.create(
        provision=made.provision,
        upn=_upn(made.provision.pk, number),
        legal_first_name=first,
        legal_last_name=last,
        born_on=_birth_date(year_group, history_from, dice),
        sex=dice.choice("FM"),
        year_group=year_group,
        language=dice.choice(cast.LANGUAGES),
        **_travel(dice),
        adjustments=dice.choice(("",) * 5 + ("Written instructions", "Ten minutes to settle on arrival", "Quiet room")),
    )
    if dice.random() < 0.3:
        kind, note = dice.choice(
            (("social_worker", "Ring the social worker the same day"), ("looked_after", "Carer rings back"),
             ("medical", "Inhaler in the office"), ("send", "EHC plan"))
        )  # fmt: skip
        Flag.objects.create(pupil=pupil, kind=kind, note=note)
    _contacts(pupil, number, dice)
    _placement(made, pupil, number, referrers, dice, history_from)


def _upn(provision_id: int, number: int) -> str:
    twelve = f"{931 + provision_id}4000{23 + provision_id}{number:03d}"[:12].ljust(12, "0")
    return upn.check_letter(twelve) + twelve


def _birth_date(year_group: int, day: date, dice: random.Random) -> date:
    """Somebody in year 7 turns twelve between 1 September and 31 August."""
    return date(academic_year_start(day).year - year_group - 5, 9, 1) + timedelta(days=dice.randrange(364))


def _travel(dice: random.Random) -> dict[str, str]:
    kind = dice.choice(("independent", "public", "public", "taxi", "taxi", "parent", "minibus"))
    notes = {"taxi": dice.choice(cast.TAXI_FIRMS), "public": dice.choice(("Bus 41", "Bus 7 from the station", ""))}
    return {"travel": kind, "travel_note": notes.get(kind, "")}


def _contacts(pupil: Pupil, number: int, dice: random.Random) -> None:
    for priority in range(1, dice.choice((1, 2, 2, 2, 3)) + 1):
        never = priority == 2 and dice.random() < 0.08
        contact = Contact.objects.create(
            pupil=pupil,
            priority=priority,
            name=f"{dice.choice(cast.PARENT_NAMES)} {pupil.last_name}",
            relationship=cast.RELATIONSHIPS[0]
            if priority == 1 and dice.random() < 0.6
            else dice.choice(cast.RELATIONSHIPS),
            parental_responsibility=priority < 3,
            lives_with=priority == 1,
            safety="never" if never else "ok",
            warning="Court order: no contact about this pupil" if never else "",
            language=pupil.language,
            channel=dice.choice(("call", "call", "call", "text")),
        )
        PhoneNumber.objects.create(contact=contact, number=f"+447700900{(number * 3 + priority) % 1000:03d}")


def _placement(
    made: Made, pupil: Pupil, number: int, referrers: Referrers, dice: random.Random, history_from: date
) -> None:
    by_council = dice.random() < 0.2
    school = referrers.schools[number % len(referrers.schools)]
    starts_on = (
        history_from - timedelta(days=dice.randrange(30, 400)) if dice.random() < 0.9 else history_from + timedelta(14)
    )
    placement = Placement.objects.create(
        pupil=pupil,
        commissioner=dice.choice(referrers.councils) if by_council else school,
        main_school=school,
        registration="la_arranged" if by_council else dice.choice(("elsewhere",) * 5 + ("dual",)),
        starts_on=starts_on,
        parent_notice_on=starts_on - timedelta(days=7),
        activity=made.place.activity,
    )
    days = dice.choices([days for days, _ in PATTERNS], [weight for _, weight in PATTERNS])[0]
    sessions = dice.choice((("AM", "PM"),) * 4 + (("AM",),))
    group = list(made.groups.values())[number % len(made.groups)]
    own_start = dice.choice((None,) * 7 + (time(10, 0),))
    Slot.objects.bulk_create(
        Slot(
            placement=placement, weekday=int(digit), session=session, group=group, from_on=starts_on,
            starts_time=own_start if session == "AM" else None,
        )
        for digit in days
        for session in sessions
    )  # fmt: skip
    made.placements.append(placement)


def _notices_of_the_day(made: Made, day: date, at: datetime, dice: random.Random) -> None:
    """A dentist, an illness and a longer leave, told before the bell."""
    due = [placement for placement in made.placements if placement.slots.filter(weekday=day.isoweekday()).exists()]
    told: Iterator[tuple[str, str, int]] = iter(
        (("Dentist until about 11:00", "M", 0), ("Temperature, staying in bed", "I", 1), ("Hospital check-up", "M", 0))
    )
    for placement, (reason, code, more_days) in zip(dice.sample(due, min(3, len(due))), told, strict=False):
        Notice.objects.create(
            pupil=placement.pupil, starts_on=day, ends_on=day + timedelta(days=more_days),
            ends_session="PM" if more_days else "AM", told_by="parent",
            told_by_name=placement.pupil.contacts.first().name, how="phone", reason=reason, code_key=code,
            received_at=at - timedelta(hours=15), taken_by=made.place.staff[2].name,
        )  # fmt: skip
