"""The people to contact about a child: from numbered columns, from one cell, or from rows of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firstbell.exchange.columns import MOST_CONTACTS
from firstbell.exchange.contact_words import SpokenWarning, kin_of, read_warning, read_who_to_ring
from firstbell.exchange.plan.cells import Cells, email_in, name_in, numbers_in, yes_or_no_in
from firstbell.exchange.plan.here import ContactHere, PupilHere
from firstbell.exchange.plan.identity import Child
from firstbell.exchange.plan.problems import Choice, Desk
from firstbell.exchange.plan.steps import ContactStep
from firstbell.people.commands import ContactFacts, Number
from firstbell.people.models import Contact

MOST_WARNING, MOST_NOTE = 240, 240
UNNAMED = "(name not given)"


@dataclass(frozen=True)
class Wanted:
    """A contact as the file has them. place: which column set or row; said: their priority as typed."""

    place: int
    facts: ContactFacts
    said: str = ""


def contacts_of(child: Child, rows: Sequence[Cells], desk: Desk) -> tuple[ContactStep, ...]:
    """Return what becomes of a child's contacts. rows: the child's own row, or each contact's."""
    wanted: list[Wanted] = []
    for cells in rows:
        numbers = range(1, MOST_CONTACTS + 1) if len(rows) == 1 else (1,)
        for number in numbers:
            read = _from_columns(child, cells, number, len(wanted) + 1, desk)
            if read is not None:
                wanted.append(read)
    wanted = _in_order(child, rows, wanted, desk)
    wanted += _from_one_cell(child, len(wanted), desk)
    wanted = _with_warnings(child, rows, wanted, desk)
    wanted = _with_home(child, wanted, desk)
    return _steps(child, wanted)


def _from_columns(child: Child, cells: Cells, number: int, place: int, desk: Desk) -> Wanted | None:
    def at(fact: str) -> str:
        return f"contact_{number}_{fact}"

    phones = ("mobile", "home_phone", "work_phone")
    if not any(cells[at(fact)] for fact in ("name", "email", *phones)):
        return None
    relationship = cells[at("relationship")][:60]
    name = name_in(cells, at("name"), desk) or f"{relationship or f'Contact {place}'} {UNNAMED}"
    known = _known(child.here, name)
    numbers: list[Number] = []
    notes = [cells[at("note")]]
    for fact in phones:
        found, note = numbers_in(
            cells, at(fact), name, desk, lambda e164: known is not None and e164 in _numbers_of(known.facts)
        )
        notes.append(note)
        numbers += [number for number in found if number.number not in {each.number for each in numbers}]
    email, note = email_in(cells, at("email"), name, desk, known.facts.email if known else "")
    notes.append(note)
    facts = ContactFacts(
        name=name[:160],
        relationship=relationship,
        parental_responsibility=yes_or_no_in(cells, at("parental_responsibility"), desk),
        language=cells[at("language")][:60],
        email=email,
        note="; ".join(part for part in notes if part)[:MOST_NOTE],
        numbers=tuple(numbers),
    )
    return Wanted(place, facts, cells[at("priority")])


def _in_order(child: Child, rows: Sequence[Cells], wanted: list[Wanted], desk: Desk) -> list[Wanted]:
    """Put contacts in the order of ringing; where the priorities do not say it, a person does."""
    targets = [f"contact_{n}_priority" for n in range(1, MOST_CONTACTS + 1)]
    column = next((cells.column(target) for cells in rows for target in targets if target in cells), "")
    if len(wanted) < 2 or not column:
        return wanted
    said = [each.said for each in wanted]
    if all(each.isdigit() for each in said) and len(set(map(int, said))) == len(said):
        return sorted(wanted, key=lambda each: int(each.said))
    if child.here is not None and all(_known(child.here, each.facts.name) for each in wanted):
        return wanted
    what = (
        f"{child.name}'s contacts have no priority."
        if not any(said)
        else f"{child.name}'s contacts do not have one priority each: "
        + ", ".join(f"{each.facts.name} {each.said or 'none'}" for each in wanted)
        + "."
    )
    ordinals = {1: "first", 2: "second", 3: "third"}
    choices = [
        Choice(
            f"first-{n}",
            f"Ring {each.facts.name} first, then the others as they stand in the file",
            f"Ring the {ordinals.get(n, f'{n}th')} in the file first",
        )
        for n, each in enumerate(wanted, start=1)
    ]
    answer = desk.ask(
        "priority",
        child.row,
        what,
        choices,
        column=column,
        said=", ".join(filter(None, said)),
        means="Whoever is first is rung first on the morning of an absence.",
        do="Say who is rung first. The order can be changed later on the pupil's page.",
    )
    first = wanted[int(answer.removeprefix("first-")) - 1]
    return [first, *(each for each in wanted if each is not first)]


