"""One file that holds everything a provision would need again, and the proof that it does.

A backup is a ZIP file: the database as one consistent copy, the files people added, and manifest.json with the SHA-256
of each, the migrations, the head of each journal chain, and a digest of all registers. The secret key is
left out: with a new one people sign in again, and nothing else changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firstbell import __version__
from firstbell.config.register_digests import digest_of_all, register_digests
from firstbell.domain.errors import Refused

FORMAT = 1
DATABASE = "firstbell.sqlite3"
FILES = "files"
MANIFEST = "manifest.json"
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, TypeError, ValueError, NotImplementedError)
UNREADABLE += (RuntimeError, sqlite3.DatabaseError)


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. made_at: ISO 8601, UTC. journal: chain -> [entries, last link]."""

    format: int
    made_at: str
    version: str
    contents: dict[str, str]
    migrations: list[list[str]]
    journal: dict[str, list[Any]]
    registers: int
    registers_digest: str

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def make(database: Path, files: Path, destination: Path, at: datetime) -> tuple[Path, Manifest]:
    """Write a backup while Firstbell runs on, read it back, and return where it is.

    destination: a folder, where the file is named for `at`, or the file itself. Raises Refused.
    """
    if not database.is_file():
        raise Refused(f"There is no data at {database}.", "Nothing was backed up.", "Check FIRSTBELL_HOME.")
    target = destination / f"firstbell-{at:%Y-%m-%dT%H%M%SZ}.backup" if destination.is_dir() else destination
    if target.exists():
        raise Refused(f"{target} is there already.", "It was left as it is.", "Choose another name.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".firstbell-") as workshop:
            copy = Path(workshop) / DATABASE
            _copy_database(database, copy)
            manifest = _describe(copy, files, at)
            made = Path(workshop) / "made"
            _pack(made, copy, files, manifest)
            check(made)
            os.replace(made, target)
    except OSError as error:
        raise Refused(
            f"The backup could not be written: {error.strerror or error}.",
            "There is no new backup.",
            "Choose a folder that can be written to, with space.",
        ) from error
    return target, manifest


def check(backup: Path) -> Manifest:
    """Read a whole backup and return its manifest. Raises Refused if a single byte of it is not as it was written."""
    with unpacked(backup) as (_, manifest):
        return manifest


@contextmanager
def unpacked(backup: Path, beside: Path | None = None) -> Iterator[tuple[Path, Manifest]]:
    """Unpack a backup into a folder for as long as the block lasts, checked to the last byte. Raises Refused.

    beside: a folder on the disk to unpack to.
    """
    with tempfile.TemporaryDirectory(dir=beside or backup.parent, prefix=".firstbell-") as workshop:
        folder = Path(workshop)
        try:
            manifest = _unpack(backup, folder)
        except UNREADABLE as error:
            raise _damaged(backup, str(error)) from error
        yield folder, manifest


def _copy_database(database: Path, copy: Path) -> None:
    """Copy as of one moment, however many marks are saved meanwhile."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as to:
        source.backup(to)
        to.execute("PRAGMA journal_mode = DELETE")


def _describe(copy: Path, files: Path, at: datetime) -> Manifest:
    with closing(sqlite3.connect(copy)) as database:
        digests = register_digests(database)
        heads = database.execute("SELECT chain, number, link FROM journal_entry ORDER BY chain, number")
        journal = {str(chain): [number, link] for chain, number, link in heads}
        migrations = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    added = {f"{FILES}/{path.relative_to(files).as_posix()}": _sha256(path) for path in _added(files)}
    return Manifest(
        format=FORMAT,
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        version=__version__,
        contents={DATABASE: _sha256(copy)} | added,
        migrations=[list(each) for each in migrations],
        journal=journal,
        registers=len(digests),
        registers_digest=digest_of_all(digests),
    )


def _added(files: Path) -> list[Path]:
    return sorted(path for path in files.rglob("*") if path.is_file()) if files.is_dir() else []


def _pack(made: Path, copy: Path, files: Path, manifest: Manifest) -> None:
    made.touch(mode=0o600)
    with made.open("r+b") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.write(copy, DATABASE)
            for path in _added(files):
                archive.write(path, f"{FILES}/{path.relative_to(files).as_posix()}")
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        raw.flush()
        os.fsync(raw.fileno())


def _unpack(backup: Path, folder: Path) -> Manifest:
    with zipfile.ZipFile(backup) as archive:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
        if manifest.format != FORMAT:
            raise ValueError(f"it has format {manifest.format}, and this Firstbell reads {FORMAT}")
        if sorted(archive.namelist()) != sorted([*manifest.contents, MANIFEST]):
            raise ValueError("it does not hold the files it lists")
        for name, expected in manifest.contents.items():
            path = Path(archive.extract(name, folder))
            if not path.is_relative_to(folder) or _sha256(path) != expected:
                raise ValueError(f"{name} is not as it was written")
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise ValueError(f"its database is damaged: {found}")
        if digest_of_all(register_digests(database)) != manifest.registers_digest:
            raise ValueError("its registers are not those it lists")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(backup: Path, why: str) -> Refused:
    return Refused(
        f"{backup.name} is not a whole backup: {why}.",
        "Nothing was changed here.",
        "Use another backup, and find out what happened to this one.",
    )
