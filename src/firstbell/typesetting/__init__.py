"""Documents as PDF: tagged, archival, A4, set by typst in a process that ends with the document.

A template is a `.typ` file in its room's `typst` folder. It begins with

    #import "/typesetting/base.typ": *
    #show: sheet

and finds what it was given as `data`. Nothing given is read as markup: a name with a # in it is that name.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, london_time

PACKAGE = Path(__file__).resolve().parent.parent
CHILD = Path(__file__).with_name("child.py")
LONGEST_SECONDS = 30
"""A document of hundreds of pages takes two. One that takes longer has gone wrong."""


class NotSet(Refused):
    """A document that could not be made. `reason`: the compiler's own words, for the log."""

    def __init__(self, title: str, reason: str) -> None:
        super().__init__(
            f"The document “{title}” could not be made.",
            "Nothing was printed or sent.",
            "Print the page from the browser meanwhile, and tell whoever runs Firstbell.",
        )
        self.reason = reason


def pdf(
    template: Path, data: Mapping[str, object], *, title: str, language: str = "en", at: datetime | None = None
) -> bytes:
    """Return the document that a template makes of data, which is whatever JSON can say.

    data may hold, for every template: "provision" (top of each page), "checkpoint" (the journal's code, foot of each
    page). at: when it is printed (UTC); it stands at the foot of each page. title: heading, and what a reader's program
    calls the document. A letter that no font here has becomes a box, with a note. Raises NotSet.
    """
    given = {
        "title": title,
        "language": language,
        "printed": _moment(at),
        "data": data,
    }
    request = {
        "root": str(PACKAGE),
        "template": str(template.resolve()),
        "given": json.dumps(given, ensure_ascii=False),
    }
    try:
        made = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(request).encode("ascii"),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotSet(title, f"It took longer than {LONGEST_SECONDS} seconds.") from None
    if made.returncode:
        raise NotSet(title, made.stderr.decode("utf-8", "replace").strip())
    return made.stdout


def _moment(at: datetime | None) -> dict[str, object] | None:
    """Return an instant as the templates show it: the day and wall-clock time in London."""
    if at is None:
        return None
    day, clock = london_day(at), london_time(at)
    return {"year": day.year, "month": day.month, "day": day.day, "time": f"{clock:%H:%M}"}
