"""The nightly search: every pupil's patterns are found anew, and the last search's rows give way."""

from __future__ import annotations

from datetime import date, datetime

from firstbell.domain.patterns import Pattern, find
from firstbell.domain.school_time import london_day
from firstbell.support.patterns.contexts import Material, material
from firstbell.support.patterns.models import FoundPattern, PatternSearch
from firstbell.units import unit_of_work


def look_for_patterns(provision_id: int, at: datetime) -> None:
    """Look for the patterns of every pupil with a place, once a day. Doing it twice changes nothing."""
    today = london_day(at)
    if not PatternSearch.objects.filter(provision_id=provision_id, ends_on=today).exists():
        look_again(provision_id, at)


def look_again(provision_id: int, at: datetime) -> None:
    """Look for every pattern now, whenever it was done last.

    Found outside the transaction, so that nobody waits; a search that another one overtook does no harm, for both are
    made of the same register.
    """
    today = london_day(at)
    read = material(provision_id, today)
    found = {pupil_id: _of_pupil(pupil_id, read) for pupil_id in read.contexts}
    with unit_of_work():
        rows = [_row(pupil_id, pattern, today) for pupil_id, patterns in found.items() for pattern in patterns]
        wanted = {(row.pupil_id, row.key) for row in rows}
        held = FoundPattern.objects.filter(pupil__provision_id=provision_id).values_list("pk", "pupil_id", "key")
        FoundPattern.objects.filter(pk__in=[pk for pk, pupil_id, key in held if (pupil_id, key) not in wanted]).delete()
        FoundPattern.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["pupil", "key"], update_fields=_RENEWED
        )
        PatternSearch.objects.update_or_create(
            provision_id=provision_id,
            defaults={
                "starts_on": read.window.starts_on,
                "ends_on": today,
                "pupils": len(read.contexts),
                "done_at": at,
            },
        )


def _of_pupil(pupil_id: int, read: Material) -> tuple[Pattern, ...]:
    return find(read.sessions.get(pupil_id, ()), read.calendar, read.window, read.contexts[pupil_id])


# Everything but first_found_on, which stands as long as the pattern does.
_RENEWED = [
    field.name
    for field in FoundPattern._meta.concrete_fields
    if field.name not in ("id", "pupil", "key", "first_found_on")
]


def _row(pupil_id: int, pattern: Pattern, today: date) -> FoundPattern:
    return FoundPattern(
        pupil_id=pupil_id,
        key=pattern.key,
        kind=pattern.kind,
        sentence=pattern.sentence,
        found=pattern.here.found,
        of=pattern.here.of,
        found_elsewhere=pattern.elsewhere.found,
        of_elsewhere=pattern.elsewhere.of,
        one_in=pattern.one_in,
        dates=[day.isoformat() for day in pattern.dates],
        since_on=pattern.since,
        first_found_on=today,
    )
