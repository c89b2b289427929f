"""Which column of a file is which fact: the words that UK school systems export, and what a person mapped once.

A kind of import has targets. Contacts may stand in columns of the pupil's row: their targets carry a number,
contact_1_name, contact_2_mobile and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST_CONTACTS = 6


@dataclass(frozen=True)
class Target:
    """One fact an import can take. words: column names that mean it, in plain lower case."""

    name: str
    label: str
    words: tuple[str, ...]
    required: bool = False


PUPIL = (
    Target("first_name", "Legal first name", ("legal forename", "forename", "first name", "legal first name", "firstname", "given name")),
    Target("last_name", "Legal last name", ("legal surname", "surname", "last name", "legal last name", "lastname", "family name")),
    Target("full_name", "Whole name", ("name", "pupil", "pupil name", "student", "student name", "full name")),
    Target("preferred_first_name", "Preferred first name", ("preferred forename", "preferred first name", "known as", "chosen name")),
    Target("preferred_last_name", "Preferred last name", ("preferred surname", "preferred last name")),
    Target("born_on", "Date of birth", ("dob", "date of birth", "dateofbirth", "d o b", "birth date")),
    Target("upn", "UPN", ("upn", "unique pupil number")),
    Target("sex", "Sex", ("sex", "gender", "legal sex")),
    Target("year_group", "Year group", ("year group", "yeargroup", "year", "yr", "nc year", "year taught in", "national curriculum year")),
    Target("language", "Language at home", ("home language", "language", "first language", "language spoken at home")),
    Target("send", "SEN status", ("sen status", "sen", "send", "sen provision", "ehcp")),
    Target("travel", "Travel", ("transport", "travel", "travel arrangement", "mode of travel")),
    Target("adjustments", "Adjustments", ("adjustments", "reasonable adjustments")),
    Target("court_order", "Court order or warning", ("court order", "contact warning")),
    Target("lives_with", "Lives with", ("lives with",)),
    Target("note", "Notes", ("notes", "note", "comments")),
    Target("who_to_ring", "Who to ring, in one cell", ("who to ring", "contact details", "emergency contacts")),
    Target("school", "Referring school or council", ("school", "referring school", "main school", "commissioner", "home school")),
    Target("starts_on", "Placement starts", ("start", "start date", "placement start", "enrolment start date", "date started", "admission date")),
    Target("ends_on", "Placement ends", ("end", "end date", "placement end", "leaving date")),
    Target("days", "Days", ("days", "days attending", "attendance pattern", "pattern")),
    Target("times", "Times", ("times", "hours", "session times")),
    Target("group", "Group", ("group", "class", "tutor group", "reg", "registration form", "form")),
)  # fmt: skip

CONTACT_FACTS = (
    Target("name", "name", ("name", "full name", "fullname")),
    Target("relationship", "relationship", ("relationship", "relation")),
    Target("priority", "priority", ("priority", "order")),
    Target(
        "mobile", "mobile", ("mobile", "mobile phone number", "mobile phone", "phone", "telephone", "mobile number")
    ),
    Target("home_phone", "home phone", ("home", "home phone", "home phone number", "homephone", "landline")),
    Target("email", "email", ("email", "email address", "e mail")),
    Target("parental_responsibility", "parental responsibility", ("parental responsibility", "pr")),
    Target("language", "language", ("language", "first language")),
)
_NUMBERED = re.compile(r"^(?:primary\s+)?(?:contact|guardian|parent|carer)\s*(\d)\s+(.+)$")
_SINGLE = re.compile(r"^contact\s*(.+)$")


@dataclass(frozen=True)
class Recognised:
    """target by column; unknown: columns that mean nothing to us yet."""

    targets: dict[str, str]
    unknown: tuple[str, ...]


def plain(name: str) -> str:
    """A column name without case, punctuation or the joins of CamelCase."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[^a-z0-9]+", " ", spaced.lower()).strip()


def known_words() -> frozenset[str]:
    """Every plain column name, for finding a header below title rows."""
    return frozenset(word for target in PUPIL for word in target.words)


def recognise(
    columns: Iterable[str], targets: Iterable[Target] = PUPIL, *, remembered: Mapping[str, str] = {}
) -> Recognised:
    """Return the target of each column; one target is never given twice.

    remembered: targets by plain column name, as a person mapped them before; '' where they chose to leave it out.
    """
    by_word = {word: target.name for target in targets for word in target.words}
    found: dict[str, str] = {}
    unknown: list[str] = []
    for column in columns:
        words = plain(column)
        target = remembered[words] if words in remembered else _contact_target(words) or by_word.get(words, "")
        if target and target not in found.values():
            found[column] = target
        elif words not in remembered:
            unknown.append(column)
    return Recognised(found, tuple(unknown))


def _contact_target(words: str) -> str:
    """'contact 2 mobile' or 'primary guardian 1 full name' as contact_2_mobile, contact_1_name; else nothing."""
    match = _NUMBERED.match(words)
    if match is None or not 1 <= int(match[1]) <= MOST_CONTACTS:
        return ""
    fact = _fact(match[2])
    return f"contact_{match[1]}_{fact}" if fact else ""


def contact_fact(words: str) -> str:
    """'contact full name', as one row for each contact has it, as name; else nothing."""
    match = _SINGLE.match(words)
    return _fact(match[1]) if match else _fact(words)


def _fact(words: str) -> str:
    return next((fact.name for fact in CONTACT_FACTS if words in fact.words), "")
