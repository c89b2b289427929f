"""`firstbell codes`: the attendance codes in force on a day, or all of a set."""

import argparse
import json

from firstbell import clock
from firstbell.config.program.words import day, table
from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, long_date
from firstbell.policy import code_set_names, load_code_set, national_on

HELP = "list attendance codes: what each means and how it counts"
COLUMNS = (
    "code",
    "key",
    "description",
    "meaning",
    "category",
    "counts_as_possible",
    "counts_as_present",
    "authorised",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", choices=code_set_names(), help="the code set (without it, the national set of the day)"
    )
    parser.add_argument(
        "--on", metavar="DATE", type=day, help="a date such as 2026-11-23 (without it, today; all of --set)"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="how the codes are written (text)")


def run(args: argparse.Namespace) -> int:
    """Print the codes. Raises Refused where no code was in force on the day."""
    rows = [_row(code) for code in _codes(args)]
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print(table(COLUMNS, [[_shown(value) for value in row.values()] for row in rows]))
    return 0


def _codes(args: argparse.Namespace) -> CodeSet:
    if args.set is None:
        return national_on(args.on or london_day(clock.now()))
    codes = load_code_set(args.set)
    if args.on is None:
        return codes
    in_force = codes.on(args.on)
    if not in_force.codes:
        raise Refused(
            f"No code of {args.set} was in force on {long_date(args.on)}.",
            "There is nothing to list.",
            f"Leave --set out for the national set of that day, or --on out for all of {args.set}.",
        )
    return in_force


def _row(code: Code) -> dict[str, str | bool | None]:
    return {column: getattr(code, column) for column in COLUMNS}


def _shown(value: str | bool | None) -> str:
    return {True: "yes", False: "no", None: "-"}[value] if value is None or isinstance(value, bool) else str(value)
