"""Pupils, contacts and placements from rows about children: three kinds of file, one way of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from firstbell.exchange.contact_words import read_warning
from firstbell.exchange.ethnicity_words import read_ethnicity
from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan.cells import Cells
from firstbell.exchange.plan.contacts import contacts_of
from firstbell.exchange.plan.here import Here
from firstbell.exchange.plan.identity import Child, children
from firstbell.exchange.plan.places import PLACEMENT, Places
from firstbell.exchange.plan.problems import LEAVE_OUT, Choice, Desk
from firstbell.exchange.plan.schools import Schools
from firstbell.exchange.plan.steps import PupilStep, SchoolStep
from firstbell.exchange.travel_words import read_travel
from firstbell.exchange.values import read_year_group
from firstbell.people.commands import FlagFacts, PupilFacts
from firstbell.people.models import Flag, Pupil
from firstbell.people.queries import expected_year

SEN = {"e": "EHC plan", "ehcp": "EHC plan", "k": "SEN support", "s": "Statement"}
NO_SEN = {"n", "no", "none", "no specialist assessment"}
SEXES = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}


def plan_people(
    kind: Kind, rows: Sequence[Cells], here: Here, desk: Desk, today: date
) -> tuple[tuple[PupilStep, ...], tuple[SchoolStep, ...]]:
    """Return a step for each child, and one for each school that has to be made."""
    schools = Schools(here.commissioners, {cells["school"] for cells in rows}, desk)
    places = Places(here, schools, desk, today)
    found = [child for child in children(rows, here, kind, desk) if is_here(child, kind, desk)]
    steps: list[PupilStep] = []
    if kind is Kind.CONTACTS:
        for together in _by_child(found):
            steps.append(_contacts_only(together, desk, today))
    else:
        for child in found:
            steps.append(_whole(child, places, desk, today) if kind is Kind.PUPILS else _placed(child, places))
    return tuple(step for step in steps if step.row not in desk.left_out), schools.steps


def is_here(child: Child, kind: Kind, desk: Desk) -> bool:
    """Contacts and placements belong to pupils who are here; contacts may bring their pupil along."""
    if child.here is not None or kind is Kind.PUPILS:
        return True
    if kind is Kind.CONTACTS and child.first and child.last:
        answer = desk.ask(
            "pupil-not-here",
            child.row,
            "These contacts are of pupils who are not here yet.",
            [
                Choice("add", "Add the pupils too, from the names in this file"),
                Choice(LEAVE_OUT, "Leave these rows out"),
            ],
            about="*",
            column=child.cells.column("last_name") or child.cells.column("upn"),
            means="A contact belongs to a pupil.",
            do="Add the pupils here, or bring in the pupils' file first.",
        )
        return answer == "add"
    desk.refuse(
        "pupil-not-here",
        child.row,
        f"{child.name or child.upn} is not a pupil here.",
        about=child.key,
        said=child.cells["upn"] or child.name,
        means="There is nobody to attach this row to.",
        do="Bring the pupil in first, or leave the row out.",
    )
    return False


def _by_child(found: Sequence[Child]) -> list[list[Child]]:
    """Rows about one child, together."""
    together: dict[object, list[Child]] = {}
    for child in found:
        key = child.here.id if child.here else (child.upn or (child.same_as, child.born_on))
        together.setdefault(key, []).append(child)
    return list(together.values())


def _whole(child: Child, places: Places, desk: Desk, today: date) -> PupilStep:
    step = _details(child, desk, today)
    note = child.cells["note"]
    is_warning = bool(note and read_warning(note))
    placement = places.place(child, "" if is_warning else note)
    flags = list(step.flags)
    if note and not is_warning and placement is None:
        flags = _with_flag(flags, Flag.Kind.OTHER, note)
    if any(child.cells[target] for target in ("group",)) and not any(child.cells[t] for t in PLACEMENT[3:]):
        desk.warn(
            "group-unused",
            child.row,
            "These rows name a group or form and no days.",
            about="*",
            column=child.cells.column("group"),
            means="A group here comes with days, so the column is not brought in.",
            do="Add the days on the placement's page, or in a file of placements.",
        )
    return replace(step, flags=tuple(flags), contacts=contacts_of(child, [child.cells], desk), placement=placement)


def _contacts_only(together: Sequence[Child], desk: Desk, today: date) -> PupilStep:
    first = together[0]
    if first.here is None:
        step = _details(first, desk, today)
    else:
        step = PupilStep(
            first.row, first.here.facts, first.here.flags, first.here.id, first.here.facts, first.here.flags
        )
    contacts = contacts_of(first, [child.cells for child in together], desk)
    return replace(step, contacts=contacts)


def _placed(child: Child, places: Places) -> PupilStep:
    assert child.here is not None
    step = PupilStep(child.row, child.here.facts, child.here.flags, child.here.id, child.here.facts, child.here.flags)
    return replace(step, placement=places.place(child, child.cells["note"]), restore=child.restore)


def _details(child: Child, desk: Desk, today: date) -> PupilStep:
    """The pupil's own facts. What the file leaves empty stays as it is here."""
    cells, here = child.cells, child.here
    known = here.facts if here else PupilFacts("", "")
    travel, travel_note = _travel(child, known, desk)
    year = _year_group(child, desk, today)
    facts = PupilFacts(
        legal_first_name=child.first[:80] or known.legal_first_name,
        legal_last_name=child.last[:80] or known.legal_last_name,
        preferred_first_name=_preferred(child.preferred_first, child.first, known.preferred_first_name),
        preferred_last_name=_preferred(child.preferred_last, child.last, known.preferred_last_name),
        born_on=child.born_on or known.born_on,
        sex=_sex(child, desk) or known.sex,
        ethnicity=_ethnicity(child, desk) or known.ethnicity,
        year_group=known.year_group if year is None else year,
        upn=child.upn or known.upn,
        upn_unchecked=child.upn_unchecked if child.upn else known.upn_unchecked,
        language=cells["language"][:60] or known.language,
        travel=travel or known.travel,
        travel_note=travel_note[:160] or known.travel_note,
        adjustments=cells["adjustments"] or known.adjustments,
    )
    if not facts.upn:
        in_file = "upn" in cells
        desk.warn(
            "no-upn",
            child.row,
            f"{child.name} has no UPN." if in_file else "The file has no UPNs.",
            about="" if in_file else "*",
            column=cells.column("upn"),
            means="The pupil comes in without one." if in_file else "The pupils come in without one.",
            do="Ask the main school for it." if in_file else "Ask the main schools for them.",
        )
    flags = list(here.flags) if here else []
    sen = cells["send"].strip()
    if sen and sen.casefold() not in NO_SEN:
        note = f"SEN status {sen}" + (f": {SEN[sen.casefold()]}" if sen.casefold() in SEN else "")
        flags = _with_flag(flags, Flag.Kind.SEND, note)
    return PupilStep(
        child.row,
        facts,
        tuple(flags),
        here.id if here else None,
        here.facts if here else None,
        here.flags if here else (),
        child.restore,
    )


