"""What the safeguarding lead's pages show of concerns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from firstbell.accounts.models import Membership, Role
from firstbell.support.concerns.models import Concern, ConcernEntry

Kind = ConcernEntry.Kind


@dataclass(frozen=True)
class ConcernRow:
    """One concern with what was done about it, first to last."""

    concern: Concern
    entries: tuple[ConcernEntry, ...]

    @property
    def is_new(self) -> bool:
        """Nobody has read it."""
        return not self.entries

    @property
    def is_closed(self) -> bool:
        course = [entry for entry in self.entries if entry.kind in ConcernEntry.COURSE]
        return bool(course) and course[-1].kind == Kind.CLOSED

    @property
    def last(self) -> ConcernEntry | None:
        return self.entries[-1] if self.entries else None


def concern_list(concerns: QuerySet[Concern]) -> tuple[list[ConcernRow], list[ConcernRow]]:
    """Return the open concerns, those nobody has read first, and the closed ones, newest first. Two statements."""
    found = list(concerns)
    entries: dict[int, list[ConcernEntry]] = defaultdict(list)
    for entry in ConcernEntry.objects.filter(concern__in=found):
        entries[entry.concern_id].append(entry)
    rows = [ConcernRow(concern, tuple(entries[concern.pk])) for concern in found]
    waiting = sorted((row for row in rows if not row.is_closed), key=lambda row: not row.is_new)
    return waiting, [row for row in rows if row.is_closed]


def concern_page(concern: Concern) -> ConcernRow:
    """Return one concern with everything done about it. One statement."""
    return ConcernRow(concern, tuple(ConcernEntry.objects.filter(concern=concern)))


def safeguarding_leads(provision_id: int, today: date) -> list[tuple[int, str, str]]:
    """Return those to whom a concern goes: id, name and email address."""
    held = Membership.objects.filter(
        provision_id=provision_id,
        role=Role.SAFEGUARDING_LEAD,
        ended_at=None,
        starts_on__lte=today,
        user__is_active=True,
    ).exclude(ends_on__lt=today)
    return list(held.order_by("user__name").values_list("user_id", "user__name", "user__email").distinct())
