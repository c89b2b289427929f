"""What is known of each pupil's days: the marks that stand, who was tried, what was heard."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from firstbell.domain.absence_runs import AbsenceRun, absence_run
from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.milestones import MarkedDay
from firstbell.domain.school_time import Session

TRIES_WHEN_ENGAGED = 2


@dataclass
class Day:
    """One pupil's day. tried: what came of each person tried. heard: the sessions that somebody told us about."""

    codes: dict[Session, Code] = field(default_factory=dict)
    tried: dict[str, list[Outcome]] = field(default_factory=lambda: defaultdict(list))
    heard: set[Session] = field(default_factory=set)
    was_reached: bool = False
    was_explained: bool = False

    @property
    def is_unexplained_at_the_end(self) -> bool:
        """Nobody knows why the pupil was not at the last session marked, and there was no news all day."""
        is_unexplained = bool(self.codes) and self.codes[max(self.codes)].awaits_reason
        return is_unexplained and not self.heard and not self.was_explained

    def unexplained(self) -> list[Session]:
        """Return the sessions whose absence nobody has explained, first to last."""
        return [session for session in sorted(self.codes) if self._awaits(session)]

    def follows_unexplained(self, session: Session) -> bool:
        """Whether the day's earlier session stands without a reason, so that home was due a call already."""
        return session is Session.PM and Session.AM in self.codes and self.codes[Session.AM].awaits_reason

    def nobody_left(self, contacts: int) -> bool:
        """Whether everybody was tried: a number that was engaged is tried once more."""
        done = [
            outcomes
            for outcomes in self.tried.values()
            if len(outcomes) >= TRIES_WHEN_ENGAGED or any(each is not Outcome.ENGAGED for each in outcomes)
        ]
        return len(done) >= contacts

    def _awaits(self, session: Session) -> bool:
        return self.codes[session].awaits_reason and session not in self.heard


class Days:
    """Every pupil's days."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, date], Day] = defaultdict(Day)

    def of(self, pupil: str, on: date) -> Day:
        return self._days[pupil, on]

    def on(self, on: date) -> list[tuple[str, Day]]:
        """Return the pupils of whom something is known on a day, by name."""
        found = [(pupil, day) for (pupil, its_on), day in self._days.items() if its_on == on]
        return sorted(found, key=lambda known: known[0])

    def run_of_absence(self, pupil: str, on: date) -> AbsenceRun:
        """Return the days in a row that a pupil has been away, up to a day."""
        return absence_run(
            MarkedDay(day, tuple(known.codes.values()))
            for (whose, day), known in self._days.items()
            if whose == pupil and day <= on
        )
