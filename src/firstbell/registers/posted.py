"""What a register's page sends: answers for one line or for many, made into taps.

An answer is `m=LINE.SEEN.CHOICE`, for example `m=12.0.here`, `m=12.345.late.6` with minutes, `m=12.345.code.I` with a
code. `.sure` behind here answers the one question about a pupil with a note. `tap` is the page's own id, new for each
sending; every answer's id follows from it and the line, so the same sending twice is the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

from django.http import QueryDict

from firstbell.domain.errors import Refused
from firstbell.domain.marks import Choice
from firstbell.registers.commands import Tap

SURE = "sure"


class Unreadable(Refused):
    """The page sent something that is not an answer."""

    def __init__(self, sent: str) -> None:
        super().__init__(
            f"The page sent {sent[:60]!r}, which is no answer for a line.",
            "Nothing was saved.",
            "Open the register again and choose once more.",
        )


@dataclass(frozen=True)
class Posted:
    """One sending.

    rest: the lines "the others are here" names. undo: (line, seen). sure: lines asked about before.
    arrived: the line of a pupil who was marked away and is here now.
    """

    tap_id: UUID
    taps: tuple[Tap, ...] = ()
    undo: tuple[int, int] | None = None
    rest: tuple[int, ...] = ()
    sure: frozenset[int] = field(default=frozenset())
    arrived: int | None = None

    @property
    def line_id(self) -> int | None:
        """The one line this sending is about; None for several or none."""
        if self.undo:
            return self.undo[0]
        if self.arrived:
            return self.arrived
        return self.taps[0].line_id if len(self.taps) == 1 else None


def read(data: QueryDict) -> Posted:
    """Return what was sent. Raises Unreadable."""
    tap_id = as_uuid(data.get("tap"))
    if "undo" in data:
        line, seen = _numbers(data["undo"], 2)
        return Posted(tap_id, undo=(line, seen))
    if "arrived" in data:
        [line] = _numbers(data["arrived"], 1)
        return Posted(tap_id, arrived=line)
    if "rest" in data:
        return Posted(tap_id, rest=_numbers(data["rest"].replace(" ", "."), None))
    if "minutes" in data:
        line, seen = _numbers(data["minutes"], 2)
        [minutes] = _numbers(data.get(f"min{line}", ""), 1)
        return Posted(tap_id, (Tap(uuid5(tap_id, str(line)), line, Choice.LATE, seen=seen or None, minutes=minutes),))
    if "reason" in data:
        return Posted(tap_id, (_reason(data, tap_id),))
    answers = [_answer(sent, tap_id) for sent in data.getlist("m")]
    return Posted(
        tap_id, tuple(tap for tap, _ in answers), sure=frozenset(tap.line_id for tap, sure in answers if sure)
    )


def read_paper(data: QueryDict, line_ids: Iterable[int]) -> list[Tap]:
    """Return the answers of a typed-in page: `paper12=here`, or late with `min12`. Raises Unreadable."""
    tap_id = as_uuid(data.get("tap"))
    taps = []
    for line in line_ids:
        said = data.get(f"paper{line}", "")
        if not said:
            continue
        if said not in list(Choice):
            raise Unreadable(said)
        minutes = data.get(f"min{line}", "").strip()
        late = _numbers(minutes, 1)[0] if said == Choice.LATE and minutes else None
        taps.append(Tap(uuid5(tap_id, str(line)), line, Choice(said), minutes=late))
    return taps


def _answer(sent: str, tap_id: UUID) -> tuple[Tap, bool]:
    parts = sent.split(".", 3)
    if len(parts) < 3:
        raise Unreadable(sent)
    line, seen = _numbers(".".join(parts[:2]), 2)
    said, more = parts[2], parts[3] if len(parts) == 4 else ""
    tap_id = uuid5(tap_id, str(line))
    if said == "code" and more:
        return Tap(tap_id, line, code_key=more, seen=seen or None), False
    if said not in list(Choice):
        raise Unreadable(sent)
    minutes = _numbers(more, 1)[0] if more and more != SURE else None
    return Tap(tap_id, line, Choice(said), seen=seen or None, minutes=minutes), more == SURE


def _reason(data: QueryDict, tap_id: UUID) -> Tap:
    """A reason told at the door: a code, or words for the office while the mark stays N."""
    line, seen = _numbers(data["reason"], 2)
    chosen, words = data.get(f"why{line}", ""), data.get(f"note{line}", "").strip()
    tap_id = uuid5(tap_id, str(line))
    if chosen and chosen != "ask":
        return Tap(tap_id, line, code_key=chosen, seen=seen or None, reason=words)
    return Tap(tap_id, line, Choice.AWAY, seen=seen or None, reason=words)


def _numbers(text: str, count: int | None) -> tuple[int, ...]:
    parts = [part for part in text.strip().split(".") if part]
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts) or count not in (
        None,
        len(parts),
    ):
        raise Unreadable(text)
    return tuple(int(part) for part in parts)


def as_uuid(text: str | None) -> UUID:
    """Return the id a page sent, a new one where it sent none. Raises Unreadable."""
    try:
        return UUID(text) if text else uuid4()
    except ValueError as bad:
        raise Unreadable(text or "") from bad
