"""Pupils and contacts as pages show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from firstbell.domain.school_age import SchoolAge, compulsory_school_age
from firstbell.domain.school_time import academic_year_start, long_date
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.people.panels import Whereabouts, whereabouts
from firstbell.provisions import phones

TRAVEL_ICONS = {"independent": "walk", "public": "bus", "taxi": "taxi", "parent": "adult", "minibus": "bus"}


@dataclass(frozen=True)
class PupilRow:
    """One line of the list. legal_name only where it differs; shares_name where another pupil has the same name."""

    id: int
    name: str
    legal_name: str
    shares_name: bool
    year: str
    born: str
    groups: str
    school: str


@dataclass(frozen=True)
class PupilList:
    """The list with what it was asked for. groups: those one may choose from, by id and name."""

    rows: tuple[PupilRow, ...]
    groups: tuple[tuple[int, str], ...]
    archived_count: int


@dataclass(frozen=True)
class NumberCard:
    """A number to ring: E.164 for the link, and as it is dialled."""

    e164: str
    shown: str
    kind: str
    note: str


@dataclass(frozen=True)
class ContactCard:
    """A contact as the caller needs it. place: 1 is rung first; 0 for somebody who is never rung."""

    id: int
    place: int
    name: str
    relationship: str
    numbers: tuple[NumberCard, ...]
    email: str
    channel: str
    never: bool
    warning: str
    language: str
    responsibility: str
    lives_with: bool
    note: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class PupilCard:
    """A pupil's own facts in words. school_age is the sentence with both dates."""

    id: int
    name: str
    legal_name: str
    year: str
    year_doubt: str
    born: str
    age: int | None
    school_age: str
    upn: str
    upn_note: str
    sex: str
    language: str
    travel: str
    travel_icon: str
    travel_note: str
    adjustments: str
    flags: tuple[tuple[str, str], ...]
    is_archived: bool


def pupil_list(
    pupils: QuerySet[Pupil],
    provision_id: int,
    today: date,
    *,
    search: str = "",
    group_id: int | None = None,
    archived: bool = False,
) -> PupilList:
    """Return the pupils whose names or UPN hold every word searched for, in the order of their first names."""
    where = whereabouts(provision_id, today)
    groups = sorted({group for each in where.values() for group in each.groups}, key=lambda group: group[1].casefold())
    everyone = list(pupils)
    names = Counter(pupil.name.casefold() for pupil in everyone)
    found = [
        pupil
        for pupil in everyone
        if bool(pupil.archived_at) == archived
        and _matches(pupil, search)
        and (group_id is None or group_id in dict(where.get(pupil.pk, Whereabouts()).groups))
    ]
    rows = [_row(pupil, where.get(pupil.pk, Whereabouts()), names[pupil.name.casefold()] > 1) for pupil in found]
    rows.sort(key=lambda row: (row.name.casefold(), row.born))
    return PupilList(tuple(rows), tuple(groups), sum(1 for pupil in everyone if pupil.archived_at))


def _matches(pupil: Pupil, search: str) -> bool:
    text = " ".join(
        (
            pupil.legal_first_name,
            pupil.legal_last_name,
            pupil.preferred_first_name,
            pupil.preferred_last_name,
            pupil.upn,
        )
    ).casefold()
    return all(word in text for word in search.casefold().split())


def _row(pupil: Pupil, where: Whereabouts, shares_name: bool) -> PupilRow:
    return PupilRow(
        id=pupil.pk,
        name=pupil.name,
        legal_name=_legal_name(pupil),
        shares_name=shares_name,
        year=_year(pupil.year_group),
        born=long_date(pupil.born_on) if pupil.born_on else "",
        groups=", ".join(name for _, name in where.groups),
        school=where.school,
    )


def same_name(pupil: Pupil) -> list[Pupil]:
    """Return the provision's other pupils whom staff call by the same name, archived ones too."""
    first = Q(preferred_first_name__iexact=pupil.first_name) | Q(
        preferred_first_name="", legal_first_name__iexact=pupil.first_name
    )
    last = Q(preferred_last_name__iexact=pupil.last_name) | Q(
        preferred_last_name="", legal_last_name__iexact=pupil.last_name
    )
    return list(Pupil.objects.filter(first, last, provision_id=pupil.provision_id).exclude(pk=pupil.pk))


def pupil_card(pupil: Pupil, today: date) -> PupilCard:
    """Return a pupil's facts in words, on a day."""
    flags = Flag.objects.filter(pupil=pupil, archived_at=None).order_by("kind", "pk")
    return PupilCard(
        id=pupil.pk,
        name=pupil.name,
        legal_name=_legal_name(pupil),
        year=_year(pupil.year_group),
        year_doubt=_year_doubt(pupil, today),
        born=long_date(pupil.born_on) if pupil.born_on else "",
        age=_age(pupil.born_on, today) if pupil.born_on else None,
        school_age=school_age_words(compulsory_school_age(pupil.born_on), today) if pupil.born_on else "",
        upn=pupil.upn,
        upn_note=_upn_note(pupil),
        sex=pupil.get_sex_display(),
        language=pupil.language,
        travel=pupil.get_travel_display(),
        travel_icon=TRAVEL_ICONS.get(pupil.travel, ""),
        travel_note=pupil.travel_note,
        adjustments=pupil.adjustments,
        flags=tuple((flag.get_kind_display(), flag.note) for flag in flags),
        is_archived=pupil.archived_at is not None,
    )


def school_age_words(age: SchoolAge, today: date) -> str:
    """Return both exact dates of compulsory school age, and where today stands (SS-2)."""
    dates = f"from {long_date(age.starts_on)} to {long_date(age.ends_on)}"
    if today < age.starts_on:
        return f"Not yet of compulsory school age: {dates}."
    if today > age.ends_on:
        return f"Past compulsory school age: it ran {dates}."
    return f"Of compulsory school age {dates}."


