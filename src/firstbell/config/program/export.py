"""`firstbell export KIND`: writes current records as a CSV or XLSX file whose cells do nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from firstbell.config.program import records
from firstbell.config.program.words import day
from firstbell.domain.errors import Refused

HELP = "write pupils, contacts, schools, placements, calendars or marks to a CSV or XLSX file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    records.add_arguments(parser)
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="a file ending in .csv or .xlsx (default: CSV, printed)"
    )
    parser.add_argument(
        "--since", type=day, metavar="DATE", help="the first day of marks (default: this school year's)"
    )
    parser.add_argument("--until", type=day, metavar="DATE", help="the last day of marks (default: today)")


def run(args: argparse.Namespace) -> int:
    """Write the file. Returns 0."""
    records.start()
    from firstbell import clock
    from firstbell.exchange import commands
    from firstbell.exchange.kinds import Kind
    from firstbell.journal import Actor

    form = args.to.suffix.lower().lstrip(".") if args.to else "csv"
    if form not in ("csv", "xlsx"):
        raise Refused(
            f"{args.to} ends in neither .csv nor .xlsx.", "Nothing was written.", "Name the file with one of the two."
        )
    provision = records.provision_of(args.provision)
    made = commands.export(
        Kind(args.kind),
        form,
        provision_id=provision.pk,
        by=Actor("program", None, "firstbell export"),
        at=clock.now(),
        since=args.since,
        until=args.until,
    )
    if args.to is None:
        sys.stdout.buffer.write(made.content)
        return 0
    try:
        args.to.write_bytes(made.content)
    except OSError as error:
        raise Refused(
            f"{args.to} cannot be written: {error.strerror}.", "No file was made.", "Name another with --to."
        ) from error
    print(f"{made.rows} {'row is' if made.rows == 1 else 'rows are'} in {args.to}.")
    return 0
