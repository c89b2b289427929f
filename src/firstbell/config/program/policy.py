"""`firstbell policy check`: every fault of a policy file. `firstbell policy try`: the duties a list of events makes."""

import argparse
import json
import sys
from pathlib import Path

from firstbell.config.program.trying import as_json, as_table
from firstbell.domain.errors import Refused
from firstbell.domain.following import follow
from firstbell.policy import faults_in, parse, preset_names, preset_text
from firstbell.policy.events import read_events
from firstbell.policy.json_tables import EventFaults

HELP = "check a policy file, or try it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    check = acts.add_parser("check", help="list every fault of a policy file")
    check.add_argument("file", metavar="FILE.toml", type=Path, help="the policy, as TOML")
    attempt = acts.add_parser("try", help="print the duties that a list of events would make")
    attempt.add_argument(
        "file", metavar="FILE.toml", type=Path, help=f"the policy, or one of {', '.join(preset_names())}"
    )
    attempt.add_argument("--events", metavar="EVENTS.json", type=Path, required=True, help="what happened")
    attempt.add_argument("--format", choices=["text", "json"], default="text", help="how duties are written (text)")


def run(args: argparse.Namespace) -> int:
    """Do one of the two. Raises Refused for a file that cannot be read."""
    return _try(args) if args.act == "try" else _check(args)


def _check(args: argparse.Namespace) -> int:
    """Print each fault on standard error; 1 where there is any."""
    if _faults(args.file, _text(args.file)):
        return 1
    print(f"{args.file} can be used: no fault was found.")
    return 0


def _try(args: argparse.Namespace) -> int:
    """Print the duties, soonest first; each fault of either file on standard error, and 1, where there is any."""
    is_shipped = str(args.file) in preset_names() and not args.file.exists()
    text = preset_text(str(args.file)) if is_shipped else _text(args.file)
    if _faults(args.file, text):
        return 1
    try:
        told = read_events(_text(args.events), parse(text))
    except EventFaults as refusal:
        return _told(args.events, refusal.faults)
    duties = follow(told.happenings, told.setting, until=told.until)
    print(json.dumps(as_json(duties), indent=2, ensure_ascii=False) if args.format == "json" else as_table(duties))
    return 0


def _faults(file: Path, text: str) -> int:
    found = [str(fault) for fault in faults_in(text)]
    return _told(file, found) if found else 0


def _told(file: Path, faults: "list[str] | tuple[str, ...]") -> int:
    for fault in faults:
        print(f"{file}: {fault}", file=sys.stderr)
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    print(f"{file} has {count} and cannot be used as it is.", file=sys.stderr)
    return 1


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
