"""`firstbell figures` on ten million marks: how quickly, and within how much memory."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place

TITLE = "figures from a file of marks"
MARKS, MARKS_IF_QUICK = 10_000_000, 50_000
SESSIONS = 500
RUNS = 3
CODES = ("/", "\\", "/", "\\", "I", "L", "/", "\\", "O", "B", "/", "\\", "M", "U", "/", "\\", "C2", "#", "/", "\\", "N")
MILLION = 1_000_000


def measure(place: Place) -> Iterator[Measured]:
    """Yield marks a second and the peak of memory."""
    marks = MARKS_IF_QUICK if place.quick else MARKS
    path = place.folder / "marks.csv"
    write_marks(path, marks)
    limit = marks / median(_parsing_seconds(path) for _ in range(RUNS))
    runs = [place.run("figures", str(path)) for _ in range(RUNS)]
    yield Measured(
        name="figures-speed",
        what=f"figures from a file of {marks:,} marks",
        value=marks / median(run.seconds for run in runs) / MILLION,
        unit="million marks/s",
        budget=4,
        rival=0.51,
        rival_note="duckdb on the same work, 10 million marks",
        limit=limit / MILLION,
        limit_note="the cells parsed and nothing done with them",
        more_is_better=True,
    )
    yield Measured(
        name="figures-memory",
        what="the same, peak of memory",
        value=max(run.peak_bytes for run in runs) / MILLION,
        unit="MB",
        budget=500,
        rival=473,
        rival_note="duckdb, told to keep within 350 MB",
    )
    path.unlink()


def write_marks(path: Path, marks: int) -> None:
    """Write a file of marks, session by session, as a register system exports them."""
    pupils = [f"P{number:06d}" for number in range(-(-marks // SESSIONS))]
    codes, left = cycle(CODES), marks
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("pupil,date,session,code\n")
        for number in range(SESSIONS):
            day, session = date(2025, 9, 1) + timedelta(days=number // 2), ("AM", "PM")[number % 2]
            given = pupils[:left]
            file.writelines(
                f"{pupil},{day},{session},{code}\n"
                for pupil, code in zip(given, islice(codes, len(given)), strict=True)
            )
            left -= len(given)


def _parsing_seconds(path: Path) -> float:
    import polars as pl

    began = perf_counter()
    pl.scan_csv(path, infer_schema=False).select(pl.all().count()).collect(engine="streaming")
    return perf_counter() - began
