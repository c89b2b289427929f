"""Files of marks for tests, and figures counted again by other means."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

HEADER = "pupil,date,session,code"
CHANGE = date(2024, 8, 19)
"""The first day of the 2024 national codes."""

Row = tuple[str, str, str, str]


def sessions(starts_on: str = "2026-09-01") -> Iterator[tuple[str, str]]:
    """Yield date and session, two for each weekday, from a day on."""
    day = date.fromisoformat(starts_on)
    while True:
        if day.weekday() < 5:
            yield from ((day.isoformat(), "AM"), (day.isoformat(), "PM"))
        day += timedelta(days=1)


def marks_of(pupil: str, counts: Mapping[str, int], starts_on: str = "2026-09-01") -> list[Row]:
    """Return a pupil's marks: so many of each code, in sessions that follow one another."""
    codes = [code for code, count in counts.items() for _ in range(count)]
    return [(pupil, on, session, code) for (on, session), code in zip(sessions(starts_on), codes, strict=False)]


def a_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """Write a file of marks, line by line."""
    path = folder / "marks.csv"
    path.write_text("".join(f"{line}\n" for line in (header, *lines)), encoding="utf-8", newline="")
    return path


def a_file_of(folder: Path, rows: Iterable[Iterable[str]], header: str = HEADER) -> Path:
    """Write a file of marks, row by row."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    path = folder / "marks.csv"
    path.write_text(f"{header}\n{written.getvalue()}", encoding="utf-8", newline="")
    return path


ATTENDED = set("/\\LBKPVW")
AUTHORISED = {"C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T"}
UNAUTHORISED = set("GNOU")
OUTSIDE = {"D", "Q", "X", "Z", "#"} | {f"Y{number}" for number in range(1, 8)}
ONLY_BEFORE_CHANGE = {"J": "attended", "H": "authorised", "Y": "outside"}
ONLY_SINCE_CHANGE = {"K", "Q", "C1", "C2", "J1"} | {f"Y{number}" for number in range(1, 8)}


def codes_on(day: date) -> list[str]:
    """Return the national codes of a day, as stats.md lists them."""
    since = ATTENDED | AUTHORISED | UNAUTHORISED | OUTSIDE
    return sorted(since if day >= CHANGE else since - ONLY_SINCE_CHANGE | set(ONLY_BEFORE_CHANGE))


def counted_as(code: str, day: date) -> str:
    """Return how a code counts on a day, by stats.md part 1 alone."""
    if day < CHANGE and code in ONLY_BEFORE_CHANGE:
        return ONLY_BEFORE_CHANGE[code]
    named = {"attended": ATTENDED, "authorised": AUTHORISED, "unauthorised": UNAUTHORISED, "outside": OUTSIDE}
    return next(name for name, codes in named.items() if code in codes)


def recounted(path: Path, by: str) -> dict[str, dict]:
    """Return the figures of a good file, counted mark by mark without any of our code."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = row.get(by, "all")
            counts[name][counted_as(row["code"], date.fromisoformat(row["date"]))] += 1
            counts[name]["late"] += row["code"] in ("L", "U")
    return {name: _figures(count) for name, count in counts.items()}


def _figures(count: Counter[str]) -> dict:
    missed = count["authorised"] + count["unauthorised"]
    possible = count["attended"] + missed
    return {
        "possible": possible,
        "attended": count["attended"],
        "authorised": count["authorised"],
        "unauthorised": count["unauthorised"],
        "not_counted": count["outside"],
        "late": count["late"],
        "attendance_percent": float(Fraction(100 * count["attended"], possible)) if possible else None,
        "persistent": 10 * missed >= possible if possible else None,
        "severe": 2 * missed >= possible if possible else None,
    }
