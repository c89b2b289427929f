"""Which child a row is about: names, birth date, UPN, and whether that child is here already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from firstbell.domain.school_time import long_date
from firstbell.domain.upn import UpnCheckLetterWrong, UpnFault, check_upn, normalised
from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan.cells import Cells, name_in
from firstbell.exchange.plan.here import Here, PupilHere
from firstbell.exchange.plan.problems import LEAVE_OUT, Choice, Desk, Weight
from firstbell.exchange.values import read_date, read_full_name

THIS_ROW_OUT = Choice(LEAVE_OUT, "Leave this row out", "Leave these rows out")


@dataclass(frozen=True)
class Child:
    """The child of one row. here: the pupil it is matched with, None for a new one. restore: bring them back."""

    cells: Cells
    first: str
    last: str
    preferred_first: str = ""
    preferred_last: str = ""
    born_on: date | None = None
    upn: str = ""
    upn_unchecked: bool = False
    here: PupilHere | None = None
    restore: bool = False

    @property
    def row(self) -> int:
        return self.cells.row

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()

    @property
    def key(self) -> str:
        """The child in a few characters, the same for every row that is about them."""
        return f"{self.name} {self.born_on or ''} {self.upn}".casefold().strip()

    @property
    def same_as(self) -> tuple[str, str]:
        return self.first.casefold(), self.last.casefold()


def children(rows: Sequence[Cells], here: Here, kind: Kind, desk: Desk) -> list[Child]:
    """Return the child of each row that says one, settled within the file and matched with the pupils here."""
    read = [child for cells in rows if (child := _read(cells, kind, desk))]
    if kind is Kind.PUPILS:
        read = _settle_shared_upns(read, here, desk)
        _tell_repeats(read, desk)
    found = _Matching(here, desk, kind)
    return [found.match(child) for child in read]


def _read(cells: Cells, kind: Kind, desk: Desk) -> Child | None:
    first, last = name_in(cells, "first_name", desk), name_in(cells, "last_name", desk)
    if not (first and last) and cells["full_name"]:
        whole = read_full_name(cells["full_name"])
        name_in(cells, "full_name", desk)
        first, last = whole.value or (first, last)
    upn_only = kind is not Kind.PUPILS and bool(cells["upn"])
    if not (first and last) and not upn_only:
        desk.refuse(
            "no-name",
            cells.row,
            "This row has no first and last name.",
            column=cells.column("full_name") or cells.column("last_name"),
            said=cells["full_name"] or first or last,
            means="A pupil cannot be told from others without both.",
            do="Put the name right in the file and send it again, or leave the row out.",
        )
        return None
    born_on = None
    if cells["born_on"]:
        reading = read_date(cells["born_on"])
        if reading.value is None:
            desk.refuse(
                "birth-date",
                cells.row,
                reading.fault,
                column=cells.column("born_on"),
                said=cells["born_on"],
                means=f"{first} {last}'s age and school year follow from it, so it is never guessed.",
                do="Put the date right in the file and send it again, or leave the row out.",
            )
            return None
        born_on = reading.value
    upn = normalised(cells["upn"])
    preferred = [name_in(cells, f"preferred_{part}_name", desk) for part in ("first", "last")]
    return Child(cells, first, last, *preferred, born_on=born_on, upn=upn)


def _settle_shared_upns(read: list[Child], here: Here, desk: Desk) -> list[Child]:
    """One UPN on two children of the file: neither has it until a person says who."""
    settled = []
    for child in read:
        sharing = [other for other in read if other.upn and other.upn == child.upn]
        if len(sharing) < 2 or len({other.same_as for other in sharing}) == 1:
            settled.append(child)
            continue
        named = " and ".join(f"{other.name} (row {other.row})" for other in sharing)
        choices = [
            *(
                Choice(f"row-{other.row}", f"It is {other.name}'s; the others come in without a UPN")
                for other in sharing
            ),
            Choice("nobody", "All of them come in without a UPN", "All of them come in without a UPN"),
            Choice(LEAVE_OUT, "Leave these rows out", "Leave these rows out"),
        ]
        answer = desk.ask(
            "upn-shared",
            child.row,
            f"One UPN, {child.upn}, stands on {named}.",
            choices,
            about=child.upn,
            weight=Weight.REFUSE,
            column=child.cells.column("upn"),
            said=child.cells["upn"],
            means="A UPN belongs to one child, so one of them is wrong.",
            do="Ask the school. Until then say whose it is, or bring them in without it.",
        )
        settled.append(child if answer == f"row-{child.row}" else replace(child, upn=""))
    return settled


def _tell_repeats(read: list[Child], desk: Desk) -> None:
    by_name: dict[tuple[str, str], list[Child]] = {}
    for child in read:
        earlier = by_name.setdefault(child.same_as, [])
        twin = next((other for other in earlier if other.born_on == child.born_on), None)
        if twin is not None and (not twin.upn or not child.upn or twin.upn == child.upn):
            desk.ask(
                "repeated",
                child.row,
                f"{child.name} stands in row {twin.row} too, with the same birth date.",
                [
                    Choice(
                        LEAVE_OUT, f"It is one child: leave row {child.row} out", "They are repeats: leave them out"
                    ),
                    Choice("two", "They are two children of one name and birth date"),
                ],
                means="The pupil would be here twice.",
                do="Say whether it is one child.",
            )
        elif earlier:
            rows = ", ".join(str(other.row) for other in earlier)
            desk.warn(
                "same-name",
                child.row,
                f"{child.name} in row {rows} has the same name.",
                means="Their birth dates or UPNs differ, so they are two people.",
            )
        earlier.append(child)


class _Matching:
    """Finds the pupil here that a row is about: by UPN, else by name and birth date if a person confirms it."""

    def __init__(self, here: Here, desk: Desk, kind: Kind) -> None:
        self.desk = desk
        self.brings_back = kind in (Kind.PUPILS, Kind.PLACEMENTS)
        self.by_upn = {pupil.facts.upn: pupil for pupil in here.pupils if pupil.facts.upn}
        self.by_name: dict[tuple[str, str], list[PupilHere]] = {}
        for pupil in here.pupils:
            for names in _names(pupil):
                self.by_name.setdefault(names, []).append(pupil)

    def match(self, child: Child) -> Child:
        child = self._checked_upn(child)
        pupil = self._by_upn(child) if child.upn else None
        if pupil is None and child.first:
            pupil = self._by_name_and_birth(child)
        if pupil is not None and pupil.archived and self.brings_back:
            self.desk.ask(
                "archived",
                child.row,
                f"{pupil.name} is here already, archived.",
                [Choice("restore", "Bring them back", "Bring them back"), THIS_ROW_OUT],
                about=child.key,
                weight=Weight.REFUSE,
                means="An archived pupil stands on no register.",
                do="Say whether they come again.",
            )
        return replace(child, here=pupil, restore=bool(pupil and pupil.archived and self.brings_back))

    def _checked_upn(self, child: Child) -> Child:
        if not child.upn:
            return child
        about = {"column": child.cells.column("upn"), "said": child.cells["upn"]}
        try:
            return replace(child, upn=str(check_upn(child.upn)))
        except UpnCheckLetterWrong as fault:
            known = self.by_upn.get(child.upn)
            if known is not None and known.facts.upn_unchecked:
                return replace(child, upn_unchecked=True)
            answer = self.desk.ask(
                "upn-check-letter",
                child.row,
                fault.what,
                [
                    Choice("keep", "The school has confirmed it: keep it as typed", "Keep them as typed"),
                    Choice("without", "Bring the pupil in without a UPN", "Bring the pupils in without a UPN"),
                ],
                about=child.upn,
                means=fault.means,
                do=fault.do,
                **about,
            )
            return replace(child, upn_unchecked=True) if answer == "keep" else replace(child, upn="")
        except UpnFault as fault:
            without = Choice("without", "Bring the pupil in without a UPN", "Bring the pupils in without a UPN")
            self.desk.ask(
                "upn-shape", child.row, fault.what, [without, THIS_ROW_OUT], means=fault.means, do=fault.do, **about
            )
            return replace(child, upn="")

    def _by_upn(self, child: Child) -> PupilHere | None:
        pupil = self.by_upn.get(child.upn)
        if pupil is None or not child.first:
            return pupil
        # A last name changes more often than a first one; brothers and sisters share the last.
        same_first = child.same_as[0] in {first for first, _ in _names(pupil)}
        same_birth = child.born_on is not None and child.born_on == pupil.facts.born_on
        if same_first or same_birth:
            return pupil
        self.desk.ask(
            "upn-of-another",
            child.row,
            f"The UPN of {child.name} is {pupil.name}'s here.",
            [Choice("same", f"It is the same child: change {pupil.name} to {child.name}"), THIS_ROW_OUT],
            about=child.key,
            weight=Weight.REFUSE,
            column=child.cells.column("upn"),
            said=child.cells["upn"],
            means="Name and birth date both differ, so it may be another child.",
            do="Compare it with the school's record.",
        )
        return pupil

    def _by_name_and_birth(self, child: Child) -> PupilHere | None:
        alike = [
            pupil
            for pupil in _once(self.by_name.get(child.same_as, []))
            if child.born_on is None or pupil.facts.born_on in (None, child.born_on)
        ]
        if not alike:
            return None
        choices = [Choice(f"is-{pupil.id}", f"It is {_told(pupil)}", "") for pupil in alike]
        if len(alike) == 1:
            choices = [Choice("same", f"It is {_told(alike[0])}", "They are the pupils who are here already")]
        choices.append(Choice("another", "It is another child", "They are other children"))
        answer = self.desk.ask(
            "match",
            child.row,
            f"{child.name} has no UPN in common with a pupil here, but the name"
            + (" and the birth date." if child.born_on else "."),
            choices,
            about=child.key,
            means="It is probably the same child, and nothing would be added.",
            do="Say whether it is.",
        )
        if answer == "another":
            return None
        return alike[0] if answer == "same" else next((p for p in alike if answer == f"is-{p.id}"), None)


def _names(pupil: PupilHere) -> set[tuple[str, str]]:
    facts = pupil.facts
    firsts = {facts.legal_first_name, facts.preferred_first_name} - {""}
    lasts = {facts.legal_last_name, facts.preferred_last_name} - {""}
    return {(first.casefold(), last.casefold()) for first in firsts for last in lasts}


def _once(pupils: Iterable[PupilHere]) -> list[PupilHere]:
    return list({pupil.id: pupil for pupil in pupils}.values())


def _told(pupil: PupilHere) -> str:
    born = f", born {long_date(pupil.facts.born_on)}" if pupil.facts.born_on else ""
    upn = f", UPN {pupil.facts.upn}" if pupil.facts.upn else ", no UPN"
    return f"{pupil.name}{born}{upn}, who is here"
