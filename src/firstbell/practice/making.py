"""Making the two practice provisions: who works there, who comes, when and from which school."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from firstbell import journal
from firstbell.accounts.models import GroupTutor, Membership, User
from firstbell.domain import upn
from firstbell.domain.school_time import academic_year_start
from firstbell.notices.commands import record_check
from firstbell.outbox import wording
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.placements.models import Commissioner, LinkPerson, Placement, Slot
from firstbell.policy import preset_text
from firstbell.practice import cast
from firstbell.practice.calendar import terms_around
from firstbell.practice.characters import NEVER, Character, Family, characters_of
from firstbell.provisions.models import Group, PolicyVersion, Provision, SessionTime, Site, Term

# One seed for each place, so that the same day always has the same people.
SEEDS = {cast.TOWN.slug: 28, cast.OUTDOORS.slug: 40}
# Days a week and how many pupils in ten have that pattern: most places in alternative provision are part-time.
PATTERNS = (("12345", 4), ("135", 2), ("24", 2), ("1234", 1), ("5", 1))
# Languages of the practice families in which somebody has checked our words.
CHECKED = ("pl", "ur")
FLAGS = (
    ("social_worker", "Ring the social worker the same day"),
    ("looked_after", "Carer rings back"),
    ("medical", "Inhaler in the office"),
    ("send", "EHC plan"),
)
# What was agreed with a school where it is not as the policy says.
AGREED = {
    "Netherfold Academy": {"asks_receipt": Commissioner.AsksReceipt.YES},
    "Ashmere High": {"asks_receipt": Commissioner.AsksReceipt.YES},
    "Tollgate Park": {"tell_within_minutes": 20, "notice_format": Commissioner.NoticeFormat.CSV, "wants_late": True},
    **{name: {"asks_receipt": Commissioner.AsksReceipt.NO} for name in cast.SCHOOLS[4:]},
}


@dataclass
class Made:
    """One provision as it was made: what the history and the printed sign-ins need."""

    place: cast.Place
    provision: Provision
    site: Site
    groups: dict[str, Group]
    people: dict[str, User]
    placements: list[Placement] = field(default_factory=list)
    characters: dict[int, Placement] = field(default_factory=dict)

    def actor(self, role: str) -> journal.Actor:
        """Return the first member of staff in a role, as the journal names them."""
        return self._as_actor(next(each for each in self.place.staff if each.role == role))

    def tutor_of(self, group_name: str) -> journal.Actor:
        """Return who takes a group's register."""
        tutors = [each for each in self.place.staff if group_name in each.groups]
        return self._as_actor(tutors[0]) if tutors else self.actor("tutor")

    def _as_actor(self, someone: cast.Someone) -> journal.Actor:
        return journal.Actor("staff", self.people[someone.email].pk, someone.name, someone.role)


def make_place(
    place: cast.Place, day: date, *, history_from: date, goes_live_on: date, at: datetime, password_hash: str
) -> Made:
    """Make one provision as it stands on `day`: its calendar, people, pupils and placements. Opens no register."""
    dice = random.Random(SEEDS[place.slug])
    made = _provision(place, day, history_from, goes_live_on, at, password_hash)
    for language in map(wording.load, CHECKED):
        record_check(
            made.provision.pk, language.code, language.words_hash, checked_by="A colleague who speaks it",
            checked_on=at.date(), by=made.actor("administrator"), at=at,
        )  # fmt: skip
    referrers = _commissioners(made, dice, password_hash, at)
    characters = characters_of(is_second=place is cast.OUTDOORS)
    for number in range(place.pupils):
        _pupil(made, number, referrers, dice, history_from, characters.get(number))
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
                notice_email=f"attendance@{domain}", **AGREED.get(name, {}),
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


