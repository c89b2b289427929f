"""Set a pattern aside with a reason, and bring it back."""

from __future__ import annotations

from datetime import date, datetime

from firstbell import journal
from firstbell.journal import Actor
from firstbell.support.patterns.models import FoundPattern, PatternSetAside
from firstbell.units import unit_of_work


def set_aside(found: FoundPattern, *, reason: str, by: Actor, at: datetime) -> PatternSetAside:
    """Note why nothing need come of a pattern. One that was set aside before and came back is set aside anew."""
    with unit_of_work():
        PatternSetAside.objects.filter(pupil_id=found.pupil_id, key=found.key, ended_at=None).update(
            ended_at=at, ended_by=by.name
        )
        aside = PatternSetAside.objects.create(
            pupil_id=found.pupil_id,
            key=found.key,
            sentence=found.sentence,
            reason=reason,
            until_on=date.fromisoformat(found.dates[-1]),
            set_aside_at=at,
            set_aside_by=by.name,
        )
        facts = {"pattern": found.key, "sentence": found.sentence, "reason": reason}
        _write("pattern.set-aside", found.pupil_id, found.pupil.provision_id, facts, by=by, at=at)
    return aside


def bring_back(aside: PatternSetAside, *, by: Actor, at: datetime) -> None:
    """Show a pattern again that was set aside. Doing it twice changes nothing."""
    with unit_of_work():
        if PatternSetAside.objects.filter(pk=aside.pk, ended_at=None).update(ended_at=at, ended_by=by.name):
            facts = {"pattern": aside.key, "sentence": aside.sentence}
            _write("pattern.brought-back", aside.pupil_id, aside.pupil.provision_id, facts, by=by, at=at)


def _write(verb: str, pupil_id: int, provision_id: int, facts: dict[str, str], *, by: Actor, at: datetime) -> None:
    journal.write(verb, facts, by=by, at=at, provision_id=provision_id, about=f"pupil:{pupil_id}")
