"""The register lines of a day."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.db.models import Q

from firstbell.domain.school_time import starts_at


def of_day(day: date) -> Q:
    """Restrict register lines to one day, so that a pupil's lines of it are found by their index.

    The register's date alone would read every line a pupil ever had.
    """
    begins, ends = starts_at(day, time()), starts_at(day + timedelta(days=1), time())
    return Q(register__on=day, starts_at__gte=begins, starts_at__lt=ends)
