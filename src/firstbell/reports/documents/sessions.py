"""The sessions a document is about: those under certain placements, so that nobody else's can come into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.domain.tallies import Tally
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries.coded import coded
from firstbell.registers.queries.marked import COUNTED
from firstbell.ui.cells import SHORT_WORDS

HALVES = {Session.AM: "morning", Session.PM: "afternoon"}
# What a family reads of a session that was missed: no blame, and no letter of a code.
FAMILY_WORDS = {
    "N": "We have not heard why yet",
    "O": "No reason that we could agree",
    "G": "Holiday that was not agreed",
    "U": "Came after the register had closed",
    "L": "Came late",
    "I": "Ill",
    "M": "Medical appointment",
    "C": "Leave that was agreed",
    "C2": "Agreed part-time timetable",
    "E": "Suspended",
    "R": "Religious observance",
    "S": "Study leave",
}


@dataclass(frozen=True)
class PlacedSession:
    """One marked session of one pupil under one placement."""

    pupil_id: int
    placement_id: int
    session: MarkedSession


def placed_sessions(placement_ids: Collection[int], span: Span) -> tuple[PlacedSession, ...]:
    """Return the sessions of a span under these placements that count, first to last. One statement."""
    lines = RegisterLine.objects.filter(placement_id__in=placement_ids, **COUNTED)
    rows = coded(lines, span, "pupil_id", "placement_id")
    return tuple(PlacedSession(pupil_id, placement_id, each) for each, (pupil_id, placement_id) in rows if each)


@dataclass(frozen=True)
class Measured:
    """Some sessions, counted. minutes_late: of those whose minutes were kept."""

    tally: Tally = Tally()
    minutes_late: int = 0

    @property
    def of(self) -> str:
        """The sum in words: 52 of 60 sessions."""
        return f"{self.tally.attended} of {sessions_in_words(self.tally.possible)}"


def measured(sessions: Iterable[MarkedSession]) -> Measured:
    found = list(sessions)
    return Measured(Tally.of(each.code for each in found), sum(each.minutes_late or 0 for each in found))


def points_between(now: Tally, before: Tally) -> Fraction | None:
    """Return by how many percentage points attendance differs; None where either has no session."""
    if now.percent is None or before.percent is None:
        return None
    return now.percent - before.percent


def change_in_words(now: Tally, before: Tally, than: str) -> str:
    """Return the change in a clause, for the end of a sentence: "2.3 points more than the week before"."""
    points = points_between(now, before)
    if points is None:
        return ""
    tenths = (abs(points) * 10 + Fraction(1, 2)).__floor__()
    if not tenths:
        return f"the same as {than}"
    return f"{tenths / 10:.1f} points {'more' if points > 0 else 'less'} than {than}"


def missed_words(session: MarkedSession) -> str:
    """Return why a session was missed as a school reads it."""
    return SHORT_WORDS.get(session.code.national, session.code.description)


def family_words(session: MarkedSession) -> str:
    """Return why a session was missed as a family reads it."""
    return FAMILY_WORDS.get(session.code.national, session.code.description)


def sessions_in_words(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def minutes_in_words(minutes: int) -> str:
    """Return minutes as people say them: 41 minutes, 2 hours 5 minutes."""
    hours, left = divmod(minutes, 60)
    words = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    if left or not hours:
        words.append(f"{left} minute{'' if left == 1 else 's'}")
    return " ".join(words)
