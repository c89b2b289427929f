"""The attendance of every pupil of a provision in an academic year, from the running counts."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from firstbell.domain.counts import Counts
from firstbell.domain.school_time import academic_year
from firstbell.domain.tallies import Tally, shown
from firstbell.registers.queries import By, Scope, counts


class PupilYear(NamedTuple):
    """One pupil's sessions here: name as staff use it, and the exact counts."""

    pupil_id: int
    name: str
    counts: Counts

    @property
    def tally(self) -> Tally:
        return self.counts.own

    @property
    def percent(self) -> str:
        """The rate in words; where no session was possible it says so."""
        return shown(self.tally.percent)


def whole_year(provision_id: int, today: date) -> list[PupilYear]:
    """Return every pupil counted in the academic year of a day, by name. Two statements, however many pupils."""
    scope = Scope(provision_id)
    of_placement = counts(scope, academic_year(today), by=By.PLACEMENT, own_only=True)
    person = (
        "pupil__preferred_first_name",
        "pupil__legal_first_name",
        "pupil__preferred_last_name",
        "pupil__legal_last_name",
    )
    found: dict[int, PupilYear] = {}
    for placement_id, pupil_id, first, legal_first, last, legal_last in scope.placements().values_list(
        "pk", "pupil_id", *person
    ):
        if placement_id in of_placement:
            mine = of_placement[placement_id]
            mine = found[pupil_id].counts + mine if pupil_id in found else mine
            found[pupil_id] = PupilYear(pupil_id, f"{first or legal_first} {last or legal_last}", mine)
    return sorted(found.values(), key=lambda row: (row.name.casefold(), row.pupil_id))
