"""The ruler of a session: minutes since the bell, what is promised by when, and where now is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime


@dataclass(frozen=True)
class Stop:
    """A moment worth a word on the ruler. Place is a percentage of its length."""

    place: str
    anchor: str
    words: str


@dataclass(frozen=True)
class Ruler:
    """A session's time as one line.

    minutes: its length. now_place: a percentage, or None outside it. is_crowded: the labels would meet on a phone, so
    the words stand below instead.
    """

    minutes: int
    stops: tuple[Stop, ...]
    now_place: str | None
    now_anchor: str
    now_words: str
    spoken: str
    is_crowded: bool


def ruler_of(
    starts_at: datetime, ends_at: datetime, now: datetime, promises: Sequence[tuple[datetime, str]] = ()
) -> Ruler:
    """Return the ruler from `starts_at` to `ends_at`.

    promises: moments with their words ("ring home"); those outside the ruler are left out. The start is always shown.
    """
    seconds = (ends_at - starts_at).total_seconds()

    def place(instant: datetime) -> float:
        return 100 * (instant - starts_at).total_seconds() / seconds

    moments = [(starts_at, "")] + [p for p in promises if starts_at < p[0] <= ends_at]
    stops = tuple(
        Stop(f"{place(at):.2f}%", _anchor(place(at)), f"{localtime(at):%H:%M} {words}".strip()) for at, words in moments
    )
    here = place(now)
    clock = f"{localtime(now):%H:%M}"
    return Ruler(
        minutes=round(seconds / 60),
        stops=stops,
        now_place=f"{here:.2f}%" if 0 <= here <= 100 else None,
        now_anchor=_anchor(here),
        now_words=clock,
        is_crowded=_is_crowded([(place(at), stop) for (at, _), stop in zip(moments, stops, strict=True)]),
        spoken=f"It is {clock}. " + " ".join(f"{stop.words}." for stop in stops),
    )


LETTER_PLACE = 2.0
"""Width of one letter on a phone, in percent of the ruler."""


def _is_crowded(stops: Sequence[tuple[float, Stop]]) -> bool:
    reached = -LETTER_PLACE
    for place, stop in stops:
        width = LETTER_PLACE * len(stop.words)
        begins = {"start": place, "middle": place - width / 2, "end": place - width}[stop.anchor]
        if begins < reached + LETTER_PLACE:
            return True
        reached = begins + width
    return False


def _anchor(place: float) -> str:
    """Keep a label inside the ruler: the first hangs to the right of its tick, the last to the left."""
    return "start" if place < 8 else "end" if place > 92 else "middle"
