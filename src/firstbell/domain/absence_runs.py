"""How many school days in a row a pupil has been away: explained or not, on days on which the pupil was expected."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from firstbell.domain.codes import Code, Meaning
from firstbell.domain.milestones import MarkedDay

NOT_HERE = frozenset({Meaning.ABSENT, Meaning.UNABLE_TO_ATTEND})


@dataclass(frozen=True)
class AbsenceRun:
    """Days away in a row, first to last; empty where the pupil is not away."""

    days: tuple[date, ...] = ()

    @property
    def length(self) -> int:
        return len(self.days)

    @property
    def starts_on(self) -> date:
        return self.days[0]


def absence_run(days: Iterable[MarkedDay]) -> AbsenceRun:
    """Return the run that stands at the last of these days, which may be half over.

    A day counts when each of its sessions that is marked is an absence; a late arrival, as any presence, ends the run.
    A day nobody marked, and one whose sessions were not the pupil's, is passed over.
    """
    run: list[date] = []
    for day in sorted(days, key=lambda each: each.on):
        away = is_away([code for code in day.codes if code is not None])
        if away is False:
            run = []
        elif away:
            run.append(day.on)
    return AbsenceRun(tuple(run))


def is_away(codes: Collection[Code]) -> bool | None:
    """Whether a pupil was away all of a day, so far as it is marked; None where none of it was the pupil's."""
    marked = [code for code in codes if code.meaning is not Meaning.NOT_COUNTED]
    if any(code.is_late or code.meaning not in NOT_HERE for code in marked):
        return False
    return True if marked else None
