"""Whose patterns a person may see, and which they may set aside."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.people import access as people
from firstbell.support.cases.access import sees_all
from firstbell.support.patterns.models import FoundPattern, PatternSetAside


def pattern(staff: Staff, pattern_id: int) -> FoundPattern:
    """Return a pattern that this person may set aside: the office any, a tutor none. Raises Http404."""
    found = FoundPattern.objects.select_related("pupil").filter(pupil__in=people.pupils(staff))
    return get_object_or_404(found if sees_all(staff) else found.none(), pk=pattern_id)


def set_aside(staff: Staff, aside_id: int) -> PatternSetAside:
    """Return what this person may bring back. Raises Http404."""
    found = PatternSetAside.objects.select_related("pupil").filter(pupil__in=people.pupils(staff))
    return get_object_or_404(found if sees_all(staff) else found.none(), pk=aside_id)
