"""Making the running counts again from the marks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from firstbell import journal
from firstbell.domain.school_time import academic_year_name, academic_year_start, london_day
from firstbell.journal import Actor
from firstbell.registers import tallies
from firstbell.registers.models import WeekTally
from firstbell.units import unit_of_work

PROGRAM = Actor.system("recount")


def recount(provision_id: int, *, at: datetime, by: Actor = PROGRAM, years: Iterable[date] | None = None) -> int:
    """Hold a provision's running counts against its marks and mend them; return how many rows had been different.

    years: the first days of academic years, without them all. Changes nothing, writes nothing and keeps nobody from
    writing where both are the same, byte for byte.
    """
    chosen = tallies.years_of(provision_id) if years is None else years
    return sum(_mend(provision_id, year, at, by) for year in chosen if not tallies.agree(provision_id, year))


def recount_nightly(provision_id: int, at: datetime) -> None:
    """Recount this academic year and the one before, and of those before them another each night."""
    this = academic_year_start(london_day(at))
    recent = [this, this.replace(year=this.year - 1)]
    older = [year for year in tallies.years_of(provision_id) if year not in recent]
    recount(provision_id, at=at, years=[*recent, *older[at.toordinal() % len(older) :][:1]] if older else recent)


def _mend(provision_id: int, year: date, at: datetime, by: Actor) -> int:
    """A mark may have been saved between the two readings: what is wrong is found again with all writers kept out."""
    with unit_of_work():
        right, kept = tallies.counted_from_marks(provision_id, year), tallies.kept(provision_id, year)
        wrong = {key for key in right.keys() | kept.keys() if right.get(key) != kept.get(key)}
        if not wrong:
            return 0
        for key in kept.keys() & wrong:
            WeekTally.objects.filter(**key._asdict()).delete()
        WeekTally.objects.bulk_create(
            WeekTally(**key._asdict(), **dict(zip(tallies.COUNTS, right[key], strict=True)), look_again_since=at)
            for key in right.keys() & wrong
        )
        facts = {"year": academic_year_name(year), "different": len(wrong), "rows": len(right)}
        about = f"provision:{provision_id}"
        journal.write("figures.recounted", facts, by=by, at=at, provision_id=provision_id, about=about)
        return len(wrong)
