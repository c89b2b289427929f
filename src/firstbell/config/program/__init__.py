"""The `firstbell` program. Exit codes: 0 done, 1 refused with reasons, 2 not understood."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from firstbell import __version__
from firstbell.domain.errors import Refused

COMMANDS = {
    name: f"firstbell.config.program.{module}"
    for name, module in {
        "demo": "demo",
        "setup": "setup",
        "serve": "serve",
        "worker": "worker",
        "import": "import_file",
        "export": "export",
        "figures": "figures",
        "codes": "codes",
        "age": "age",
        "policy": "policy",
        "verify": "verify",
        "backup": "backup",
        "restore": "restore",
        "bench": "bench",
    }.items()
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Only its own module is imported, so that a quick one stays quick."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="firstbell", description="The attendance register for alternative provision.")
    parser.add_argument("--version", action="version", version=f"firstbell {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), "")
    for name in [chosen] if chosen in COMMANDS else COMMANDS:
        module: ModuleType = import_module(COMMANDS[name])
        module.add_arguments(commands.add_parser(name, help=module.HELP, description=module.HELP))
    args = parser.parse_args(words)
    try:
        return int(import_module(COMMANDS[args.command]).run(args))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output has enough of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
