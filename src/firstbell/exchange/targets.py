"""The facts each kind of import can take, and the column names that UK school systems give them."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.exchange.kinds import Kind


@dataclass(frozen=True)
class Target:
    """One fact. words: column names that mean it, in plain lower case; the first is what an export writes."""

    name: str
    label: str
    words: tuple[str, ...]


WHO = (
    Target(
        "first_name", "Legal first name", ("legal forename", "forename", "first name", "legal first name", "given name")
    ),
    Target("last_name", "Legal last name", ("legal surname", "surname", "last name", "legal last name", "family name")),
    Target("full_name", "Whole name", ("name", "pupil", "pupil name", "student", "student name", "full name")),
    Target("born_on", "Date of birth", ("dob", "date of birth", "d o b", "birth date")),
    Target("upn", "UPN", ("upn", "unique pupil number")),
)

DETAILS = (
    Target(
        "preferred_first_name",
        "Preferred first name",
        ("preferred forename", "preferred first name", "known as", "chosen name"),
    ),
    Target("preferred_last_name", "Preferred last name", ("preferred surname", "preferred last name")),
    Target("sex", "Sex", ("sex", "gender", "legal sex")),
    Target("ethnicity", "Ethnicity", ("ethnicity", "ethnic group", "ethnic origin", "ethnicity code")),
    Target(
        "year_group",
        "Year group",
        ("year group", "yeargroup", "year", "yr", "nc year", "year taught in", "national curriculum year"),
    ),
    Target("language", "Language at home", ("home language", "language", "first language", "language spoken at home")),
    Target("send", "SEN status", ("sen status", "sen", "send", "sen provision", "ehcp")),
    Target("travel", "Travel", ("transport", "travel", "travel arrangement", "mode of travel")),
    Target("travel_note", "Travel details", ("travel details", "travel note", "transport details")),
    Target("adjustments", "Adjustments", ("adjustments", "reasonable adjustments")),
    Target("court_order", "Court order or contact warning", ("court order", "contact warning")),
    Target("lives_with", "Lives with", ("lives with",)),
    Target("who_to_ring", "Who to ring, in one cell", ("who to ring", "contact details", "emergency contacts")),
)

DAYS = tuple(
    Target(f"day_{number}", f"{day}: which sessions", (day.lower(), day[:3].lower()))
    for number, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), start=1)
)
PLACE = (
    Target(
        "school",
        "Referring school or council",
        ("school", "referring school", "main school", "commissioner", "home school"),
    ),
    Target(
        "starts_on",
        "Placement starts",
        (
            "start",
            "start date",
            "placement start",
            "enrolment start date",
            "date started",
            "admission date",
            "first day",
        ),
    ),
    Target("ends_on", "Placement ends", ("end", "end date", "placement end", "leaving date", "last day")),
    Target("days", "Days", ("days", "days attending", "attendance pattern", "pattern")),
    Target("times", "Times", ("times", "hours", "session times")),
    *DAYS,
    Target("group", "Group", ("group", "class", "tutor group", "reg", "registration form", "form")),
    Target("note", "Notes", ("notes", "note", "comments")),
)

CONTACT_FACTS = (
    Target("name", "name", ("name", "full name", "fullname")),
    Target("relationship", "relationship", ("relationship", "relation")),
    Target("priority", "priority", ("priority", "order")),
    Target(
        "mobile", "mobile", ("mobile", "mobile phone number", "mobile phone", "phone", "telephone", "mobile number")
    ),
    Target("home_phone", "home phone", ("home phone", "home", "home phone number", "homephone", "landline")),
    Target("work_phone", "work phone", ("work phone", "work", "work phone number", "daytime phone")),
    Target("email", "email", ("email", "email address", "e mail")),
    Target("parental_responsibility", "parental responsibility", ("parental responsibility", "pr")),
    Target("language", "language", ("language", "first language")),
    Target("warning", "warning", ("warning", "court order")),
    Target("note", "note", ("note", "notes")),
)
# In a file with one row for each contact these words, standing alone, are the pupil's.
_PUPILS_OWN = {"name", "full name", "language", "first language", "pr", "order", "home", "work"}
CONTACT_ROW = tuple(
    Target(
        f"contact_1_{fact.name}",
        f"Contact's {fact.label}",
        tuple(f"contact {word}" for word in fact.words)
        + tuple(word for word in fact.words if word not in _PUPILS_OWN)
        + (("pr",) if fact.name == "parental_responsibility" else ()),
    )
    for fact in CONTACT_FACTS
)

COMMISSIONER = (
    Target(
        "school",
        "Name of the school or council",
        ("name", "school", "school name", "commissioner", "organisation", "council"),
    ),
    Target("kind", "School or council", ("kind", "type")),
    Target("urn", "URN", ("urn",)),
    Target(
        "notice_email",
        "Where absence e-mails go",
        ("absence email", "attendance email", "notice email", "email", "email address"),
    ),
    Target("phone", "Telephone", ("telephone", "phone", "tel")),
    Target("person_name", "Named person", ("named person", "contact", "contact name", "link person")),
    Target("person_job", "Their job", ("job", "role", "job title", "contact role")),
    Target("person_email", "Their e-mail", ("person email", "contact email")),
    Target("person_phone", "Their telephone", ("person telephone", "contact phone", "contact telephone")),
)

CALENDAR = (
    Target("kind", "What it is", ("kind", "type", "what")),
    Target("name", "Name", ("name", "term", "title", "description", "event")),
    Target("starts_on", "First day", ("first day", "start", "start date", "from", "starts", "date")),
    Target("ends_on", "Last day", ("last day", "end", "end date", "to", "until", "ends")),
    Target(
        "break_starts_on", "Half-term from", ("half term from", "half term start", "half term starts", "break from")
    ),
    Target("break_ends_on", "Half-term to", ("half term to", "half term end", "half term ends", "break to")),
    Target("site", "Site", ("site",)),
)

MARKS = (
    *WHO,
    Target("on", "Date", ("date", "day", "session date")),
    Target("session", "Session", ("session", "am pm", "am/pm")),
    Target("code", "Code", ("code", "mark", "attendance code")),
    Target("minutes_late", "Minutes late", ("minutes late", "mins late")),
    Target("group", "Group", ("group", "class", "tutor group", "registration form")),
)

TARGETS: dict[Kind, tuple[Target, ...]] = {
    Kind.PUPILS: (*WHO, *DETAILS, *PLACE),
    Kind.CONTACTS: (*WHO, *(each for each in DETAILS if each.name in {"year_group", "sex"}), *CONTACT_ROW),
    Kind.COMMISSIONERS: COMMISSIONER,
    Kind.PLACEMENTS: (*WHO, *PLACE),
    Kind.CALENDARS: CALENDAR,
    Kind.MARKS: MARKS,
}
# What a kind cannot do without: at least one name of each group.
NEEDED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.PUPILS: (("full_name", "last_name"),),
    Kind.CONTACTS: (("upn", "full_name", "last_name"), ("contact_1_name", "contact_1_mobile")),
    Kind.COMMISSIONERS: (("school",),),
    Kind.PLACEMENTS: (("upn", "full_name", "last_name"),),
    Kind.CALENDARS: (("name", "kind"), ("starts_on",)),
    Kind.MARKS: (("upn", "full_name", "last_name"), ("on",), ("session",), ("code",)),
}
