"""Where the content of sent files lies until it is brought in: outside the web root, under names of ours."""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

KEPT_FOR = timedelta(days=1)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def keep(content: bytes) -> str:
    """Write content where only we can read it, and return the name it has there."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(24)
    with os.fdopen(os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return name


def content_of(name: str) -> bytes | None:
    """Return what was kept under a name, or None once it is deleted."""
    try:
        return (folder() / name).read_bytes() if name else None
    except FileNotFoundError:
        return None


def forget(name: str) -> None:
    if name:
        (folder() / name).unlink(missing_ok=True)


def forget_older_than(at: datetime, names: set[str]) -> None:
    """Delete files that no row names, a day after they were written: what a broken-off request left behind."""
    if not folder().is_dir():
        return
    oldest = (at - KEPT_FOR).timestamp()
    for path in folder().iterdir():
        if path.name not in names and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
