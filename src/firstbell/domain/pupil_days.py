"""What is known of each pupil's days: the marks that stand, who was tried, what was heard."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.duties import Fact, facts_of
from firstbell.domain.school_time import ONE_DAY, Session

LONGEST_RUN_DAYS = 400
TRIES_WHEN_ENGAGED = 2


@dataclass
class Day:
    """One pupil's day. tried: what came of each person tried. heard: the sessions that somebody told us about."""

    codes: dict[Session, Code] = field(default_factory=dict)
    tried: dict[str, list[Outcome]] = field(default_factory=lambda: defaultdict(list))
    heard: set[Session] = field(default_factory=set)
    was_reached: bool = False

    @property
    def is_absence(self) -> bool:
        """The pupil was away all day, as far as it is marked."""
        return bool(self.codes) and all(Fact.ABSENCE in facts_of(code) for code in self.codes.values())

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

    def run_of_absence(self, pupil: str, on: date, is_school_day: Callable[[date], bool]) -> tuple[int, date]:
        """Return how many school days in a row a pupil has been away up to a day, and the first of them.

        A day that is no school day, or on which the pupil was not expected, neither counts nor breaks the run; a
        session attended breaks it (R-064).
        """
        length, first, day = 0, on, on
        for _ in range(LONGEST_RUN_DAYS):
            known = self._days.get((pupil, day))
            if known and known.codes and is_school_day(day):
                if not known.is_absence:
                    break
                length, first = length + 1, day
            day -= ONE_DAY
        return length, first
