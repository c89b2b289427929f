"""The year's percentages of every pupil, made as the page makes them."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell import clock
from firstbell.domain.school_time import academic_year_start, london_day
from firstbell.placements.models import Placement
from firstbell.registers.models import YearTally
from firstbell.reports.whole_year import whole_year


def add_year(provision: int) -> None:
    """Give every pupil a year of sessions, attendance between 35 and 97 of a hundred."""
    year = academic_year_start(london_day(clock.now()))
    YearTally.objects.bulk_create(
        YearTally(
            placement_id=placement, year_starts_on=year, session=session, own_attended=35 + 13 * number % 63,
            own_authorised=10, own_unauthorised=90 - 13 * number % 63,
        )
        for number, placement in enumerate(
            Placement.objects.filter(pupil__provision_id=provision).values_list("pk", flat=True)
        )
        for session in ("AM", "PM")
    )  # fmt: skip


def percentages(provision: int, times: int) -> dict[str, float]:
    """Return how many pupils, the median milliseconds for all of them, and the statements."""
    today = london_day(clock.now())
    took = []
    for _ in range(times):
        began = perf_counter()
        words = [row.percent for row in whole_year(provision, today)]
        took.append(perf_counter() - began)
    with CaptureQueriesContext(connection) as asked:
        whole_year(provision, today)
    return {"pupils": len(words), "ms": 1000 * median(took), "statements": len(asked), "limit_ms": _bare(times)}


def _bare(times: int) -> float:
    """The median milliseconds to fetch the same numbers and nothing else."""
    took = []
    for _ in range(times):
        began = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT placement_id, own_attended, own_authorised FROM {YearTally._meta.db_table}")
            cursor.fetchall()
        took.append(perf_counter() - began)
    return 1000 * median(took)
