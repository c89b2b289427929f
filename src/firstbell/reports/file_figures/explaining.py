"""What is wrong with a file of marks, line by line, all at once."""

from datetime import date
from operator import itemgetter
from pathlib import Path

from firstbell.domain.codes import UnknownCode
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import Session
from firstbell.reports.file_figures.codebook import Codebook
from firstbell.reports.file_figures.faults import SHOWN_OF_A_KIND, FaultKind, Faults
from firstbell.reports.file_figures.header import Header
from firstbell.reports.file_figures.records import FLAWS, Record, records
from firstbell.reports.file_figures.words import GROUP, NEEDED, NO_MARK, SESSIONS, is_name, read_date

TOO_MANY_CELLS = "Take out what is too much, or put a cell with a comma in it in double quotes."
KNOWN_AT_MOST = 100_000

Said = tuple[str | None, str | None, str | None]
"""Date, session and code as written; None where the line ends before."""

Remark = tuple[FaultKind, str, str]
"""What kind of fault, what happened, what to do."""

Mark = tuple[str, str, str]
"""Pupil, date and session as written: what may stand once."""


def explain(path: Path, header: Header, book: Codebook) -> Faults:
    """Return every fault of the marks below the header."""
    examination = Examination(header, book)
    marks = records(path)
    next(marks)
    for record in marks:
        examination.judge(record)
    examination.repeats.tell(path, header, examination.faults)
    return examination.faults


class Examination:
    """One slow reading of a file: the faults found so far, and what was found of the words met."""

    def __init__(self, header: Header, book: Codebook) -> None:
        self.header = header
        self.book = book
        self.ours = itemgetter(*(header.place[name] for name in NEEDED))
        self.faults = Faults()
        self.repeats = Repeats()
        self.numbers: dict[str, int] = {}
        """The number of each date met."""
        self.known: dict[Said, tuple[list[Remark], int | None]] = {}
        """What was found of each date, session and code: the same few stand in a file again and again."""

    def judge(self, record: Record) -> None:
        """Add the faults of one record."""
        line, cells = record.line, record.cells
        if record.flaw:
            self.faults.add(line, FaultKind.TEXT, *FLAWS[record.flaw])
            return
        if len(cells) > self.header.width:
            what = f"The line has {len(cells)} cells and the header {self.header.width}."
            self.faults.add(line, FaultKind.CELLS, what, TOO_MANY_CELLS)
            return
        if len(cells) < self.header.width:
            cells = self._filled_up(line, cells)
        pupil, on, session, code = self.ours(cells)
        self._judge_name(line, FaultKind.PUPIL, pupil)
        if GROUP in self.header.place:
            self._judge_name(line, FaultKind.GROUP, cells[self.header.place[GROUP]])
        remarks, number = self._found_of((on, session, code))
        for remark in remarks:
            self.faults.add(line, *remark)
        if number is not None and pupil:
            self.repeats.note(line, (pupil, on, session), number)

    def _filled_up(self, line: int, cells: list[str]) -> list[str | None]:
        """Return the cells of a line that is too short, those it lacks as None."""
        filled = cells + [None] * (self.header.width - len(cells))
        if missing := [name for name, place in self.header.place.items() if filled[place] is None]:
            what = f"The line ends before its {' and '.join(missing)}."
            self.faults.add(line, FaultKind.CELLS, what, "Write what is missing.")
        return filled

    def _judge_name(self, line: int, kind: FaultKind, word: str | None) -> None:
        if word is None or is_name(word):
            return
        if word.strip():
            what = f"There is a space before or after the {kind} {word!r}."
            self.faults.add(line, kind, what, f"Take it out: with it this would count as another {kind}.")
        else:
            self.faults.add(line, kind, f"The {kind} is missing.", f"Write which {kind} it is.")

    def _found_of(self, said: Said) -> tuple[list[Remark], int | None]:
        """Return what is wrong with a date, session and code, and the number of the session; None if it has none."""
        if (found := self.known.get(said)) is None:
            if len(self.known) >= KNOWN_AT_MOST:
                self.known.clear()
            found = self.known[said] = self._look_at(*said)
        return found

    def _look_at(self, on: str | None, session: str | None, code: str | None) -> tuple[list[Remark], int | None]:
        remarks: list[Remark] = []
        day = read_date(on or "")
        if on is not None and day is None:
            what = f"{on!r} is not a date." if on else "The date is missing."
            remarks.append((FaultKind.DATE, what, "Write year, month and day as in 2026-11-23."))
        if session is not None and session not in SESSIONS:
            what = f"{session!r} is not a session." if session else "The session is missing."
            remarks.append((FaultKind.SESSION, what, "Write AM or PM."))
        if code is not None and (wrong := self._wrong_with(code, day)):
            remarks.append((FaultKind.CODE, *wrong))
        if on is None or day is None or session not in SESSIONS:
            return remarks, None
        return remarks, 2 * self.numbers.setdefault(on, len(self.numbers)) + (session == Session.PM)

    def _wrong_with(self, code: str, day: date | None) -> tuple[str, str] | None:
        """Return what is wrong with a code on a day (if that is known), and what to do."""
        if code in NO_MARK:
            return f"The code is {code or 'blank'}: there is no mark yet.", "Write the code, or take the line out."
        try:
            if day:
                self.book.read(code, day)
            elif not self.book.knows(code):
                raise UnknownCode(code, self.book.name)
        except Refused as refused:
            return refused.what, refused.do
        return None


class Repeats:
    """Marks that stand more than once: the same pupil, date and session."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}
        """For each pupil, a bit for each session met."""
        self.found: list[tuple[int, Mark]] = []
        self.total = 0

    def note(self, line: int, mark: Mark, session_number: int) -> None:
        """Take in one mark. session_number: which bit stands for its date and session."""
        pupil, bit = mark[0], 1 << session_number
        seen = self.seen.get(pupil, 0)
        self.seen[pupil] = seen | bit
        if seen & bit:
            self.total += 1
            if len(self.found) < SHOWN_OF_A_KIND:
                self.found.append((line, mark))

    def tell(self, path: Path, header: Header, faults: Faults) -> None:
        """Add a fault for each, with the line where the mark stood first: the file is read again to find it."""
        wanted = {mark for _, mark in self.found}
        first: dict[Mark, int] = {}
        places = [header.place[name] for name in ("pupil", "date", "session")]
        for record in records(path) if wanted else ():
            if len(record.cells) <= max(places):
                continue
            mark = tuple(record.cells[place] for place in places)
            if mark in wanted and mark not in first:
                first[mark] = record.line
                if len(first) == len(wanted):
                    break
        for line, (pupil, on, session) in self.found:
            what = f"{pupil} already has a mark for {on} {session}, on line {first[pupil, on, session]}."
            faults.add(line, FaultKind.DUPLICATE, what, "Keep the one that is right.")
        faults.found[FaultKind.DUPLICATE] = self.total
