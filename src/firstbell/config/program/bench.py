"""`firstbell bench`: measures the promised budgets, in a folder and on a server of its own."""

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from firstbell import clock
from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.report import as_json, as_markdown, as_table
from firstbell.config.bench.rows import ROWS, WHEN_NAMED
from firstbell.domain.errors import Refused

HELP = "measure how fast and how small it is"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    named = f"{', '.join(ROWS)} (all of these); only when named: {', '.join(WHEN_NAMED)}"
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"what to measure: {named}")
    parser.add_argument("--quick", action="store_true", help="measure small amounts, only to see that it works")
    parser.add_argument(
        "--format", choices=["table", "markdown", "json"], default="table", help="how it is reported (table)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON to a file too")


def run(args: argparse.Namespace) -> int:
    """Measure and report. Returns 1 where something could not be measured.

    A budget that was missed is told and is no failure: the machine may be busy.
    """
    known = (*ROWS, *WHEN_NAMED)
    if unknown := [name for name in args.rows if name not in known]:
        print(
            f"firstbell bench measures nothing called {', '.join(unknown)}, only {', '.join(known)}.", file=sys.stderr
        )
        return 2
    measured: list[Measured] = []
    refusals: list[Refused] = []
    with tempfile.TemporaryDirectory(prefix="firstbell-bench-") as folder:
        for name in args.rows or ROWS:
            row = import_module(f"firstbell.config.bench.rows.{name}")
            print(f"Measuring {row.TITLE} …", file=sys.stderr, flush=True)
            try:
                measured += row.measure(Place(Path(folder) / name, quick=args.quick))
            except Refused as refused:
                print(f"Not measured: {refused}", file=sys.stderr)
                refusals.append(refused)
    if args.quick:  # a budget is for the full amount
        measured = [replace(row, budget=None) for row in measured]
    report = json.dumps(as_json(measured, clock.now(), quick=args.quick), indent=2)
    shown = {"table": as_table, "markdown": as_markdown}
    print(report if args.format == "json" else shown[args.format](measured))
    if args.json:
        args.json.write_text(f"{report}\n", encoding="utf-8")
    return 1 if refusals else 0
