"""Before, during and after a pupil's placements, beside what is published of England's schools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from firstbell.domain.counts import NOTHING
from firstbell.domain.school_time import Span, long_date
from firstbell.domain.tallies import Tally, shown
from firstbell.people.models import Pupil
from firstbell.placements.models import Baseline, Placement
from firstbell.placements.queries import baselines_of_pupil
from firstbell.policy.benchmarks import AP, MAINSTREAM, latest
from firstbell.registers.queries import By, Scope, counts
from firstbell.reports.figures.words import plain

MOMENTS = {Baseline.Moment.BEFORE: "Before", Baseline.Moment.AFTER: "After"}


@dataclass(frozen=True)
class Chapter:
    """One time at one place. when: before, during, after or published. where: whose register. total: in words."""

    when: str
    where: str
    dates: str
    total: str
    rate: str
    source: str
    is_small: bool = False


def story_of(pupil: Pupil, today: date) -> list[Chapter]:
    """Return the main school's figures and ours in the order of their days. At most five statements."""
    places = list(Placement.objects.filter(pupil=pupil, archived_at=None, starts_on__lte=today).select_related())
    told = [(row.starts_on, _there(row)) for row in baselines_of_pupil(pupil.pk)]
    if places:
        since = min(place.starts_on for place in places)
        found = counts(Scope(pupil.provision_id, pupil_ids=[pupil.pk]), Span(since, today), by=By.PLACEMENT)
        told += [
            (place.starts_on, _here(place, found.get(place.pk, NOTHING).own, pupil.provision.name)) for place in places
        ]
    return [chapter for _, chapter in sorted(told, key=lambda each: each[0])]


def _there(row: Baseline) -> Chapter:
    return Chapter(
        when=MOMENTS[Baseline.Moment(row.moment)],
        where=row.placement.tells.name,
        dates=_dates(row.starts_on, row.ends_on),
        total=_sum(row.tally),
        rate=shown(row.tally.percent),
        source=row.source,
        is_small=row.tally.is_small_base,
    )


def _here(place: Placement, tally: Tally, provision: str) -> Chapter:
    return Chapter(
        when="During",
        where=provision,
        dates=_dates(place.starts_on, place.ends_on),
        total=_sum(tally),
        rate=shown(tally.percent),
        source=f"our registers, place through {place.commissioner.name}",
        is_small=bool(tally.possible) and tally.is_small_base,
    )


def published() -> Iterator[Chapter]:
    """Yield the last published attendance of England's AP schools and of the other schools."""
    for school_type, words in ((AP, "State-funded AP schools, England"), (MAINSTREAM, "Other schools, England")):
        found = latest(school_type)
        persistent = "" if found.persistent is None else f"{plain(found.persistent)} % persistently absent"
        yield Chapter(
            "Published",
            words,
            f"{found.academic_year}, {found.period}",
            persistent,
            shown(found.attendance),
            found.source,
        )


def _dates(first: date, last: date | None) -> str:
    return f"{long_date(first)} to {long_date(last)}" if last else f"since {long_date(first)}"


def _sum(tally: Tally) -> str:
    return f"{tally.attended} of {tally.possible} sessions"
