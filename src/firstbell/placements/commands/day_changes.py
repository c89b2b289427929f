"""Changes for one day: a late start, another venue, a trip, closed today, a cover tutor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from firstbell import journal
from firstbell.accounts.models import User
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.placements.models import DayChange
from firstbell.provisions import changes
from firstbell.provisions.models import Group, Site
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class DayChangeFacts:
    """What is different on one day, for a pupil, a group, a site or all. session: empty for the whole day."""

    kind: str
    on: date
    session: str = ""
    pupil: Pupil | None = None
    group: Group | None = None
    site: Site | None = None
    starts_time: time | None = None
    venue: str = ""
    tutor: User | None = None
    note: str = ""


def make_day_change(facts: DayChangeFacts, *, provision_id: int, by: Actor, at: datetime) -> DayChange:
    """Change one day. Registers that are open already follow at their next look."""
    with unit_of_work():
        made = DayChange.objects.create(
            provision_id=provision_id, made_at=at, made_by=by.name, **changes.columns(facts)
        )
        known = changes.known(made, changes.columns(facts))
        journal.write("day-change.made", {"facts": known}, by=by, at=at, provision_id=provision_id, about=_about(made))
    return made


def cancel_day_change(change: DayChange, *, by: Actor, at: datetime) -> None:
    """Take a one-day change back. Twice changes nothing."""
    with unit_of_work():
        if DayChange.objects.filter(pk=change.pk, cancelled_at=None).update(cancelled_at=at):
            change.cancelled_at = at
            facts = {"kind": change.get_kind_display(), "on": change.on}
            journal.write(
                "day-change.withdrawn", facts, by=by, at=at, provision_id=change.provision_id, about=_about(change)
            )


def _about(change: DayChange) -> str:
    if change.pupil_id:
        return f"pupil:{change.pupil_id}"
    if change.group_id:
        return f"group:{change.group_id}"
    return f"site:{change.site_id}" if change.site_id else f"provision:{change.provision_id}"
