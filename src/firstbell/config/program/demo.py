"""`firstbell demo`: a made-up morning in two provisions, with a clock that can be moved and a mailbox to look into.

Everything stands in one folder. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from firstbell.config.program.serve import claim_port, serve
from firstbell.domain.errors import Refused

HELP = "open a made-up provision's morning, to try everything"
FOLDER = Path(".firstbell/demo")
MARKER = "made-by-firstbell-demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", metavar="2026-11-23T08:55", help="the London time to begin at (default: 08:50 of a school day)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default: 8000)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where everything is kept (default: {FOLDER})")
    parser.add_argument("--no-serve", action="store_true", help="make the provisions and stop")
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Make the demonstration afresh and serve it until stopped."""
    begins = _wall_time(args.at)
    if args.make:
        return _make(begins)
    if not args.no_serve:
        claim_port(args.host, args.port)
    folder = args.folder.absolute()
    _empty(folder)
    os.environ |= {
        "FIRSTBELL_HOME": str(folder),
        "FIRSTBELL_PRACTICE": "yes",
        "FIRSTBELL_ADDRESS": f"http://localhost:{args.port}",
        "FIRSTBELL_DATABASE": "",
    }
    print("Making two practice provisions with six weeks of registers …", flush=True)
    # A process of its own, so that what serves afterwards stays small.
    making = [sys.executable, "-m", "firstbell", "demo", "--make", *(["--at", args.at] if args.at else [])]
    if subprocess.run(making, check=False).returncode:
        return 1
    if args.no_serve:
        return 0
    return serve(args.host, args.port, when_ready=lambda: _tell(args.port, folder))


def _wall_time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Refused(
            f"--at {text} is not a date and time.", "The practice clock begins there.", "Write it as 2026-11-23T08:55."
        ) from None


def _empty(folder: Path) -> None:
    """Clear what an earlier demonstration left. Raises Refused for a folder that holds anything else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise Refused(
            f"{folder} holds files that no demonstration made.",
            "The demonstration begins with an empty folder and would have to delete them.",
            "Choose another folder with --folder.",
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARKER).touch()


def _make(begins: datetime | None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    import django

    django.setup()
    from firstbell.config.program import setup
    from firstbell.practice.demonstration import make_demonstration

    setup.prepare()
    make_demonstration(begins)
    return 0


def _tell(port: int, folder: Path) -> None:
    from firstbell.practice.cast import PASSWORD, PLACES

    lines = [f"\nFirstbell's practice morning is open at http://localhost:{port}\n"]
    for place in PLACES:
        lines.append(f"  {place.name}")
        lines += [f"    {someone.role.replace('_', ' '):<18} {someone.email}" for someone in place.staff]
    lines.append("  Schools and councils")
    lines.append(f"    {'commissioner contact':<18} attendance@netherfoldacademy.example")
    lines.append(f"\nThe password of everybody is {PASSWORD}. The sign-in page also has a button for each of them.")
    lines.append("Move the clock in the yellow bar and watch registers open, duties fall due and mail arrive.")
    lines.append(
        f"Everything is kept in {folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder}."
    )
    lines.append("Press Ctrl-C to stop; the next `firstbell demo` begins afresh.\n")
    print("\n".join(lines), flush=True)
