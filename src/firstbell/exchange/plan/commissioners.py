"""Schools, councils and the people at them, from rows of their own; several rows may name one school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from firstbell.exchange.plan.cells import Cells, email_in
from firstbell.exchange.plan.here import CommissionerHere, Here
from firstbell.exchange.plan.problems import LEAVE_OUT, Choice, Desk
from firstbell.exchange.plan.schools import COUNCIL, folded, likeliest
from firstbell.exchange.plan.steps import SchoolStep
from firstbell.exchange.values import read_phone
from firstbell.placements.commands import CommissionerFacts, LinkPersonFacts
from firstbell.placements.models import Commissioner

KINDS = {
    "school": "school", "academy": "school", "college": "school", "pru": "school",
    "council": "council", "la": "council", "local authority": "council", "lea": "council",
}  # fmt: skip


def plan_commissioners(rows: Sequence[Cells], here: Here, desk: Desk) -> tuple[SchoolStep, ...]:
    """Return a step for each school or council. What the file leaves empty stays as it is here."""
    known = {folded(each.facts.name): each for each in here.commissioners}
    steps: dict[str, SchoolStep] = {}
    for cells in rows:
        name = " ".join(cells["school"].split())[:160]
        if not name:
            desk.refuse(
                "no-name",
                cells.row,
                "This row names no school or council.",
                means="There is nobody to tell of an absence.",
                do="Write the name in the file and send it again, or leave the row out.",
            )
            continue
        found = known.get(folded(name)) or _spelt_otherwise(name, here.commissioners, cells, desk)
        key = folded(found.facts.name if found else name)
        step = steps.get(key) or _begun(name, found, cells, desk)
        if cells.row not in desk.left_out:
            steps[key] = _with_person(_with_facts(step, cells, desk), cells, found, desk)
    return tuple(steps.values())


def _spelt_otherwise(name: str, here: Sequence[CommissionerHere], cells: Cells, desk: Desk) -> CommissionerHere | None:
    urn = next((each for each in here if cells["urn"] and each.facts.urn == cells["urn"]), None)
    if urn:
        return urn
    like = likeliest(name, [each.facts.name for each in here])
    if not like:
        return None
    answer = desk.ask(
        "school-spelling",
        cells.row,
        f"“{name}” may be {like}, spelt another way.",
        [
            Choice("join", f"It is {like}", "They are spellings of the other names"),
            Choice("school", f"{name} is another one", "They are other schools and councils"),
        ],
        about=folded(name),
        column=cells.column("school"),
        said=name,
        means="Two names would be two schools: its pupils' absences would be told in two places.",
        do="Say which it is.",
    )
    return next(each for each in here if each.facts.name == like) if answer == "join" else None


def _begun(name: str, found: CommissionerHere | None, cells: Cells, desk: Desk) -> SchoolStep:
    if found is None:
        kind = Commissioner.Kind.COUNCIL if COUNCIL.search(name) else Commissioner.Kind.SCHOOL
        return SchoolStep(cells.row, CommissionerFacts(name, kind))
    if found.archived:
        desk.ask(
            "school-archived",
            cells.row,
            f"{found.facts.name} is here, archived.",
            [
                Choice("restore", "Bring it back", "Bring them back"),
                Choice(LEAVE_OUT, "Leave this row out", "Leave these rows out"),
            ],
            means="No new placement can name it.",
            do="Say whether it sends pupils again.",
        )
    return SchoolStep(cells.row, found.facts, found.id, found.facts, restore=found.archived)


def _with_facts(step: SchoolStep, cells: Cells, desk: Desk) -> SchoolStep:
    facts = step.facts
    kind = KINDS.get(cells["kind"].casefold(), facts.kind)
    urn = cells["urn"]
    if urn and not (urn.isdigit() and len(urn) == 6):
        desk.warn(
            "urn",
            cells.row,
            f"“{urn}” is not a URN: those have six digits.",
            column=cells.column("urn"),
            said=urn,
            means="It is left empty.",
            do="Look it up in the register of schools and add it on the school's page.",
        )
        urn = ""
    email, _ = email_in(cells, "notice_email", facts.name, desk, facts.notice_email)
    phone = _phone(cells, "phone", facts.name, desk, facts.phone)
    changed = replace(
        facts,
        kind=kind,
        urn=urn or facts.urn,
        notice_email=email or facts.notice_email,
        phone=phone or facts.phone,
    )
    return replace(step, facts=changed)


def _with_person(step: SchoolStep, cells: Cells, found: CommissionerHere | None, desk: Desk) -> SchoolStep:
    name = " ".join(cells["person_name"].split())[:160]
    if not name:
        return step
    person = next((each for each in found.people if folded(each.facts.name) == folded(name)), None) if found else None
    before = person.facts if person else LinkPersonFacts(name)
    email, _ = email_in(cells, "person_email", name, desk, before.email)
    facts = replace(
        before,
        job=cells["person_job"][:120] or before.job,
        email=email or before.email,
        phone=_phone(cells, "person_phone", name, desk, before.phone) or before.phone,
    )
    added = (person.id if person else None, person.facts if person else None, facts)
    return replace(step, people=(*step.people, added))


def _phone(cells: Cells, target: str, whose: str, desk: Desk, known: str) -> str:
    said = cells[target]
    if not said:
        return ""
    reading = read_phone(said)
    if reading.value or reading.offer == known:
        return reading.value or known
    mend = Choice("mend", f"Use {reading.offer}", "Use the mended numbers")
    answer = desk.ask(
        "phone",
        cells.row,
        reading.fault,
        [*([mend] if reading.offer else []), Choice("none", "Bring it in without this number", "Without the numbers")],
        about=f"{cells.row} {target}",
        column=cells.column(target),
        said=said,
        means=f"{whose} could not be rung on it.",
        do="Choose what to keep.",
    )
    return reading.offer if answer == "mend" else ""
