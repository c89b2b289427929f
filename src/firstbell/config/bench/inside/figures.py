"""The year's percentages of every pupil, made as the page makes them, and the pages of figures themselves."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell import clock
from firstbell.config.bench.inside.counting import signed_in, statements
from firstbell.domain.school_time import academic_year, academic_year_start, london_day, monday_of
from firstbell.people.models import Pupil
from firstbell.placements.models import Placement
from firstbell.provisions.models import Group
from firstbell.registers.models import WeekTally
from firstbell.registers.queries import Scope
from firstbell.reports.figures.lists import pupil_rows

WEEKS = 38


def add_year(provision: int) -> None:
    """Give every pupil a year of weeks, attendance between 30 and 98 of a hundred."""
    year = academic_year_start(london_day(clock.now()))
    mondays = [monday_of(year) + timedelta(weeks=number) for number in range(1, WEEKS + 1)]
    [group] = Group.objects.filter(site__provision_id=provision)[:1]
    placements = Placement.objects.filter(pupil__provision_id=provision).values_list("pk", flat=True)
    WeekTally.objects.bulk_create(
        WeekTally(
            placement_id=placement, group=group, year_starts_on=year, week_starts_on=monday, session=session,
            own_attended=attended, own_authorised=1, own_unauthorised=4 - attended, national_attended=attended,
            national_authorised=1, national_unauthorised=4 - attended,
        )
        for monday in mondays
        for number, placement in enumerate(placements)
        for attended in [1 + 13 * number % 4]
        for session in ("AM", "PM")
    )  # fmt: skip


def percentages(provision: int, times: int) -> dict[str, float]:
    """Return how many pupils, the median milliseconds for all of them, and the statements."""
    year = academic_year(london_day(clock.now()))
    took = []
    for _ in range(times):
        began = perf_counter()
        words = [row.rate for row in pupil_rows(Scope(provision), year)]
        took.append(perf_counter() - began)
    with CaptureQueriesContext(connection) as asked:
        pupil_rows(Scope(provision), year)
    return {"pupils": len(words), "ms": 1000 * median(took), "statements": len(asked), "limit_ms": _bare(times)}


def opened(cookie: str, path: str, times: int) -> dict[str, float]:
    """Return the median milliseconds in which a page of figures is made, and its statements, sign-in included."""
    client = signed_in(cookie)
    took = []
    for _ in range(times):
        began = perf_counter()
        answer = client.get(path)
        took.append(perf_counter() - began)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}, not 200")
    return {"ms": 1000 * median(took), "statements": statements(cookie, path, 200)}


def a_pupil(provision: int) -> int:
    """Return the id of a pupil of a provision."""
    return Pupil.objects.filter(provision_id=provision).earliest("pk").pk


def _bare(times: int) -> float:
    """The median milliseconds to fetch the same numbers and nothing else."""
    took = []
    for _ in range(times):
        began = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT placement_id, sum(own_attended), sum(late) FROM {WeekTally._meta.db_table} GROUP BY 1"
            )
            cursor.fetchall()
        took.append(perf_counter() - began)
    return 1000 * median(took)