def contacts_of(pupil_ids: Collection[int]) -> dict[int, tuple[ContactCard, ...]]:
    """Return each pupil's contacts in the order of ringing, those never rung last. Two statements for any number."""
    by_pupil = _contacts(Contact.objects.filter(pupil_id__in=pupil_ids, archived_at=None))
    return {pupil_id: _cards(by_pupil.get(pupil_id, [])) for pupil_id in pupil_ids}


def contacts_and_former(pupil: Pupil) -> tuple[tuple[ContactCard, ...], list[tuple[int, str]]]:
    """Return a pupil's contacts in the order of ringing, and those no longer rung: (id, name and who they are)."""
    everyone = _contacts(Contact.objects.filter(pupil=pupil)).get(pupil.pk, [])
    former = sorted((row.name, row.relationship, row.pk) for row in everyone if row.archived_at)
    words = [(pk, f"{name}, {relationship}" if relationship else name) for name, relationship, pk in former]
    return _cards([row for row in everyone if not row.archived_at]), words


def _contacts(rows: QuerySet[Contact]) -> dict[int, list[Contact]]:
    numbers = Prefetch(
        "numbers", PhoneNumber.objects.filter(archived_at=None).order_by("position", "pk"), to_attr="current_numbers"
    )
    by_pupil: dict[int, list[Contact]] = defaultdict(list)
    for contact in rows.order_by("priority", "pk").prefetch_related(numbers):
        by_pupil[contact.pupil_id].append(contact)
    return by_pupil


def _cards(contacts: list[Contact]) -> tuple[ContactCard, ...]:
    rung = [contact for contact in contacts if contact.safety != Contact.Safety.NEVER]
    never = [contact for contact in contacts if contact.safety == Contact.Safety.NEVER]
    cards = [_card(contact, place, rung) for place, contact in enumerate(rung, start=1)]
    return tuple(cards + [_card(contact, 0, never) for contact in never])


def _card(contact: Contact, place: int, order: list[Contact]) -> ContactCard:
    return ContactCard(
        id=contact.pk,
        place=place,
        name=contact.name,
        relationship=contact.relationship,
        numbers=tuple(
            NumberCard(row.number, phones.shown(row.number), row.get_kind_display(), row.note)
            for row in contact.current_numbers
        ),
        email=contact.email,
        channel="" if contact.channel == Contact.Channel.CALL else contact.get_channel_display(),
        never=contact.safety == Contact.Safety.NEVER,
        warning=contact.warning if contact.safety != Contact.Safety.OK else "",
        language=contact.language,
        responsibility=_RESPONSIBILITY[contact.parental_responsibility],
        lives_with=contact.lives_with,
        note=contact.note,
        is_first=contact is order[0],
        is_last=contact is order[-1],
    )


_RESPONSIBILITY = {True: "Has parental responsibility", False: "No parental responsibility", None: ""}


def first_to_ring(contacts: Collection[ContactCard]) -> ContactCard | None:
    """Return the contact whom one button may ring: the first, with a number and no warning to read first."""
    first = next(iter(contacts), None)
    return first if first and first.place and first.numbers and not first.warning else None


def expected_year(born_on: date, today: date) -> int:
    """Return the national curriculum year of a birth date: born 1 September 2010, Year 10 from September 2025."""
    return academic_year_start(today).year - academic_year_start(born_on).year - 5


def _year_doubt(pupil: Pupil, today: date) -> str:
    """A year that does not fit is a question, not a fault: some pupils are taught out of their year."""
    if pupil.year_group is None or pupil.born_on is None:
        return ""
    expected = expected_year(pupil.born_on, today)
    if expected == pupil.year_group:
        return ""
    return (
        f"The birth date gives {_year(expected)}. Check which is right."
        if 0 <= expected <= 14
        else ("The birth date does not fit this year. Check which is right.")
    )


def _year(number: int | None) -> str:
    if number is None:
        return ""
    return f"Year {number}" if number else "Reception"


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _legal_name(pupil: Pupil) -> str:
    legal = f"{pupil.legal_first_name} {pupil.legal_last_name}"
    return legal if legal != pupil.name else ""


def _upn_note(pupil: Pupil) -> str:
    if pupil.upn_unchecked:
        return "kept as typed, its check letter does not fit"
    return "temporary" if pupil.upn and pupil.upn[-1].isalpha() else ""


def labels(pupils: Iterable[Pupil]) -> list[tuple[Pupil, str]]:
    """Return each pupil with a label that is theirs alone: the name, and what tells two of one name apart."""
    listed = list(pupils)
    names = Counter(pupil.name.casefold() for pupil in listed)
    return [
        (pupil, pupil.name if names[pupil.name.casefold()] == 1 else _told_apart(pupil))
        for pupil in sorted(listed, key=lambda pupil: pupil.name.casefold())
    ]


def _told_apart(pupil: Pupil) -> str:
    if pupil.born_on:
        return f"{pupil.name}, born {long_date(pupil.born_on)}"
    return f"{pupil.name}, {f'UPN {pupil.upn}' if pupil.upn else f'number {pupil.pk}'}"


def matching(pupils: Iterable[Pupil], typed: str) -> list[tuple[Pupil, str]]:
    """Return the pupil whose label was typed, or all whose names hold every word of it."""
    listed = labels(pupils)
    exact = [pair for pair in listed if pair[1].casefold() == typed.strip().casefold()]
    return exact or [pair for pair in listed if _matches(pair[0], typed)]
