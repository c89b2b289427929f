"""Which group each pupil belongs to, in each breakdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from firstbell.domain.school_time import Span
from firstbell.outbox.wording import language_of
from firstbell.people.models import Flag, Pupil
from firstbell.placements.models import Placement

UNKNOWN = "Not recorded"


@dataclass(frozen=True)
class Breakdown:
    """One way to divide the pupils: its name, and each pupil's group by id. Each pupil is in one group."""

    name: str
    group_of: Mapping[int, str]


def breakdowns(provision_id: int, pupil_ids: frozenset[int], span: Span) -> tuple[Breakdown, ...]:
    """Return every breakdown of these pupils. Three statements.

    Flags are as they stand today; the commissioner is that of a pupil's latest placement in the span.
    """
    pupils = {pupil.pk: pupil for pupil in Pupil.objects.filter(provision_id=provision_id, pk__in=pupil_ids)}
    flagged: dict[str, set[int]] = {kind: set() for kind in (Flag.Kind.SEND, Flag.Kind.LOOKED_AFTER)}
    flags = Flag.objects.filter(pupil__provision_id=provision_id, archived_at=None, kind__in=flagged)
    for pupil_id, kind in flags.values_list("pupil_id", "kind"):
        flagged[kind].add(pupil_id)
    senders = _senders(provision_id, span)

    def by(name: str, group: Callable[[Pupil], str]) -> Breakdown:
        return Breakdown(name, {pk: group(pupil) for pk, pupil in pupils.items()})

    return (
        by("EHC plan or SEN support", lambda pupil: _yes(pupil.pk in flagged[Flag.Kind.SEND])),
        by("Sex", lambda pupil: pupil.get_sex_display() if pupil.sex else UNKNOWN),
        by("Ethnicity", lambda pupil: pupil.get_ethnicity_display() if pupil.ethnicity else UNKNOWN),
        by("Looked after", lambda pupil: _yes(pupil.pk in flagged[Flag.Kind.LOOKED_AFTER])),
        by("Language", _language),
        by("School or council", lambda pupil: senders.get(pupil.pk, UNKNOWN)),
        by("Year group", lambda pupil: f"Year {pupil.year_group}" if pupil.year_group is not None else UNKNOWN),
    )


def _yes(is_so: bool) -> str:
    return "Yes" if is_so else "No"


def _language(pupil: Pupil) -> str:
    if not pupil.language.strip():
        return UNKNOWN
    known = language_of(pupil.language)
    return "English" if known is not None and known.code == "en" else "Another language"


def _senders(provision_id: int, span: Span) -> dict[int, str]:
    within = Placement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=span.starts_on),
        pupil__provision_id=provision_id,
        starts_on__lte=span.ends_on,
        archived_at=None,
    )
    return dict(within.order_by("starts_on", "pk").values_list("pupil_id", "commissioner__name"))
