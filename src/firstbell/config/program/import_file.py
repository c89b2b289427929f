"""`firstbell import KIND FILE`: brings a file in whole, or names every problem with its rows and its answers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from firstbell.config.program import records
from firstbell.domain.errors import Refused

if TYPE_CHECKING:
    from firstbell.exchange.plan import Plan, Problem
    from firstbell.exchange.sources import Source

HELP = "bring in pupils, contacts, schools, placements, calendars or past registers from a CSV or XLSX file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    records.add_arguments(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV or XLSX file")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    parser.add_argument(
        "--answers", type=Path, metavar="FILE.json",
        help='answers by problem, {"phone@14 contact_1_mobile": "mend"}; "phone@*" answers all of a sort; '
        '"columns" says what columns mean, {"Student ID": ""}',
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Print every problem with its rows. Returns 1, and changes nothing, while one of them has no answer."""
    records.start()
    from firstbell import clock, journal
    from firstbell.domain.school_time import london_day
    from firstbell.exchange import commands, queries
    from firstbell.journal import Actor

    at = clock.now()
    provision = records.provision_of(args.provision)
    answers = _answers(args.answers)
    source = _source(args, provision.pk, answers.pop("columns", {}))
    plan, _ = queries.plan_of(source, answers, provision.pk, london_day(at))
    for problem in plan.problems:
        _tell(problem)
    print(_counts(plan))
    if plan.open:
        print(
            f"Nothing was brought in. {len(plan.open)} of {len(plan.problems)} problems have no answer. "
            "Put the file right, or answer them in a file and name it with --answers.",
            file=sys.stderr,
        )
        return 1
    if args.dry_run:
        print("Nothing was changed: this was a dry run.")
        return 0
    with journal.request(f"import {source.sha256[:12]}"):
        done = commands.bring_in(
            source, answers, provision_id=provision.pk, by=Actor("program", None, "firstbell import"), at=at
        )
    print("Everything in this file was here already." if done.changed_nothing else "The whole file is brought in.")
    return 0


def _answers(path: Path | None) -> dict[str, object]:
    if path is None:
        return {}
    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(
            f"{path} cannot be read: {error}.",
            "Nothing was brought in.",
            "Write it as JSON, one answer for each problem.",
        ) from error
    if not isinstance(answers, dict):
        raise Refused(f"{path} holds no table.", "Nothing was brought in.", 'Write it as {"phone@*": "mend"}.')
    return answers


def _source(args: argparse.Namespace, provision_id: int, said: object) -> Source:
    """Read the file. Raises Refused where a column has no meaning yet, naming it."""
    from firstbell.exchange.columns import plain
    from firstbell.exchange.kinds import Kind
    from firstbell.exchange.sources import remembered, source_of

    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise Refused(
            f"{args.file} cannot be read: {error.strerror}.", "Nothing was brought in.", "Check the name of the file."
        ) from error
    kind = Kind(args.kind)
    mapped = {plain(column): str(target) for column, target in said.items()} if isinstance(said, Mapping) else {}
    source = source_of(kind, args.file.name, content, remembered(provision_id, kind) | mapped)
    if not source.columns.is_complete:
        unknown = ", ".join(source.columns.unknown)
        lacking = f" No column is {', '.join(source.columns.missing)}." if source.columns.missing else ""
        raise Refused(
            f"Nobody has said what these columns of {args.file.name} mean: {unknown or 'none'}.{lacking}",
            "Nothing was brought in.",
            "Say it once on the page “Bring in a file”, or under “columns” in the file of answers; "
            "an empty text leaves a column out.",
        )
    return source


def _tell(problem: Problem) -> None:
    print(f"{problem.weight.upper():7} {problem}")
    if problem.choices:
        print(f"        {problem.key}: " + (f"answered {problem.answer}" if problem.answer else "choose one of"))
        if not problem.answer:
            for choice in problem.choices:
                print(f"          {choice.key}: {choice.words}")


def _counts(plan: Plan) -> str:
    from firstbell.exchange.commands.bringing_in import words_of

    left_out = f"; {len(plan.left_out)} rows left out" if plan.left_out else ""
    return (", ".join(words_of(plan)) or "No row comes in") + left_out
