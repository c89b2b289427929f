"""Terms with their half-terms, closures and training days, from rows with a first and a last day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from firstbell.domain.school_time import academic_year_start, long_date
from firstbell.exchange.plan.cells import Cells, day_in
from firstbell.exchange.plan.here import Here
from firstbell.exchange.plan.problems import LEAVE_OUT, Choice, Desk
from firstbell.exchange.plan.steps import ClosureStep, TermStep
from firstbell.exchange.values import read_date
from firstbell.provisions.models import ClosedDay

TERM, BREAK = "term", "half-term"
_WORDS = (
    (BREAK, r"\bhalf[ -]?term\b|\bbreak\b"),
    (ClosedDay.Kind.INSET, r"\binset\b|\btraining\b|\bstaff day\b"),
    (ClosedDay.Kind.OPEN, r"\bopen\b"),
    (ClosedDay.Kind.HOLIDAY, r"\bholidays?\b|\bbank holiday\b"),
    (ClosedDay.Kind.CLOSURE, r"\bclos(ed|ure)\b|\bshut\b|\bsnow\b"),
    (TERM, r"\bterm\b|^(autumn|spring|summer)( \d)?$"),
)
_CHOICES = {TERM: "A term", BREAK: "The half-term break of a term", **{k.value: k.label for k in ClosedDay.Kind}}


@dataclass(frozen=True)
class Stretch:
    """One row: its kind and its days."""

    cells: Cells
    kind: str
    name: str
    starts_on: date
    ends_on: date


def plan_calendar(rows: Sequence[Cells], here: Here, desk: Desk, today: date) -> tuple[TermStep | ClosureStep, ...]:
    """Return a step for each term and each closure; half-term rows go into the term that holds them."""
    stretches = [each for cells in rows if (each := _read(cells, desk, today))]
    terms = [_term(each, here, desk, today) for each in stretches if each.kind == TERM]
    for each in stretches:
        if each.kind == BREAK:
            terms = _with_break(terms, each, here, desk)
    terms = [term for term in terms if not _overlaps(term, terms, here, desk)]
    closures = [_closure(each, here, desk) for each in stretches if each.kind not in (TERM, BREAK)]
    steps: list[TermStep | ClosureStep] = [*terms, *closures]
    return tuple(step for step in steps if step.row not in desk.left_out)


def _read(cells: Cells, desk: Desk, today: date) -> Stretch | None:
    days: list[date | None] = []
    for target in ("starts_on", "ends_on"):
        reading = day_in(cells, target, desk, near=today, code="calendar") if cells[target] else None
        if reading is not None and reading.value is None or target == "starts_on" and reading is None:
            desk.refuse(
                "calendar-date",
                cells.row,
                reading.fault if reading else "This row has no first day.",
                about=f"{cells.row} {target}",
                column=cells.column(target),
                said=cells[target],
                means="Registers open by these days, so they are never guessed.",
                do="Put the date right in the file and send it again, or leave the row out.",
            )
            return None
        days.append(reading.value if reading else days[0])
    starts_on, ends_on = days
    assert starts_on and ends_on
    if ends_on < starts_on:
        desk.refuse(
            "calendar-order",
            cells.row,
            f"The last day, {long_date(ends_on)}, is before the first, {long_date(starts_on)}.",
            column=cells.column("ends_on"),
            said=cells["ends_on"],
            means="No day would be left between them.",
            do="Put the dates right in the file and send it again, or leave the row out.",
        )
        return None
    kind = _kind(cells, desk)
    name = cells["name"] or cells["kind"]
    return Stretch(cells, kind, name, starts_on, ends_on) if kind else None


def _kind(cells: Cells, desk: Desk) -> str:
    """What a row is, by its kind or its name; a person says where the words do not."""
    for said in (cells["kind"].casefold(), cells["name"].casefold()):
        by_label = next((key for key, label in _CHOICES.items() if said == str(label).casefold()), "")
        if found := by_label or next((str(kind) for kind, words in _WORDS if re.search(words, said)), ""):
            return found
    said = cells["kind"] or cells["name"]
    answer = desk.ask(
        "calendar-kind",
        cells.row,
        f"“{said}” does not say whether it is a term or a closure.",
        [
            *(Choice(key, str(label), str(label)) for key, label in _CHOICES.items()),
            Choice(LEAVE_OUT, "Leave this row out", "Leave these rows out"),
        ],
        about=said.casefold() or str(cells.row),
        column=cells.column("kind") or cells.column("name"),
        said=said,
        means="On a closed day no register opens.",
        do="Say what it is.",
    )
    return "" if answer == LEAVE_OUT else answer


def _term(each: Stretch, here: Here, desk: Desk, today: date) -> TermStep:
    name = each.name[:40]
    same_year = [t for t in here.terms if academic_year_start(t.starts_on) == academic_year_start(each.starts_on)]
    known = next(
        (t for t in same_year if t.starts_on == each.starts_on),
        next((t for t in same_year if t.name.casefold() == name.casefold()), None),
    )
    breaks = [_break_day(each.cells, target, desk) for target in ("break_starts_on", "break_ends_on")]
    if known and not any(breaks):
        breaks = [known.break_starts_on, known.break_ends_on]
    step = TermStep(each.cells.row, name, each.starts_on, each.ends_on, breaks[0], breaks[1])
    if (breaks[0] or breaks[1]) and not _inside(step):
        desk.refuse(
            "calendar-order",
            each.cells.row,
            f"The half-term break of {name} does not lie inside it.",
            about=f"{each.cells.row} break",
            column=each.cells.column("break_starts_on"),
            means="Both halves of a term follow from its break.",
            do="Put the dates right in the file and send it again, or leave the row out.",
        )
    if known is None:
        return step
    before = (known.name, known.starts_on, known.ends_on, known.break_starts_on, known.break_ends_on)
    return replace(step, term_id=known.id, before=before)


def _break_day(cells: Cells, target: str, desk: Desk) -> date | None:
    if not cells[target]:
        return None
    reading = read_date(cells[target])
    if reading.value is None:
        desk.refuse(
            "calendar-date",
            cells.row,
            reading.fault,
            about=f"{cells.row} {target}",
            column=cells.column(target),
            said=cells[target],
            means="Registers open by these days, so they are never guessed.",
            do="Put the date right in the file and send it again, or leave the row out.",
        )
    return reading.value


def _inside(term: TermStep) -> bool:
    first, last = term.break_starts_on, term.break_ends_on
    return bool(first and last and term.starts_on < first <= last < term.ends_on)


def _with_break(terms: list[TermStep], each: Stretch, here: Here, desk: Desk) -> list[TermStep]:
    days = {"break_starts_on": each.starts_on, "break_ends_on": each.ends_on}
    for place, term in enumerate(terms):
        if term.starts_on < each.starts_on and each.ends_on < term.ends_on:
            return [*terms[:place], replace(term, **days), *terms[place + 1 :]]
    known = next((t for t in here.terms if t.starts_on < each.starts_on and each.ends_on < t.ends_on), None)
    if known is None:
        desk.refuse(
            "half-term-alone",
            each.cells.row,
            f"{each.name} lies inside no term.",
            column=each.cells.column("starts_on"),
            said=each.cells["starts_on"],
            means="A half-term break belongs to a term.",
            do="Add the term to the file and send it again, or leave the row out.",
        )
        return terms
    before = (known.name, known.starts_on, known.ends_on, known.break_starts_on, known.break_ends_on)
    step = TermStep(
        each.cells.row, known.name, known.starts_on, known.ends_on, each.starts_on, each.ends_on, known.id, before
    )
    return [*terms, step]


def _overlaps(term: TermStep, terms: list[TermStep], here: Here, desk: Desk) -> bool:
    replaced = {each.term_id for each in terms}
    others = [(each.name, each.starts_on, each.ends_on) for each in terms if each is not term]
    others += [(each.name, each.starts_on, each.ends_on) for each in here.terms if each.id not in replaced]
    other = next((name for name, first, last in others if first <= term.ends_on and term.starts_on <= last), "")
    if other:
        desk.refuse(
            "calendar-overlap",
            term.row,
            f"{term.name} and {other} share days.",
            means="A day belongs to one term only.",
            do="Put the dates right, in the file or under Settings, or leave the row out.",
        )
    return bool(other)


def _closure(each: Stretch, here: Here, desk: Desk) -> ClosureStep:
    said = each.cells["site"]
    site = next((id for id, name in here.sites if name.casefold() == said.casefold()), None)
    if said and site is None:
        desk.refuse(
            "site-unknown",
            each.cells.row,
            f"“{said}” is not one of your sites.",
            column=each.cells.column("site"),
            said=said,
            means="It is not known which registers stay closed.",
            do="Write the site as it is called under Settings, or leave the cell empty for all sites.",
        )
    known = any(
        (c.kind, c.starts_on, c.ends_on, c.site_id) == (each.kind, each.starts_on, each.ends_on, site)
        for c in here.closed
    )
    return ClosureStep(each.cells.row, each.kind, each.name[:120], each.starts_on, each.ends_on, site, known)
