"""The attendance of every pupil of a provision in an academic year, from the running tallies."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Sum

from firstbell.domain.school_time import academic_year_start
from firstbell.domain.tallies import Tally, shown
from firstbell.registers.models import YearTally

COUNTS = ("own_attended", "own_authorised", "own_unauthorised", "own_not_counted", "late")


class PupilYear(NamedTuple):
    """One pupil's sessions here: name as staff use it, and the exact tally."""

    pupil_id: int
    name: str
    tally: Tally

    @property
    def percent(self) -> str:
        """The rate in words; where no session was possible it says so."""
        return shown(self.tally.percent)


def whole_year(provision_id: int, today: date) -> list[PupilYear]:
    """Return every pupil counted in the academic year of a day, by name. One statement, however many pupils."""
    person = (
        "placement__pupil__preferred_first_name",
        "placement__pupil__legal_first_name",
        "placement__pupil__preferred_last_name",
        "placement__pupil__legal_last_name",
    )
    rows = (
        YearTally.objects.filter(placement__pupil__provision_id=provision_id, year_starts_on=academic_year_start(today))
        .order_by()
        .values_list("placement__pupil_id", *person)
        .annotate(*(Sum(name) for name in COUNTS))
    )
    return sorted(
        (
            PupilYear(pupil_id, f"{preferred or legal} {preferred_last or legal_last}", _tally(*counts))
            for pupil_id, preferred, legal, preferred_last, legal_last, *counts in rows
        ),
        key=lambda row: (row.name.casefold(), row.pupil_id),
    )


def _tally(attended: int, authorised: int, unauthorised: int, not_counted: int, late: int) -> Tally:
    return Tally(attended + authorised + unauthorised, attended, authorised, unauthorised, not_counted, late)
