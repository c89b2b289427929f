"""A return by stages: days that follow one another, each stage with an end and a day on which it is looked at (R-093).

A part-time timetable is temporary: short, agreed, with an end. A stage without one cannot be written down here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import ONE_DAY, long_date

LONGEST_STAGE = timedelta(days=42)
"""Six weeks: what takes longer is looked at and agreed anew."""


class StagesWrong(Refused):
    """Stages that do not make a plan. number: which of them, from 1."""

    def __init__(self, number: int, what: str, do: str) -> None:
        self.number = number
        super().__init__(
            f"Stage {number}: {what}", "A shorter week is only ever for a while, with days that are agreed.", do
        )


@dataclass(frozen=True)
class Stage:
    """One stage. sessions: of the full week, such as "1-AM" for Monday morning. starts_time: London, where agreed."""

    starts_on: date
    ends_on: date
    review_on: date
    sessions: frozenset[str]
    starts_time: time | None = None

    @property
    def days(self) -> timedelta:
        return self.ends_on - self.starts_on


def check(stages: Sequence[Stage], full_week: frozenset[str]) -> None:
    """Raise StagesWrong where these stages are not a return: gaps, no sessions, no end within six weeks."""
    before: Stage | None = None
    for number, stage in enumerate(stages, start=1):
        if stage.ends_on < stage.starts_on:
            raise StagesWrong(
                number, f"it ends before it begins on {long_date(stage.starts_on)}.", "Choose a later last day."
            )
        if stage.days >= LONGEST_STAGE:
            raise StagesWrong(
                number, "it lasts longer than six weeks.", "End it sooner, and add another stage if one is needed."
            )
        if not stage.starts_on <= stage.review_on <= stage.ends_on:
            raise StagesWrong(
                number, "the day on which it is looked at lies outside it.", "Choose a day within the stage."
            )
        if not stage.sessions:
            raise StagesWrong(number, "no session is chosen.", "Choose at least one morning or afternoon.")
        if not stage.sessions <= full_week:
            raise StagesWrong(
                number, "a session is chosen that the full week does not have.", "Choose among those of the full week."
            )
        if before is not None and stage.starts_on != before.ends_on + ONE_DAY:
            raise StagesWrong(number, "it does not follow on from the stage before.", "Let it begin on the next day.")
        before = stage


def held(stages: Sequence[Stage], place: int, until_on: date) -> list[Stage]:
    """Return the stages with one held until a later day; those after it move on by as much.

    Raises StagesWrong where the day is not later, or the stage would grow longer than six weeks.
    """
    stage = stages[place]
    if until_on <= stage.ends_on:
        raise StagesWrong(place + 1, f"it ends on {long_date(stage.ends_on)} as it is.", "Choose a later day.")
    if until_on - stage.starts_on >= LONGEST_STAGE:
        raise StagesWrong(
            place + 1, "it would last longer than six weeks.", "Agree with home anew, and plan the return again."
        )
    longer = replace(stage, ends_on=until_on, review_on=until_on)
    return [*stages[:place], longer, *_moved(stages[place + 1 :], until_on - stage.ends_on)]


def gone_back(stages: Sequence[Stage], place: int, today: date, until_on: date) -> list[Stage]:
    """Return the stages with the one before repeated from tomorrow until a day; this one follows it at full length.

    The stage ends today. Raises StagesWrong for the first stage, and where the day is not after today.
    """
    if place == 0:
        raise StagesWrong(1, "there is none before it to go back to.", "Hold it longer, or plan the return again.")
    if until_on <= today or until_on - today > LONGEST_STAGE:
        raise StagesWrong(
            place + 1, "the day to go back until is not within the next six weeks.", "Choose a day soon after today."
        )
    stage, before = stages[place], stages[place - 1]
    ended = replace(stage, ends_on=today, review_on=min(stage.review_on, today))
    again = replace(before, starts_on=today + ONE_DAY, ends_on=until_on, review_on=until_on)
    anew = _begun_on(stage, until_on + ONE_DAY)
    return [*stages[:place], ended, again, anew, *_moved(stages[place + 1 :], anew.ends_on - stage.ends_on)]


def _moved(stages: Sequence[Stage], by: timedelta) -> list[Stage]:
    return [_begun_on(stage, stage.starts_on + by) for stage in stages]


def _begun_on(stage: Stage, starts_on: date) -> Stage:
    by = starts_on - stage.starts_on
    return replace(stage, starts_on=starts_on, ends_on=stage.ends_on + by, review_on=stage.review_on + by)