def _preferred(said: str, legal: str, known: str) -> str:
    """A preferred name that is the legal one says nothing."""
    if not said:
        return known
    return "" if said.casefold() == legal.casefold() else said[:80]


def _with_flag(flags: Sequence[FlagFacts], kind: str, note: str) -> list[FlagFacts]:
    """One flag of a kind: a note that is here stays beside the new one."""
    note = note[:160]
    before = next((flag for flag in flags if flag.kind == kind), None)
    if before is not None and note in before.note:
        return list(flags)
    joined = f"{before.note}; {note}"[:160] if before and before.note else note
    return [flag for flag in flags if flag.kind != kind] + [FlagFacts(kind, joined)]


def _sex(child: Child, desk: Desk) -> str:
    said = child.cells["sex"]
    if said and said.casefold() not in SEXES:
        desk.warn(
            "sex",
            child.row,
            f"“{said}” is not one of the two words the school census uses.",
            column=child.cells.column("sex"),
            said=said,
            means="It is brought in as not recorded.",
            do="Ask the school what its census says, or leave it.",
        )
    return SEXES.get(said.casefold(), "")


def _ethnicity(child: Child, desk: Desk) -> str:
    said = child.cells["ethnicity"]
    found = read_ethnicity(said)
    if said and found is None:
        desk.warn(
            "ethnicity",
            child.row,
            f"“{said}” is neither a census code nor the name of a main group.",
            column=child.cells.column("ethnicity"),
            said=said,
            means="It is brought in as not recorded.",
            do="Use the census code, such as WBRI, or leave it.",
        )
    return found or ""


def _year_group(child: Child, desk: Desk, today: date) -> int | None:
    said = child.cells["year_group"]
    if not said:
        return None
    where = {"column": child.cells.column("year_group"), "said": said}
    reading = read_year_group(said)
    if reading.value is None:
        desk.warn("year-unread", child.row, reading.fault, means="The year is left empty.", **where)
    elif child.born_on and reading.value != expected_year(child.born_on, today):
        expected = expected_year(child.born_on, today)
        fits = f"Year {expected}" if 0 < expected <= 14 else "another year"
        desk.warn(
            "year-doubt",
            child.row,
            f"Year {reading.value} does not fit {child.name}'s birth date, which gives {fits}.",
            means="It comes in as it stands: some pupils are taught out of their year.",
            do="Check which of the two is right.",
            **where,
        )
    return reading.value


def _travel(child: Child, known: PupilFacts, desk: Desk) -> tuple[str, str]:
    """Return (travel, the office's own words)."""
    cells = child.cells
    said = cells["travel"]
    if not said:
        return "", cells["travel_note"]
    travel, guess = read_travel(said)
    if said.casefold() == str(Pupil.Travel(travel).label).casefold():
        return travel, cells["travel_note"]
    if travel or known.travel_note == said[:160]:
        return travel, said
    choices = [Choice("none", f"Keep only the words “{said}”", "Keep only the words")]
    if guess:
        label = str(Pupil.Travel(guess).label)
        choices.insert(0, Choice(guess, f"{label}; keep “{said}” beside it", f"{label}, with the words beside it"))
    answer = desk.ask(
        "travel",
        child.row,
        f"“{said}” does not say how they travel.",
        choices,
        about=said.casefold(),
        column=child.cells.column("travel"),
        said=said,
        means="On a late morning the office looks here first.",
        do="Say how these pupils travel.",
    )
    return ("" if answer == "none" else answer), said