def _from_one_cell(child: Child, count: int, desk: Desk) -> list[Wanted]:
    """Read “Mum 07… / Nan …”. The reading is confirmed, unless all its numbers are here already."""
    said = child.cells["who_to_ring"]
    if not said:
        return []
    spoken = read_who_to_ring(said)
    where = {"column": child.cells.column("who_to_ring"), "said": said}
    note_only = Wanted(count + 1, ContactFacts(name=f"Contact {UNNAMED}", note=said[:MOST_NOTE]))
    here = {number for contact in (child.here.contacts if child.here else ()) for number in _numbers_of(contact.facts)}
    noted = any(contact.facts.note == said[:MOST_NOTE] for contact in (child.here.contacts if child.here else ()))
    if noted:
        return [note_only]
    if not spoken:
        desk.ask(
            "who-to-ring-unread",
            child.row,
            f"“{said}” holds no telephone number.",
            [Choice("note", "Keep it as a note on a contact", "Keep them as notes on a contact")],
            means=f"Nobody could be rung about {child.name}.",
            do="Keep it, and add the number on the pupil's page.",
            **where,
        )
        return [note_only]
    contacts = []
    for place, each in enumerate(spoken, start=count + 1):
        name = each.name or f"{each.relationship or 'Contact'} {UNNAMED}"
        channel = Contact.Channel.TEXT if each.text_first else Contact.Channel.CALL
        # The office's own words stay with whoever they are about.
        note = "Text only" if each.text_first else each.note
        facts = ContactFacts(name, each.relationship, channel=channel, note=note, numbers=(_number(each.number),))
        contacts.append(Wanted(place, facts))
    if all(each.number in here for each in spoken):
        return contacts
    answer = desk.ask(
        "who-to-ring",
        child.row,
        f"“{said}” is read as {', then '.join(map(str, spoken))}.",
        [
            Choice("confirm", "That is right", "They are all read rightly"),
            Choice("note", "It is not: keep the words as a note on a contact", "Keep the words as notes"),
        ],
        means="These people are rung, in this order, when the pupil is not here.",
        do="Compare the words and say whether that is right.",
        **where,
    )
    return contacts if answer == "confirm" else [note_only]


def _number(e164: str) -> Number:
    return Number(e164, "mobile" if e164.startswith("+447") else "home")


def _with_warnings(child: Child, rows: Sequence[Cells], wanted: list[Wanted], desk: Desk) -> list[Wanted]:
    """Mark whoever must not be contacted, once a person has confirmed it."""
    for target in ("court_order", "note"):
        said = child.cells[target]
        warning = read_warning(said) or (SpokenWarning(said) if said and target == "court_order" else None)
        if warning:
            wanted = _warned(child, child.cells.column(target), warning, wanted, desk)
    if len(rows) > 1 or any("contact_1_warning" in cells for cells in rows):
        for cells, each in zip(rows, list(wanted), strict=False):
            if said := cells["contact_1_warning"]:
                warning = SpokenWarning(said, number=each.place)
                wanted = _warned(child, cells.column("contact_1_warning"), warning, wanted, desk)
    return wanted


def _warned(child: Child, column: str, warning: SpokenWarning, wanted: list[Wanted], desk: Desk) -> list[Wanted]:
    text = warning.text[:MOST_WARNING]
    meant = [each for each in wanted if warning.number == each.place] if warning.number else []
    if not meant and warning.kin:
        meant = [each for each in wanted if kin_of(each.facts.relationship) == warning.kin]
    unlisted = f"{warning.kin.capitalize()} {UNNAMED}" if warning.kin and not meant else ""
    known = [contact for contact in (child.here.contacts if child.here else ()) if contact.facts.warning == text]
    if known:
        return _as_known(known, wanted)
    choices = []
    if meant:
        names = " and ".join(each.facts.name for each in meant)
        choices = [
            Choice("never", f"Never ring or write to {names}", "Never ring or write to whom the words name"),
            Choice("warning", f"{names} may be contacted; show the words first", "Show the words before they are rung"),
        ]
    elif unlisted:
        choices = [
            Choice("add-never", f"Add “{unlisted}”, marked “Never ring or write”", "Add them as never to be contacted")
        ]
    choices.append(
        Choice("everyone", "Show the words at the moment of ringing any of the contacts", "Show the words at any call")
    )
    answer = desk.ask(
        "contact-warning",
        child.row,
        f"“{warning.text}” warns about a contact of {child.name}.",
        choices,
        about=f"{child.row} {column}",
        column=column,
        said=warning.text,
        means="Ringing the wrong person may put the child at risk.",
        do="Say whom it is about.",
    )
    if answer in ("never", "warning"):
        safety = Contact.Safety.NEVER if answer == "never" else Contact.Safety.WARNING
        return [_marked(each, safety, text) if each in meant else each for each in wanted]
    if answer == "add-never":
        facts = ContactFacts(unlisted, warning.kin.capitalize(), safety=Contact.Safety.NEVER, warning=text)
        return [*wanted, Wanted(len(wanted) + 1, facts)]
    return [_marked(each, Contact.Safety.WARNING, text) for each in wanted]


