"""Making the running counts again from the marks."""

from __future__ import annotations

from datetime import datetime

from firstbell import journal
from firstbell.journal import Actor
from firstbell.registers import tallies
from firstbell.registers.models import YearTally
from firstbell.units import unit_of_work

PROGRAM = Actor.system("recount")


def recount(provision_id: int, *, at: datetime, by: Actor = PROGRAM) -> int:
    """Make a provision's running counts again from its marks; return how many rows had been different.

    Changes nothing, and writes nothing, where they were right.
    """
    with unit_of_work():
        right, kept = tallies.counted_from_marks(provision_id), tallies.kept(provision_id)
        wrong = {key for key in right.keys() | kept.keys() if right.get(key) != kept.get(key)}
        if not wrong:
            return 0
        YearTally.objects.filter(placement__pupil__provision_id=provision_id).delete()
        YearTally.objects.bulk_create(
            YearTally(placement_id=placement_id, year_starts_on=year, session=session, look_again_since=at, **counts)
            for (placement_id, year, session), counts in right.items()
        )
        facts = {"different": len(wrong), "rows": len(right)}
        about = f"provision:{provision_id}"
        journal.write("figures.recounted", facts, by=by, at=at, provision_id=provision_id, about=about)
        return len(wrong)
