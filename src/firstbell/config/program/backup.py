"""`firstbell backup DEST`: one file with everything, made while Firstbell runs on."""

from __future__ import annotations

import argparse
from pathlib import Path

from firstbell import clock
from firstbell import env as environment
from firstbell.config import backups
from firstbell.domain.errors import Refused

HELP = "make a backup: one file, checked after it is written"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("destination", type=Path, metavar="DEST", help="a folder, or the name of the new file")


def run(args: argparse.Namespace) -> int:
    env = environment.read()
    target, manifest = backups.make(sqlite_file(env), env.home / "files", args.destination.absolute(), clock.now())
    entries = sum(count for count, _ in manifest.journal.values())
    size = target.stat().st_size / 2**20
    print(f"Backed up {manifest.registers:,} registers and {entries:,} journal entries to {target} ({size:.1f} MB).")
    print(f"Prove that it restores with: firstbell restore --rehearse {target}")
    return 0


def sqlite_file(env: environment.Env) -> Path:
    """Return the file of the database. Raises Refused on PostgreSQL, which has better means of its own."""
    if env.database.engine != "sqlite":
        raise Refused(
            "The data is in PostgreSQL.",
            "Firstbell's own backup copies an SQLite file; nothing was done.",
            f"Use PostgreSQL's: pg_dump --format=custom --file=firstbell.dump {env.database.name}, and pg_restore. "
            "Afterwards run `firstbell verify`.",
        )
    return Path(env.database.name)
