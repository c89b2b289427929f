"""What is wrong with a file of marks, line by line, all at once."""

from pathlib import Path

from firstbell.domain.codes import UnknownCode
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import Session
from firstbell.reports.file_figures.codebook import Codebook
from firstbell.reports.file_figures.faults import SHOWN_OF_A_KIND, FaultKind, Faults
from firstbell.reports.file_figures.header import Header
from firstbell.reports.file_figures.records import FLAWS, Record, records
from firstbell.reports.file_figures.words import GROUP, NO_MARK, SESSIONS, is_name, read_date

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
    """One slow reading of a file: the faults found, and what every word met was found to be."""

    def __init__(self, header: Header, book: Codebook) -> None:
        self.place = header.place
        self.width = header.width
        self.book = book
        self.faults = Faults()
        self.numbers: dict[str, int | None] = {}
        """The number of each date met; None for a word that is no date."""
        self.dates_met = 0
        self.codes: dict[tuple[str, str], tuple[str, str] | None] = {}
        """What is wrong with a code on a date, both as written, and what to do."""
        self.repeats = Repeats()

    def judge(self, record: Record) -> None:
        """Add the faults of one record."""
        line, cells = record.line, record.cells
        if record.flaw:
            self.faults.add(line, FaultKind.TEXT, *FLAWS[record.flaw])
            return
        if len(cells) > self.width:
            self.faults.add(
                line,
                FaultKind.CELLS,
                f"The line has {len(cells)} cells and the header {self.width}.",
                "Take out what is too much, or put a cell with a comma in it in double quotes.",
            )
            return
        given = {name: cells[at] for name, at in self.place.items() if at < len(cells)}
        if missing := [name for name in self.place if name not in given]:
            self.faults.add(
                line, FaultKind.CELLS, f"The line ends before its {' and '.join(missing)}.", "Write what is missing."
            )
        self._judge_name(line, FaultKind.PUPIL, given.get("pupil"))
        self._judge_name(line, FaultKind.GROUP, given.get(GROUP))
        self._judge_date(line, given.get("date"))
        self._judge_session(line, given.get("session"))
        self._judge_code(line, given.get("code"), given.get("date", ""))
        self._judge_once(line, given.get("pupil", ""), given.get("date", ""), given.get("session", ""))

    def _judge_name(self, line: int, kind: FaultKind, word: str | None) -> None:
        if word is None or is_name(word):
            return
        if word.strip():
            self.faults.add(
                line,
                kind,
                f"There is a space before or after the {kind} {word!r}.",
                f"Take it out: with it this would count as another {kind}.",
            )
        else:
            self.faults.add(line, kind, f"The {kind} is missing.", f"Write which {kind} it is.")

    def _judge_date(self, line: int, word: str | None) -> None:
        if word is None or self._number(word) is not None:
            return
        what = f"{word!r} is not a date." if word else "The date is missing."
        self.faults.add(line, FaultKind.DATE, what, "Write year, month and day as in 2026-11-23.")

    def _number(self, word: str) -> int | None:
        if word not in self.numbers:
            is_date = read_date(word) is not None
            self.numbers[word] = self.dates_met if is_date else None
            self.dates_met += is_date
        return self.numbers[word]

    def _judge_session(self, line: int, word: str | None) -> None:
        if word is None or word in SESSIONS:
            return
        what = f"{word!r} is not a session." if word else "The session is missing."
        self.faults.add(line, FaultKind.SESSION, what, "Write AM or PM.")

    def _judge_code(self, line: int, word: str | None, on: str) -> None:
        if word is None:
            return
        if (word, on) not in self.codes:
            self.codes[word, on] = self._fault_of(word, on)
        if fault := self.codes[word, on]:
            self.faults.add(line, FaultKind.CODE, *fault)

    def _fault_of(self, word: str, on: str) -> tuple[str, str] | None:
        if word in NO_MARK:
            return f"The code is {word or 'blank'}: there is no mark yet.", "Write the code, or take the line out."
        try:
            if day := read_date(on):
                self.book.read(word, day)
            elif not self.book.knows(word):
                raise UnknownCode(word, self.book.name)
        except Refused as refused:
            return refused.what, refused.do
        return None

    def _judge_once(self, line: int, pupil: str, on: str, session: str) -> None:
        number = self._number(on)
        if number is not None and session in SESSIONS and is_name(pupil):
            self.repeats.note(line, (pupil, on, session), 2 * number + (session == Session.PM))


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
