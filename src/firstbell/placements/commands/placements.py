"""A pupil's place: who arranged it, from when to when, and where the pupil is registered (SS-35)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.placements.commands.timetables import refuse_overlaps
from firstbell.placements.models import Commissioner, Placement
from firstbell.provisions import changes
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class PlacementFacts:
    """What was agreed. main_school: where the pupil is on roll, if anywhere. commissioned_sessions: a week."""

    commissioner: Commissioner
    starts_on: date
    registration: str = Placement.Registration.ELSEWHERE
    main_school: Commissioner | None = None
    ends_on: date | None = None
    parent_notice_on: date | None = None
    activity: str = ""
    commissioned_sessions: int | None = None
    note: str = ""


class EndsBeforeStart(Refused):
    """A placement cannot end before it began."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"This is before the placement began on {long_date(starts_on)}.",
            "No day would be left in it.",
            "Choose that day or a later one.",
        )


class StartsTwice(Refused):
    """The same commissioner has a placement for this pupil from the same day."""

    def __init__(self, facts: PlacementFacts) -> None:
        super().__init__(
            f"There is already a placement by {facts.commissioner.name} from {long_date(facts.starts_on)}.",
            "A second one would count each session twice.",
            "Change that one, or choose another first day.",
        )


def start_placement(pupil: Pupil, facts: PlacementFacts, *, by: Actor, at: datetime) -> Placement:
    """Give a pupil a place. Raises EndsBeforeStart, StartsTwice."""
    with unit_of_work():
        _refuse(pupil, facts)
        placement = Placement.objects.create(pupil=pupil, **changes.columns(facts))
        known = changes.known(placement, changes.columns(facts))
        _write("placement.started", placement, {"facts": known}, by=by, at=at)
    return placement


def change_placement(placement: Placement, facts: PlacementFacts, *, by: Actor, at: datetime) -> None:
    """Change what was agreed. Raises EndsBeforeStart, StartsTwice, PatternOverlaps."""
    with unit_of_work():
        _refuse(placement.pupil, facts, but=placement)
        changed = changes.apply(placement, changes.columns(facts))
        refuse_overlaps(placement)
        if changed:
            _write("placement.changed", placement, {"changed": changed}, by=by, at=at)


def end_placement(placement: Placement, *, ends_on: date, reason: str, by: Actor, at: datetime) -> None:
    """Let a placement end with a day, which is still part of it. Raises EndsBeforeStart."""
    with unit_of_work():
        if ends_on < placement.starts_on:
            raise EndsBeforeStart(placement.starts_on)
        changed = changes.apply(placement, {"ends_on": ends_on})
        if changed:
            _write("placement.ended", placement, {"changed": changed, "reason": reason}, by=by, at=at)


def take_back_placement(placement: Placement, *, reason: str, by: Actor, at: datetime) -> None:
    """Take out a placement that was entered by mistake: nobody is expected by it. Marks taken under it stay."""
    with unit_of_work():
        if Placement.objects.filter(pk=placement.pk, archived_at=None).update(archived_at=at):
            placement.archived_at = at
            _write("placement.archived", placement, {"reason": reason}, by=by, at=at)


def _refuse(pupil: Pupil, facts: PlacementFacts, but: Placement | None = None) -> None:
    if facts.ends_on and facts.ends_on < facts.starts_on:
        raise EndsBeforeStart(facts.starts_on)
    same = Placement.objects.filter(
        pupil=pupil, commissioner=facts.commissioner, starts_on=facts.starts_on, archived_at=None
    )
    if same.exclude(pk=but.pk if but else None).exists():
        raise StartsTwice(facts)


def _write(verb: str, placement: Placement, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """A placement's acts stand in its pupil's history."""
    named = {"placement_id": placement.pk, "commissioner": placement.commissioner.name}
    about = f"pupil:{placement.pupil_id}"
    journal.write(verb, named | facts, by=by, at=at, provision_id=placement.pupil.provision_id, about=about)
