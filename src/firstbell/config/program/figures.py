"""`firstbell figures`: attendance figures from a file of marks, without a database."""

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from firstbell.domain.errors import Refused
from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import is_persistent, is_severe
from firstbell.policy import code_set_names
from firstbell.reports.file_figures import By, Codebook, tallies_of

HELP = "count attendance from a file of marks"
STANDARD_INPUT = "-"
COLUMNS = (
    "name",
    "possible",
    "attended",
    "authorised",
    "unauthorised",
    "not_counted",
    "late",
    "attendance_percent",
    "persistent",
    "severe",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "marks",
        metavar="MARKS.csv",
        help="CSV with the columns pupil,date,session,code and, if wanted, group; - reads standard input",
    )
    parser.add_argument(
        "--code-set",
        choices=code_set_names(),
        help="what the codes mean (without it, the national set of each date)",
    )
    parser.add_argument("--by", choices=[by.value for by in By], default="pupil", help="one row for each (pupil)")
    parser.add_argument("--format", choices=["json", "csv"], default="json", help="how the figures are written (json)")


def run(args: argparse.Namespace) -> int:
    """Print the figures. Raises Refused, before anything is printed, where any mark cannot be counted."""
    book = Codebook.of(args.code_set) if args.code_set else Codebook.national()
    with _file_to_read_twice(args.marks) as (path, called):
        rows = (figures(name, tally) for name, tally in tallies_of(path, called, book, By(args.by)))
        if args.format == "json":
            _write_json(rows)
        else:
            _write_csv(rows)
    return 0


def figures(name: str, tally: Tally) -> dict[str, str | int | float | bool | None]:
    """Return one row of the output, its values by column. The percentage is the nearest number to the exact rate."""
    percent = tally.percent
    values = (
        name,
        tally.possible,
        tally.attended,
        tally.authorised,
        tally.unauthorised,
        tally.not_counted,
        tally.late,
        None if percent is None else float(percent),
        is_persistent(tally),
        is_severe(tally),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _write_json(rows: Iterable[dict]) -> None:
    """Print an array, a row on each line, without ever holding it whole."""
    between = "[\n"
    for row in rows:
        sys.stdout.write(between + json.dumps(row, ensure_ascii=False))
        between = ",\n"
    print("[]" if between == "[\n" else "\n]")


def _write_csv(rows: Iterable[dict]) -> None:
    """Print a table; what is null in JSON is an empty cell."""
    table = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    table.writeheader()
    for row in rows:
        table.writerow(
            {column: str(value).lower() if isinstance(value, bool) else value for column, value in row.items()}
        )


@contextmanager
def _file_to_read_twice(given: str) -> Iterator[tuple[Path, str]]:
    """Give a file and what to call it. Standard input, or a pipe, is copied to a temporary file first."""
    if given == STANDARD_INPUT:
        with _copy(sys.stdin.buffer) as path:
            yield path, "standard input"
        return
    with _opened(given) as source:
        if source.seekable():
            yield Path(given), given
            return
        with _copy(source) as path:
            yield path, given


def _opened(given: str) -> BinaryIO:
    try:
        return Path(given).open("rb")
    except OSError as error:
        raise Refused(
            f"{given} could not be read: {error.strerror}.",
            "No figures were made.",
            "Check the name of the file, and that you may read it.",
        ) from error


@contextmanager
def _copy(source: BinaryIO) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(prefix="firstbell-marks-") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)