def _as_known(known: list[ContactHere], wanted: list[Wanted]) -> list[Wanted]:
    """A warning that is here already stays as a person has settled it."""
    settled = {contact.facts.name.casefold(): contact.facts for contact in known}
    return [
        _marked(each, settled[name].safety, settled[name].warning)
        if (name := each.facts.name.casefold()) in settled
        else each
        for each in wanted
    ]


def _marked(each: Wanted, safety: str, warning: str) -> Wanted:
    return replace(each, facts=replace(each.facts, safety=safety, warning=warning))


def _with_home(child: Child, wanted: list[Wanted], desk: Desk) -> list[Wanted]:
    """Tick whom the child lives with: “Guardian 1”, or a word of the family."""
    said = child.cells["lives_with"]
    if not said:
        return wanted
    digits = "".join(character for character in said if character.isdigit())
    at_home = [each for each in wanted if str(each.place) == digits] or [
        each for each in wanted if kin_of(said) and kin_of(each.facts.relationship) == kin_of(said)
    ]
    if not at_home:
        desk.warn(
            "lives-with",
            child.row,
            f"“{said}” names none of {child.name}'s contacts.",
            column=child.cells.column("lives_with"),
            said=said,
            means="Nobody is marked as living with the pupil.",
            do="Tick it on the pupil's page.",
        )
    return [replace(each, facts=replace(each.facts, lives_with=True)) if each in at_home else each for each in wanted]


def _steps(child: Child, wanted: list[Wanted]) -> tuple[ContactStep, ...]:
    steps: list[ContactStep] = []
    for each in wanted:
        known = _known(child.here, each.facts.name) or _known_by_number(child.here, each.facts)
        if known is None:
            steps.append(ContactStep(each.facts))
        else:
            steps.append(ContactStep(_merged(known.facts, each.facts), known.id, known.facts))
    return tuple(steps)


def _merged(known: ContactFacts, new: ContactFacts) -> ContactFacts:
    """What the file says wins; what it leaves empty stays. Numbers are added, never taken away."""
    have = _numbers_of(known)
    notes = {number.number: number.note for number in new.numbers}
    return ContactFacts(
        name=known.name if UNNAMED in new.name else new.name,
        relationship=new.relationship or known.relationship,
        parental_responsibility=known.parental_responsibility
        if new.parental_responsibility is None
        else new.parental_responsibility,
        lives_with=new.lives_with or known.lives_with,
        safety=new.safety if new.safety != Contact.Safety.OK else known.safety,
        warning=new.warning or known.warning,
        language=new.language or known.language,
        channel=new.channel if new.channel != Contact.Channel.CALL else known.channel,
        email=new.email or known.email,
        note=new.note or known.note,
        numbers=tuple(replace(number, note=notes.get(number.number) or number.note) for number in known.numbers)
        + tuple(number for number in new.numbers if number.number not in have),
    )


def _numbers_of(facts: ContactFacts) -> set[str]:
    return {number.number for number in facts.numbers}


def _known(here: PupilHere | None, name: str) -> ContactHere | None:
    contacts = here.contacts if here else ()
    return next((contact for contact in contacts if contact.facts.name.casefold() == name.casefold()), None)


def _known_by_number(here: PupilHere | None, facts: ContactFacts) -> ContactHere | None:
    """An unnamed contact of the file is whoever has that number here."""
    if UNNAMED not in facts.name:
        return None
    contacts = here.contacts if here else ()
    return next((contact for contact in contacts if _numbers_of(contact.facts) & _numbers_of(facts)), None)
