"""A row of the file seen through the mapping of its columns, and the small readings every kind shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from firstbell.domain.school_time import long_date
from firstbell.exchange.plan.problems import LEAVE_OUT, Choice, Desk
from firstbell.exchange.reading import Row
from firstbell.exchange.values import Reading, read_date, read_email, read_name, read_phone, read_yes_or_no
from firstbell.people.commands import Number
from firstbell.people.models import PhoneNumber
from firstbell.provisions.phones import shown

KEEP_NOTE = "note"
MEND = "mend"


@dataclass(frozen=True)
class Cells:
    """One row by target. columns: the name of the column that gives a target."""

    row: int
    by_target: Mapping[str, str]
    columns: Mapping[str, str]

    def __getitem__(self, target: str) -> str:
        return self.by_target.get(target, "")

    def __contains__(self, target: str) -> bool:
        """True if the file has a column for it, empty or not."""
        return target in self.columns

    def column(self, target: str) -> str:
        return self.columns.get(target, "")


def cells_of(row: Row, mapping: Mapping[str, str]) -> Cells:
    return Cells(
        row.number,
        {target: row[column].strip() for column, target in mapping.items()},
        {target: column for column, target in mapping.items()},
    )


def name_in(cells: Cells, target: str, desk: Desk) -> str:
    """Read a name; a formula or a lost letter is told."""
    said = cells[target]
    if not said:
        return ""
    reading = read_name(said)
    if reading.doubt:
        desk.warn(
            "name-doubt",
            cells.row,
            reading.doubt,
            about=f"{cells.row} {target}",
            column=cells.column(target),
            said=said,
            do="Put it right in the file or on the pupil's page.",
        )
    return reading.value or ""


def day_in(
    cells: Cells,
    target: str,
    desk: Desk,
    *,
    near: date,
    settled: Callable[[date], bool] = lambda _: False,
    code: str = "date",
) -> Reading[date]:
    """Read a day. One without a year is confirmed, once for all rows that say the same. A fault is the caller's."""
    said = cells[target]
    reading = read_date(said, near=near)
    if reading.value and reading.doubt and not settled(reading.value):
        desk.ask(
            f"{code}-without-year",
            cells.row,
            f"“{said}” has no year.",
            [Choice("as-read", f"It is {long_date(reading.value)}", "The year that comes closest is right"), OUT],
            about=said.lower(),
            column=cells.column(target),
            said=said,
            means=f"The closest such day is {long_date(reading.value)}.",
            do="Say whether that is meant.",
        )
    return reading


OUT = Choice(LEAVE_OUT, "Leave these rows out", "Leave these rows out")


def numbers_in(
    cells: Cells, target: str, whose: str, desk: Desk, known: Callable[[str], bool] = lambda _: False
) -> tuple[list[Number], str]:
    """Return (numbers, what to keep as a note). known: true for a number this contact already has."""
    read = [
        _number(said.strip(), cells, target, whose, desk, known) for said in cells[target].split(";") if said.strip()
    ]
    return [number for number, _ in read if number], "; ".join(note for _, note in read if note)


def _number(
    said: str, cells: Cells, target: str, whose: str, desk: Desk, known: Callable[[str], bool]
) -> tuple[Number | None, str]:
    reading = read_phone(said)
    if reading.value:
        return Number(reading.value, _kind(reading.value, target), reading.note[:120]), ""
    if reading.offer and known(reading.offer):
        return Number(reading.offer, _kind(reading.offer, target), reading.note[:120]), ""
    choices = [Choice(KEEP_NOTE, f"Keep “{said}” as a note, without a number", "Keep what was typed as a note")]
    if reading.offer:
        choices.insert(0, Choice(MEND, f"Use {shown(reading.offer)}", "Use the mended numbers"))
    answer = desk.ask(
        "phone",
        cells.row,
        reading.fault,
        choices,
        about=f"{cells.row} {target}",
        column=cells.column(target),
        said=said,
        means=f"{whose} could not be rung on it.",
        do="Choose what to keep.",
    )
    if answer == MEND:
        return Number(reading.offer, _kind(reading.offer, target), reading.note[:120]), ""
    return None, f"Number in the file: {said}"


def _kind(number: str, target: str) -> str:
    if target.endswith("work_phone"):
        return PhoneNumber.Kind.WORK
    if target.endswith("home_phone") or not number.startswith("+447"):
        return PhoneNumber.Kind.HOME
    return PhoneNumber.Kind.MOBILE


def email_in(cells: Cells, target: str, whose: str, desk: Desk, known: str = "") -> tuple[str, str]:
    """Return (address, what to keep as a note). known: the address that is here already."""
    said = cells[target]
    if not said:
        return "", ""
    reading = read_email(said)
    if reading.value:
        return reading.value, ""
    if reading.offer and reading.offer.lower() == known:
        return known, ""
    choices = [Choice(KEEP_NOTE, f"Keep “{said}” as a note, without an address", "Keep what was typed as a note")]
    if reading.offer:
        choices.insert(0, Choice(MEND, f"Use {reading.offer}", "Use the mended addresses"))
    answer = desk.ask(
        "email",
        cells.row,
        reading.fault,
        choices,
        about=f"{cells.row} {target}",
        column=cells.column(target),
        said=said,
        means=f"No message would reach {whose}.",
        do="Choose what to keep.",
    )
    return (reading.offer.lower(), "") if answer == MEND else ("", f"E-mail in the file: {said}")


def yes_or_no_in(cells: Cells, target: str, desk: Desk) -> bool | None:
    """Yes, no, or None where nothing or nothing readable is said."""
    said = cells[target]
    if not said:
        return None
    reading = read_yes_or_no(said)
    if reading.fault:
        desk.warn(
            "yes-or-no",
            cells.row,
            reading.fault,
            about=f"{cells.row} {target}",
            column=cells.column(target),
            said=said,
            means="It is brought in as “nobody has said”.",
        )
    return reading.value
