"""`firstbell policy check`: every fault of a policy file, with its place and a way to mend it."""

import argparse
import sys
from pathlib import Path

from firstbell.domain.errors import Refused
from firstbell.policy import faults_in

HELP = "check a policy file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    check = acts.add_parser("check", help="list every fault of a policy file")
    check.add_argument("file", metavar="FILE.toml", type=Path, help="the policy, as TOML")


def run(args: argparse.Namespace) -> int:
    """Print each fault on standard error; 1 where there is any. Raises Refused for a file that cannot be read."""
    faults = faults_in(_text(args.file))
    for fault in faults:
        print(f"{args.file}: {fault}", file=sys.stderr)
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        print(f"{args.file} has {count} and cannot be used as it is.", file=sys.stderr)
        return 1
    print(f"{args.file} can be used: no fault was found.")
    return 0


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{file} is not UTF-8 text (the first such byte is number {error.start + 1}).",
            "It was not checked.",
            "Save it again as UTF-8.",
        ) from error
    except OSError as error:
        raise Refused(
            f"{file} could not be read: {error.strerror}.",
            "It was not checked.",
            "Check the name of the file, and that you may read it.",
        ) from error
