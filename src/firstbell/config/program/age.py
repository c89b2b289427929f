"""`firstbell age`: compulsory school age, from a date of birth."""

import argparse
import json

from firstbell.config.program.words import day
from firstbell.domain.school_age import compulsory_school_age
from firstbell.domain.school_time import long_date

HELP = "first and last day of compulsory school age for a date of birth"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("born_on", metavar="DATE-OF-BIRTH", type=day, help="a date such as 2011-06-26")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="how the dates are written (text)")


def run(args: argparse.Namespace) -> int:
    """Print the two dates."""
    age = compulsory_school_age(args.born_on)
    if args.format == "json":
        print(json.dumps({"starts_on": age.starts_on.isoformat(), "ends_on": age.ends_on.isoformat()}))
    else:
        print(f"Compulsory school age starts on {long_date(age.starts_on)} and ends on {long_date(age.ends_on)}.")
    return 0
