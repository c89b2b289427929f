"""The `firstbell` program: one small module for each command, imported only when it is run.

A command module has HELP (one line), `add_arguments(parser)` and `run(args) -> int`. Exit codes: 0 done, 1 refused with
reasons, 2 the command line was not understood.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

from firstbell import __version__
from firstbell.domain.errors import Refused

TITLE = "Firstbell, the attendance register for alternative provision."
NOT_UNDERSTOOD = re.compile(r"invalid (?:choice|\S+ value): (.+?)(?= \(|$)")

DONE, REFUSED, USAGE, INTERRUPTED = 0, 1, 2, 130

COMMANDS = {
    name: f"firstbell.config.program.{module}"
    for name, module in {
        "setup": "setup",
        "administrator": "administrator",
        "serve": "serve",
        "worker": "worker",
        "bounced": "bounced",
        "demo": "demo",
        "import": "import_file",
        "export": "export",
        "verify": "verify",
        "recount": "recount",
        "backup": "backup",
        "restore": "restore",
        "figures": "figures",
        "codes": "codes",
        "age": "age",
        "policy": "policy",
        "bench": "bench",
    }.items()
}
"""Each command and the module it lives in, in the order the help shows them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except Refused as refused:
        print(refused.what, refused.means, refused.do, sep="\n", file=sys.stderr)
        return REFUSED
    except SystemExit as ended:  # argparse leaves this way
        return ended.code if isinstance(ended.code, int) else USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # who read our output has enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def commands() -> dict[str, str]:
    """Return the commands of this installation: name and module."""
    return {name: module for name, module in COMMANDS.items() if find_spec(module)}


def _run(words: list[str]) -> int:
    known = commands()
    match words:
        case ["--version" | "-V", *_]:
            print(f"firstbell {__version__}")
            return DONE
        case ["--help" | "-h" | "help", *_]:
            print(_help(known))
            return DONE
        case [name, *rest] if name in known:
            command = import_module(known[name])
            parser = Parser(prog=f"firstbell {name}", description=command.HELP)
            command.add_arguments(parser)
            return command.run(parser.parse_args(rest))
        case []:
            print(_help(known), file=sys.stderr)
        case [name, *_]:
            print(f"firstbell has no command {name}. `firstbell --help` lists those it has.", file=sys.stderr)
    return USAGE


class Parser(argparse.ArgumentParser):
    """Says in plain words what it does not understand."""

    def error(self, message: str) -> NoReturn:
        super().error(NOT_UNDERSTOOD.sub(r"\1 cannot be used here", message))


def _help(known: dict[str, str]) -> str:
    width = max(map(len, known))
    lines = [f"  {name:{width}}  {import_module(module).HELP}" for name, module in known.items()]
    usage = "usage: firstbell COMMAND ...\n       firstbell COMMAND --help\n       firstbell --version"
    return "\n".join([TITLE, "", usage, "", "commands:", *lines])
