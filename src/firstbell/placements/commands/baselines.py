"""What the main school's register says of a pupil before and after a placement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date
from firstbell.journal import Actor
from firstbell.placements.models import Baseline, Placement
from firstbell.provisions import changes
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class BaselineFacts:
    """Sessions attended of those possible, from one day to another, and who gave the numbers in what."""

    moment: str
    attended: int
    possible: int
    starts_on: date
    ends_on: date
    source: str


class MoreAttendedThanPossible(Refused):
    """Nobody attends more sessions than were possible."""

    def __init__(self, facts: BaselineFacts) -> None:
        super().__init__(
            f"{facts.attended} sessions attended of {facts.possible} possible cannot be.",
            "The school's percentage would be above 100, or of no session at all.",
            "Look at the school's figures again. The larger number is the possible sessions.",
        )


class NotOfThatTime(Refused):
    """The days do not lie before, or after, the placement; or they end before they begin."""

    def __init__(self, words: str) -> None:
        super().__init__(words, "The comparison would be of the wrong days.", "Choose the days the school counted.")


def record_baseline(placement: Placement, facts: BaselineFacts, *, by: Actor, at: datetime) -> Baseline:
    """Keep the main school's figure, in place of an earlier one of the same moment.

    Raises MoreAttendedThanPossible, NotOfThatTime.
    """
    _refuse(placement, facts)
    with unit_of_work():
        kept = Baseline.objects.filter(placement=placement, moment=facts.moment).first()
        if kept is None:
            kept = Baseline(placement=placement, **changes.columns(facts), recorded_by=by.name, recorded_at=at)
            kept.save(force_insert=True)
            said = {"facts": changes.known(kept, changes.columns(facts))}
        else:
            changed = changes.apply(kept, changes.columns(facts))
            if not changed:
                return kept
            changes.apply(kept, {"recorded_by": by.name, "recorded_at": at})
            said = {"changed": changed}
        said |= {"placement_id": placement.pk, "moment": kept.get_moment_display()}
        about = f"pupil:{placement.pupil_id}"
        provision_id = placement.pupil.provision_id
        journal.write("baseline.recorded", said, by=by, at=at, provision_id=provision_id, about=about)
    return kept


def _refuse(placement: Placement, facts: BaselineFacts) -> None:
    if not 0 < facts.possible >= facts.attended:
        raise MoreAttendedThanPossible(facts)
    if facts.ends_on < facts.starts_on:
        raise NotOfThatTime(f"{long_date(facts.ends_on)} is before {long_date(facts.starts_on)}.")
    if facts.moment == Baseline.Moment.BEFORE and facts.ends_on >= placement.starts_on:
        raise NotOfThatTime(f"The placement began on {long_date(placement.starts_on)}, before these days ended.")
    if facts.moment == Baseline.Moment.AFTER and (placement.ends_on is None or facts.starts_on <= placement.ends_on):
        raise NotOfThatTime("The placement had not ended before these days began.")