def _pupil(
    made: Made, number: int, referrers: Referrers, dice: random.Random, history_from: date, character: Character | None
) -> None:
    name = number + (28 if made.place is cast.OUTDOORS else 0)
    year_group = dice.choice((8, 9, 9, 10, 10, 10, 11, 11, 11))
    facts = {
        "legal_first_name": cast.FIRST_NAMES[name % len(cast.FIRST_NAMES)],
        "legal_last_name": cast.LAST_NAMES[name % len(cast.LAST_NAMES)],
        "born_on": _birth_date(year_group, history_from, dice),
        "sex": dice.choice("FM"),
        "ethnicity": cast.ETHNICITIES[number % len(cast.ETHNICITIES)],
        "year_group": year_group,
        "language": dice.choice(cast.LANGUAGES),
        "adjustments": dice.choice(
            ("",) * 5 + ("Written instructions", "Ten minutes to settle on arrival", "Quiet room")
        ),
    } | _travel(dice)
    flag = dice.choice(FLAGS) if dice.random() < 0.3 else None
    if character is not None:
        facts |= _facts_of(character)
        flag = character.flag
    pupil = Pupil.objects.create(provision=made.provision, upn=_upn(made.provision.pk, number), **facts)
    if flag:
        Flag.objects.create(pupil=pupil, kind=flag[0], note=flag[1])
    for priority, family in enumerate(character.family if character else _family(pupil, dice), start=1):
        _contact(pupil, family, priority, number * 3 + priority)
    placement = _placement(made, pupil, number, referrers, dice, history_from)
    _pattern(made, placement, number, dice, character)
    if character is not None:
        made.characters[number] = placement


def _facts_of(character: Character) -> dict[str, str]:
    travel, travel_note = character.travel
    return {
        "legal_first_name": character.first_name,
        "legal_last_name": character.last_name,
        "preferred_first_name": character.preferred_first_name,
        "travel": travel,
        "travel_note": travel_note,
        "language": "",
    } | character.fields


def _upn(provision_id: int, number: int) -> str:
    """Return a number that is a pupil's own: council, establishment, year and serial, made up."""
    twelve = f"{931 + provision_id % 60}{4000 + provision_id % 1000}23{number:03d}"
    return upn.check_letter(twelve) + twelve


def _birth_date(year_group: int, day: date, dice: random.Random) -> date:
    """Somebody in year 7 turns twelve between 1 September and 31 August."""
    return date(academic_year_start(day).year - year_group - 5, 9, 1) + timedelta(days=dice.randrange(364))


def _travel(dice: random.Random) -> dict[str, str]:
    kind = dice.choice(("independent", "public", "public", "taxi", "taxi", "parent", "minibus"))
    notes = {"taxi": dice.choice(cast.TAXI_FIRMS), "public": dice.choice(("Bus 41", "Bus 7 from the station", ""))}
    return {"travel": kind, "travel_note": notes.get(kind, "")}


def _family(pupil: Pupil, dice: random.Random) -> list[Family]:
    """Return one to three people to ring; now and then one of them must never be rung."""
    family = []
    for priority in range(1, dice.choice((1, 2, 2, 2, 3)) + 1):
        never = priority == 2 and dice.random() < 0.08
        is_mother = priority == 1 and dice.random() < 0.6
        relationship = cast.RELATIONSHIPS[0] if is_mother else dice.choice(cast.RELATIONSHIPS)
        names = cast.MENS_NAMES if relationship.endswith("ather") else cast.WOMENS_NAMES
        name = f"{dice.choice(names)} {pupil.last_name}"
        channel = dice.choice(("call", "call", "call", "text"))
        family.append(Family(name, relationship, pupil.language, channel, NEVER if never else ""))
    return family


def _contact(pupil: Pupil, family: Family, priority: int, number: int) -> None:
    contact = Contact.objects.create(
        pupil=pupil,
        priority=priority,
        name=family.name,
        relationship=family.relationship,
        parental_responsibility=priority < 3,
        lives_with=priority == 1 and not family.warning,
        safety=Contact.Safety.NEVER if family.warning else Contact.Safety.OK,
        warning=family.warning,
        language=family.language,
        channel=family.channel,
    )
    PhoneNumber.objects.create(contact=contact, number=f"+447700900{number % 1000:03d}")


def _placement(
    made: Made, pupil: Pupil, number: int, referrers: Referrers, dice: random.Random, history_from: date
) -> Placement:
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
    made.placements.append(placement)
    return placement


def _pattern(made: Made, placement: Placement, number: int, dice: random.Random, character: Character | None) -> None:
    """Which sessions a pupil comes to. Characters come to all of them, so that any day has them."""
    days = dice.choices([days for days, _ in PATTERNS], [weight for _, weight in PATTERNS])[0]
    sessions = dice.choice((("AM", "PM"),) * 4 + (("AM",),))
    own_start = dice.choice((None,) * 7 + (time(10, 0),))
    place = number
    if character is not None:
        days, sessions, own_start, place = "12345", ("AM", "PM"), None, character.group
    group = list(made.groups.values())[place % len(made.groups)]
    Slot.objects.bulk_create(
        Slot(
            placement=placement, weekday=int(digit), session=session, group=group, from_on=placement.starts_on,
            starts_time=own_start if session == "AM" else None,
        )
        for digit in days
        for session in sessions
    )  # fmt: skip
