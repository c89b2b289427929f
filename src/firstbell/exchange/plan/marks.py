"""Past registers: a pupil, a day, a session and a code of whichever list. Nothing is read from the letter alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from firstbell.domain.codes import AmbiguousCode, Code, CodeNotValidOn, CodeSet
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date
from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan.cells import Cells
from firstbell.exchange.plan.here import Here, PlacementHere
from firstbell.exchange.plan.identity import THIS_ROW_OUT, Child, children
from firstbell.exchange.plan.people import is_here
from firstbell.exchange.plan.problems import Choice, Desk
from firstbell.exchange.plan.steps import MarkStep
from firstbell.exchange.values import read_date
from firstbell.policy import code_set_names, load_code_set, national_on

SESSIONS = {"am": "AM", "a": "AM", "morning": "AM", "1": "AM", "pm": "PM", "p": "PM", "afternoon": "PM", "2": "PM"}
BLANK = {"", "-", "?"}
EXAM_YEAR, EXAM_MONTHS = 11, (4, 5, 6, 7)
NATIONAL, OWN = "national", "own"


def plan_marks(rows: Sequence[Cells], here: Here, desk: Desk, today: date) -> tuple[MarkStep, ...]:
    """Return a step for each mark. A retired code is taken and flagged, a letter of two meanings is asked about."""
    found = [child for child in children(rows, here, Kind.MARKS, desk) if is_here(child, Kind.MARKS, desk)]
    reader = _Reader(here, desk, today)
    steps: dict[tuple[int, date, str], MarkStep] = {}
    for child in found:
        step = reader.read(child) if child.row not in desk.left_out else None
        if step is None or step.row in desk.left_out:
            continue
        key = (step.pupil_id, step.on, step.session)
        if key not in steps:
            steps[key] = step
        elif steps[key].code_key != step.code_key:
            reader.refuse_repeat(child, step, steps[key])
    return tuple(steps.values())


class _Reader:
    """Reads rows with one list of codes, chosen once for the whole file."""

    def __init__(self, here: Here, desk: Desk, today: date) -> None:
        self.here, self.desk, self.today = here, desk, today

    def read(self, child: Child) -> MarkStep | None:
        cells = child.cells
        on, session = self._on(cells), self._session(cells)
        if on is None or not session:
            return None
        if cells["code"] in BLANK:
            self.desk.warn(
                "mark-blank",
                child.row,
                "These rows have no mark.",
                about="*",
                column=cells.column("code"),
                means="A blank is no mark, so nothing is brought in for them.",
            )
            return None
        read = self._code(child, on)
        if read is None or child.here is None:
            return None
        code_set, code = read
        placement = next((p for p in child.here.placements if _covers(p, on)), None)
        if placement is None:
            self.desk.warn(
                "mark-no-placement",
                child.row,
                "These sessions lie outside every placement of the pupil.",
                about="*",
                means="They come in, and count in no placement's attendance.",
                do="Bring the placements in first if they should count, then send this file.",
            )
        group = self._group(child, placement, on, session)
        if group is None:
            return None
        known = self.here.marks.get((child.here.id, on, session), "")
        step = MarkStep(
            child.row, child.here.id, child.here.name, placement.id if placement else None, group, on, session,
            code_set, code.key, self._minutes(cells), known=known == code.key,
        )  # fmt: skip
        if known and known != code.key:
            self._refuse_other(child, step, known)
        return step

    def refuse_repeat(self, child: Child, step: MarkStep, first: MarkStep) -> None:
        self.desk.refuse(
            "mark-repeated",
            child.row,
            f"{step.name} stands in row {first.row} too, with {first.code_key}.",
            column=child.cells.column("code"),
            said=child.cells["code"],
            means="A session has one mark.",
            do="Take the wrong one out of the file and send it again, or leave this row out.",
        )

    def _refuse_other(self, child: Child, step: MarkStep, known: str) -> None:
        self.desk.refuse(
            "mark-differs",
            child.row,
            f"{step.name} is marked {known} here; the file says {step.code_key}.",
            column=child.cells.column("code"),
            said=child.cells["code"],
            means="A mark that stands is changed only by an amendment with a reason.",
            do="Leave the row out, and amend the mark in its register if the file is right.",
        )

    def _on(self, cells: Cells) -> date | None:
        reading = read_date(cells["on"])
        late = reading.value is not None and reading.value > self.today
        if reading.value is None or late:
            self.desk.refuse(
                "mark-future" if late else "mark-date",
                cells.row,
                f"{long_date(reading.value)} is still to come." if reading.value else reading.fault,
                column=cells.column("on"),
                said=cells["on"],
                means="A session that has not been cannot have a mark.",
                do="Put the date right in the file and send it again, or leave the row out.",
            )
            return None
        return reading.value

    def _session(self, cells: Cells) -> str:
        session = SESSIONS.get(cells["session"].casefold(), "")
        if not session:
            self.desk.refuse(
                "mark-session",
                cells.row,
                f"“{cells['session']}” is neither AM nor PM.",
                column=cells.column("session"),
                said=cells["session"],
                means="It is not known which session the mark belongs to.",
                do="Write AM or PM in the file and send it again, or leave the row out.",
            )
        return session

    def _code(self, child: Child, on: date) -> tuple[str, Code] | None:
        """Return (name of the code set, code), or None for a row that cannot come in."""
        symbol = child.cells["code"]
        where = {"column": child.cells.column("code"), "said": symbol}
        try:
            codes = self._codes(child, on)
            code = codes.read(symbol, on)
        except AmbiguousCode as fault:
            code = self._chosen(child, symbol, [(each.key, each) for each in fault.choices], where)
        except CodeNotValidOn as fault:
            code = fault.code
            self.desk.warn(
                "code-retired",
                child.row,
                str(fault.what),
                about=symbol,
                means="It comes in as the file has it, and its national code waits for a person to decide.",
                do=fault.do,
                **where,
            )
        except Refused as fault:
            self.desk.refuse("code", child.row, fault.what, means=fault.means, do=fault.do, **where)
            return None
        else:
            if symbol == "S" and code.key == "S" and not _sits_exams(child, on):
                options = [(each.key, each) for each in codes if each.key in ("S", "E") and each.valid_on(on)]
                code = self._chosen(child, symbol, options, where)
        return (codes.name, code) if code is not None else None

    def _codes(self, child: Child, on: date) -> CodeSet:
        chosen = self._chosen_list(child)
        if chosen == OWN and self.here.own_codes is not None:
            return self.here.own_codes
        return national_on(on) if chosen == NATIONAL else load_code_set(chosen)

    def _chosen_list(self, child: Child) -> str:
        lists = {NATIONAL: "The national list that was in force on each day"}
        lists |= {name: f"The list “{name}”" for name in code_set_names()}
        own = self.here.own_code_set
        lists = {own: "The list your provision marks with now"} | {k: words for k, words in lists.items() if k != own}
        choices = [Choice(name, words) for name, words in lists.items()]
        return self.desk.ask(
            "code-set",
            child.row,
            "The file does not say which list of codes its marks are written with.",
            choices,
            about="*",
            column=child.cells.column("code"),
            means="One letter may mean different things in two lists.",
            do="Choose the list. Ask whoever made the file if you are not sure.",
        )

    def _chosen(self, child: Child, symbol: str, options: list[tuple[str, Code]], where: dict[str, str]) -> Code | None:
        """Ask about a letter of two meanings, once for each pupil."""
        answer = self.desk.ask(
            "code-two-meanings",
            child.row,
            f"{symbol} of {child.name or child.upn} may mean two things.",
            [
                *(Choice(key, f"{code.code}: {code.description}", code.description) for key, code in options),
                THIS_ROW_OUT,
            ],
            about=f"{symbol} {child.key}",
            means="A suspended pupil and one on study leave are counted differently.",
            do="Ask who made the mark, or look at the letters of that time. Leave the rows out until you know.",
            **where,
        )
        return next((code for key, code in options if key == answer), None)

    def _group(self, child: Child, placement: PlacementHere | None, on: date, session: str) -> int | None:
        """The group of the row, else of the pupil's week, else the one a person names for the whole file."""
        said = child.cells["group"]
        named = next((group.id for group in self.here.groups if group.name.casefold() == said.casefold()), None)
        if named is not None:
            return named
        week = placement.week if placement else ()
        due = [slot for slot in week if (slot.weekday, slot.session) == (on.isoweekday(), session)] or list(week)
        if due:
            return due[0].group_id
        if not self.here.groups:
            self.desk.refuse(
                "no-group",
                child.row,
                "There is no group yet, so there is no register to put the mark on.",
                about="*",
                means="A mark stands on the register of a group.",
                do="Add a site with a group under Settings first.",
            )
            return None
        answer = self.desk.ask(
            "group",
            child.row,
            f"“{said}” is not one of your groups." if said else "These rows do not say whose register they were on.",
            [
                Choice(f"is-{group.id}", f"They were on {group.name}'s register", f"{group.name}'s register")
                for group in self.here.groups
            ],
            about=said.casefold() or "*",
            column=child.cells.column("group"),
            said=said,
            means="A mark stands on the register of a group.",
            do="Choose the group.",
        )  # fmt: skip
        return int(answer.removeprefix("is-"))

    def _minutes(self, cells: Cells) -> int | None:
        said = cells["minutes_late"]
        return int(said) if said.isdigit() and int(said) < 600 else None


def _covers(placement: PlacementHere, on: date) -> bool:
    return placement.starts_on <= on and (placement.ends_on is None or on <= placement.ends_on)


def _sits_exams(child: Child, on: date) -> bool:
    """Study leave is for pupils of year 11 in the months of public examinations."""
    year = child.here.facts.year_group if child.here else None
    return year == EXAM_YEAR and on.month in EXAM_MONTHS
