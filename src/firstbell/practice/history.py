"""Five weeks brought in from another system, and how each pupil tends to come."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from firstbell.domain.marks import PRESENT_KEYS
from firstbell.domain.school_time import Session
from firstbell.placements import queries as placements
from firstbell.practice.characters import MONDAYS
from firstbell.practice.making import Made
from firstbell.registers import commands

# Attendance in state alternative provision lies near 60 %: some pupils come nearly always, many half the time.
SHARES = (0.98, 0.95, 0.92, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.45, 0.35, 0.25)
CHARACTERS_SHARE = 0.88
LATE_SHARE = 0.11
MINUTES_LATE = (3, 4, 8, 12, 15, 20, 27)
PAST_ABSENCES = (("I", 32), ("M", 9), ("O", 51), ("C", 8))


@dataclass(frozen=True)
class Habit:
    """How one pupil tends to come: the share of sessions, and a weekday that goes badly (0: none), by how much.

    away_for: the one code of absences brought in; empty where the dice choose.
    """

    share: float
    bad_weekday: int
    bad_share: float = 0.5
    away_for: str = ""

    def chance(self, day: date, session: str) -> float:
        """Return how likely the pupil is to be there."""
        chance = self.share * (self.bad_share if day.isoweekday() == self.bad_weekday else 1)
        return chance - 0.06 if session == Session.PM else chance

    def on(self, day: date) -> Habit:
        return self


@dataclass(frozen=True)
class Changed:
    """A habit that became another on a day: with a plan that helps, with an illness, with the return from it."""

    before: Habit | Changed
    after: Habit
    from_on: date

    def chance(self, day: date, session: str) -> float:
        return self.on(day).chance(day, session)

    def on(self, day: date) -> Habit:
        """Return the habit of a day."""
        return self.after if day >= self.from_on else self.before.on(day)


Habits = Mapping[int, Habit | Changed]
# The chance of an afternoon is a little less; whoever comes always, comes in the afternoon too.
HALF, MOSTLY, COMES, AWAY_ILL = Habit(0.5, 0), Habit(0.93, 0), Habit(1.06, 0), Habit(0, 0, away_for="I")
# A pattern that the register truly shows: nearly every Monday missed, and hardly another day.
MISSES_MONDAYS = Habit(0.99, 1, bad_share=0.05)


def habits_of(made: Made, dice: random.Random) -> dict[int, Habit]:
    """Return every pupil's habit, by the pupil's id."""
    known = {placement.pk for placement in made.characters.values()}
    habits = {}
    for placement in made.placements:
        share, bad_weekday = dice.choice(SHARES), dice.choice((0, 0, 0, 0, 1, 5, 3))
        habits[placement.pupil_id] = Habit(CHARACTERS_SHARE, 0) if placement.pk in known else Habit(share, bad_weekday)
    habits[made.characters[MONDAYS].pupil_id] = MISSES_MONDAYS
    return habits


def bring_in(made: Made, habits: Habits, days: Sequence[date], dice: random.Random, at: datetime) -> None:
    """Import the registers of `days`, as from an older system. They open no duty."""
    commands.import_marks(
        made.provision.pk,
        [mark for day in days for mark in _past_marks(made, habits, day, dice)],
        code_set="stepping-stones" if made.place.preset == "stepping-stones" else "england-2024",
        site_of_group={group.pk: group.site_id for group in made.groups.values()},
        by=made.actor("administrator"),
        at=at,
        file_name="registers-of-the-old-system.csv",
    )


def _past_marks(made: Made, habits: Habits, day: date, dice: random.Random) -> Iterator[commands.PastMark]:
    codes, weights = zip(*PAST_ABSENCES, strict=True)
    expected = placements.expected(made.provision.pk, day)
    for row in sorted(expected, key=lambda row: (row.session, row.pupil_id)):
        habit = habits[row.pupil_id].on(day)
        came = dice.random() < habit.chance(day, row.session)
        late = came and dice.random() < LATE_SHARE
        key = PRESENT_KEYS[Session(row.session)] if came else habit.away_for or dice.choices(codes, weights)[0]
        yield commands.PastMark(
            row.pupil_id, row.placement_id, row.group_id, day, row.session, "L" if late else key,
            dice.choice(MINUTES_LATE) if late else None,
        )  # fmt: skip
