"""What a roll call's page sends: `t=PERSON.1` for "I see them", `t=PERSON.0` to take it back, with an id of its own.

`tap` is made by the device, new for each press; the page without its script sends the one it was drawn with, and the
tick's id then follows from it and the answer. `at` is when it was pressed, as an offline device says.
"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID, uuid5

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from firstbell.registers.posted import Unreadable
from firstbell.registers.roll.commands import Tick

ANSWER = re.compile(r"(\d{1,18})\.([01])")


def read(posted: QueryDict) -> Tick:
    """Return the tick that was sent. Raises Unreadable."""
    said = posted.get("t", "")
    found = ANSWER.fullmatch(said)
    try:
        tap = UUID(posted.get("tap", ""))
    except ValueError:
        found = None
    if found is None:
        raise Unreadable(said)
    return Tick(uuid5(tap, said), int(found[1]), found[2] == "1", _device_at(posted.get("at")))


def _device_at(text: str | None) -> datetime | None:
    try:
        found = parse_datetime(text or "")
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
