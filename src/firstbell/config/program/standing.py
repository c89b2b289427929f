"""Whether a Firstbell stands on a data folder: those that run share it, a restore has it alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firstbell.domain.errors import Refused


@contextmanager
def standing(home: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold the data folder while in use. Raises Refused where the other kind of use has it."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "in-use").open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                "Firstbell is running on this data." if alone else "A restore is under way on this data.",
                "Data changed by two at once would not be a true record.",
                "Stop it first, then run this again." if alone else "Wait until it has finished, then start again.",
            ) from error
        yield
