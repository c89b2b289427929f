"""`firstbell restore FILE`: puts a backup in place of the data, or rehearses that."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from firstbell import clock
from firstbell import env as environment
from firstbell.config import backups
from firstbell.config.program.backup import sqlite_file
from firstbell.config.program.standing import standing
from firstbell.config.register_digests import Comparison, compare
from firstbell.domain.errors import Refused

HELP = "put a backup in place of the data, or rehearse it"
SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument(
        "--rehearse", action="store_true", help="change nothing: restore beside the data and compare every register"
    )


def run(args: argparse.Namespace) -> int:
    """Restore or rehearse. A backup that is not whole is refused before anything is touched."""
    env = environment.read()
    backup, database = args.file.absolute(), sqlite_file(env)
    if not backup.is_file():
        raise Refused(f"There is no file {backup}.", "Nothing was changed.", "Check the name.")
    return rehearse(backup, database) if args.rehearse else restore(backup, database, env.home)


def rehearse(backup: Path, database: Path) -> int:
    """Compare every register of the backup with the data. Returns 1 if the data lacks what the backup holds."""
    with backups.unpacked(backup) as (folder, manifest):
        live = f"file:{database}?mode=ro"
        with (
            closing(sqlite3.connect(folder / backups.DATABASE)) as copy,
            closing(sqlite3.connect(live, uri=True)) as now,
        ):
            try:
                found = compare(copy, now)
            except sqlite3.DatabaseError as error:
                raise Refused(
                    f"The data at {database} cannot be read: {error}.",
                    f"The backup of {_said(manifest)} itself is whole, but there was nothing to compare it with.",
                    "If the data is lost, restore the backup: run this again without --rehearse.",
                ) from error
    print(f"The backup of {_said(manifest)} restores whole: {manifest.registers:,} registers, each compared.")
    return _told(found)


def _told(found: Comparison) -> int:
    print(f"{found.same:,} are the same as in today's data.")
    if found.changed:
        print(f"{len(found.changed):,} have gained marks since: {_some(found.changed)}.")
    if found.made_since:
        print(f"{found.made_since:,} were made since.")
    if found.lost:
        print(
            f"{len(found.lost):,} are not as they were, and no later mark explains it: {_some(found.lost)}.\n"
            "Today's data may be damaged. Keep it and the backup as they are, and run `firstbell verify`.",
            file=sys.stderr,
        )
    return 1 if found.lost else 0


def _some(names: list[str]) -> str:
    return "; ".join(names[:SHOWN]) + (f"; and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")


def restore(backup: Path, database: Path, home: Path) -> int:
    """Put the backup in place and the data aside. Raises Refused while Firstbell runs on it."""
    with standing(home, alone=True), backups.unpacked(backup, beside=home) as (folder, manifest):
        _known_to_this_version(manifest)
        aside = f"before-restore-{clock.now():%Y-%m-%dT%H%M%SZ}"
        kept = [_put_aside(path, f".{aside}") for path in (database, home / backups.FILES) if path.exists()]
        for ending in ("-wal", "-shm"):
            # Left beside the restored file, SQLite would take the old one's last pages for its own.
            if (path := Path(f"{database}{ending}")).exists():
                path.rename(f"{database}.{aside}{ending}")
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / backups.DATABASE, database)
        if (folder / backups.FILES).exists():
            shutil.move(folder / backups.FILES, home / backups.FILES)
    print(f"Restored the backup of {_said(manifest)}: {manifest.registers:,} registers.")
    if kept:
        print("What was here before is kept: " + ", ".join(str(path) for path in kept))
    print("Now run: firstbell setup, then firstbell verify")
    return 0


def _put_aside(path: Path, ending: str) -> Path:
    return path.rename(path.with_name(path.name + ending))


def _known_to_this_version(manifest: backups.Manifest) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    import django

    django.setup()
    from firstbell.config.startup import unknown_migrations

    if unknown := unknown_migrations({(app, name) for app, name in manifest.migrations}):
        raise Refused(
            f"The backup was made by Firstbell {manifest.version}, which is newer than this one: {unknown}.",
            "This version does not know its tables. Nothing was changed here.",
            f"Install Firstbell {manifest.version} or later, then restore.",
        )


def _said(manifest: backups.Manifest) -> str:
    at = manifest.when.astimezone(clock.LONDON)
    return f"{at.day} {at:%B %Y} at {at:%H:%M}"
