"""What the page of a register shows, as values. `page_reading` makes them; `drawing` and the templates show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from firstbell.domain.codes import Code, Meaning
from firstbell.domain.marks import Choice
from firstbell.domain.school_time import Session, london_time
from firstbell.notices.queries import Hint
from firstbell.ui.cells import Cell
from firstbell.ui.ruler import Ruler

SESSION_WORDS = {Session.AM: "morning", Session.PM: "afternoon"}


@dataclass(frozen=True)
class Answered:
    """One of two answers for a line: who said what, and when."""

    by: str
    choice: str
    key: str
    word: str
    at: str
    is_mine: bool


@dataclass(frozen=True)
class Reason:
    """A reason that can be told at the door, with its code."""

    key: str
    words: str
    symbol: str


@dataclass(frozen=True)
class PageLine:
    """One pupil's line. token: what to send back as seen. pressed: here, late, away or "". due: for a later start."""

    id: int
    pupil_id: int
    name: str
    first_name: str
    travel: str
    school: str
    adjustments: str
    flags: tuple[str, ...]
    place: str
    hint: Hint | None
    past: tuple[Cell, ...]
    cell: Cell | None
    key: str
    token: int
    pressed: str
    minutes_late: int | None
    starts: str
    closes: str
    due: str
    saved: str
    contested: bool
    answers: tuple[Answered, ...]
    is_expected: bool
    rings_home: str
    tells_school: str

    @property
    def is_blank(self) -> bool:
        return self.cell is None

    @property
    def has_more(self) -> bool:
        """Whether something always stands beneath the line: a note, an adjustment or two answers."""
        return bool(self.contested or self.hint or self.adjustments)

    @property
    def is_here(self) -> bool:
        return self.pressed == Choice.HERE

    @property
    def is_late(self) -> bool:
        return self.pressed == Choice.LATE

    @property
    def is_away(self) -> bool:
        return self.pressed == Choice.AWAY

    @property
    def awaits_reason(self) -> bool:
        return self.cell is not None and self.cell.tone == "unknown"

    @property
    def away(self) -> str:
        """What "Not here" sends: where we were told why, the code that goes with it."""
        return f"code.{self.hint.code_key}" if self.hint and self.hint.code_key else Choice.AWAY

    @property
    def away_symbol(self) -> str:
        return self.hint.code_key.partition("#")[0] if self.hint else ""

    @property
    def one_minute_less(self) -> int:
        return max(1, (self.minutes_late or 1) - 1)

    @property
    def one_minute_more(self) -> int:
        return (self.minutes_late or 0) + 1

    @property
    def tone(self) -> str:
        return "unknown" if self.contested else self.cell.tone if self.cell else "none"

    @property
    def letter(self) -> str:
        return "?" if self.contested else self.cell.letter if self.cell else ""

    @property
    def is_left_over(self) -> bool:
        """Whether "the others are here" may mean this pupil: blank, started, and nobody has told us anything."""
        return self.is_blank and self.is_expected and not self.hint and not self.due


@dataclass(frozen=True)
class RegisterPage:
    """A register as its page shows it. Times are London's, in words.

    opens: from when it can be marked, "" once it can. is_finished: by a person, or because its day is over, or because
    it came from another system. session_lasts: whoever turns up now is late for it.
    """

    id: int
    on: date
    session: str
    session_word: str
    group: str
    group_id: int
    site: str
    lines: tuple[PageLine, ...]
    ruler: Ruler
    starts: str
    closes: str
    opens: str
    is_finished: bool
    session_lasts: bool
    finished_by: str
    finished_at: str
    taken_by: tuple[str, ...]
    rings_home: str
    reasons: tuple[Reason, ...]

    @property
    def title(self) -> str:
        return f"{self.group}, {self.session_word} register"

    @property
    def closed_words(self) -> str:
        """Who closed it and when; nobody, where its day ended or it came from another system."""
        if self.finished_by:
            return f"Finished by {self.finished_by} at {self.finished_at}"
        return "Closed. A change needs a reason"

    @property
    def marked(self) -> int:
        return sum(not line.is_blank for line in self.lines)

    @property
    def counts(self) -> str:
        """The counts at the foot, without those that are nought: 4 here, 1 late, 1 not here, 1 to agree."""
        found = Counter("contested" if line.contested else line.pressed for line in self.lines if not line.is_blank)
        words = {"here": "here", "late": "late", "away": "not here", "": "other", "contested": "to agree"}
        return ", ".join(f"{found[key]} {word}" for key, word in words.items() if found[key])

    @property
    def left_over(self) -> tuple[PageLine, ...]:
        return tuple(line for line in self.lines if line.is_left_over)

    @property
    def left_over_ids(self) -> str:
        return " ".join(str(line.id) for line in self.left_over)

    @property
    def blank(self) -> tuple[PageLine, ...]:
        return tuple(line for line in self.lines if line.is_blank and line.is_expected)

    @property
    def left_out(self) -> str:
        """Whom the counted button leaves out and why: Not Kacey, who has a note, nor Freya, due 09:30."""
        reasons = [
            f"{line.first_name}, {f'due {line.due}' if line.due else 'who has a note'}"
            for line in self.blank
            if not line.is_left_over
        ]
        return f"Not {', nor '.join(reasons)}." if reasons else ""

    @property
    def nobody_is_here(self) -> bool:
        """Every pupil is marked away: worth one question before Finish."""
        return bool(self.lines) and all(line.pressed == "away" for line in self.lines)

    @property
    def awaits_reason(self) -> bool:
        return any(line.awaits_reason for line in self.lines)


def clock(instant: datetime) -> str:
    """Return London's wall-clock time: 09:04."""
    return f"{london_time(instant):%H:%M}"


def choice_of(code: Code) -> str:
    """Return which of the three large choices a code belongs to; "" for a session that is not the pupil's."""
    if code.is_late:
        return Choice.LATE
    if code.is_present:
        return Choice.HERE
    return "" if code.meaning is Meaning.NOT_COUNTED else Choice.AWAY
